"""Signal events to Kameleoon events: pure functions of values, driven by a mapping.

`compile_blueprint(load_preset("default")).transform` is a function from the value of a Kafka record, and the
time, to a verdict: `Send` with one encoded vendor event, `Dropped`, or `Invalid`, the latter two with a
reason of a closed list.

    text/             a mapping's YAML, read into a
    blueprint         value, which is compiled in
    compiled/         to functions that run for every record, and can explain what they did
    kameleoon_event   the vendor's fields, types and limits;  conversions  how a value becomes one of them
    paths             places in an event and their spellings;  verdict  what becomes of a record

Nothing here does I/O but reading a preset, and nothing imports the consumer.
"""

from transforms.blueprint import Blueprint, BlueprintError
from transforms.compiled.transform import CompiledBlueprint, Transform, compile_blueprint
from transforms.text.goal_ids import with_goal_ids
from transforms.text.schema import mapping_schema
from transforms.text.whole import load_preset, parse_blueprint, preset_with
from transforms.verdict import (
    UNMAPPED,
    WITH_OR_WITHOUT_RULE,
    WITHOUT_RULE,
    Dropped,
    DropReason,
    Invalid,
    InvalidReason,
    Send,
    Verdict,
)

__all__ = [
    "UNMAPPED",
    "WITHOUT_RULE",
    "WITH_OR_WITHOUT_RULE",
    "Blueprint",
    "BlueprintError",
    "CompiledBlueprint",
    "DropReason",
    "Dropped",
    "Invalid",
    "InvalidReason",
    "Send",
    "Transform",
    "Verdict",
    "compile_blueprint",
    "load_preset",
    "mapping_schema",
    "parse_blueprint",
    "preset_with",
    "with_goal_ids",
]
