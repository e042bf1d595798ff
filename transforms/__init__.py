"""Signal events to Kameleoon events: pure functions of values, driven by a mapping.

`compile_blueprint(load_preset("default"))` gives a function from the value of a Kafka record to a verdict:
`Send` with one encoded vendor event, `Dropped`, or `Invalid`, the latter two with a reason of a closed list.

How a mapping's text becomes that function: `yaml_document` and `blueprint_yaml` read it into a `blueprint`;
`signal_event` generates the decoder for the `paths` in it and `reading` the readers of its fields;
`identity`, `conversions` and `kameleoon_event` hold the rules of the vendor's fields; `compiled_rule` and
`transform` join them. Nothing here does I/O but reading a preset, and nothing imports the consumer.
"""

from transforms.blueprint import Blueprint, BlueprintError
from transforms.blueprint_yaml import load_preset, parse_blueprint
from transforms.transform import Transform, compile_blueprint
from transforms.verdict import UNMAPPED, Dropped, DropReason, Invalid, InvalidReason, Send, Verdict

__all__ = [
    "UNMAPPED",
    "Blueprint",
    "BlueprintError",
    "DropReason",
    "Dropped",
    "Invalid",
    "InvalidReason",
    "Send",
    "Transform",
    "Verdict",
    "compile_blueprint",
    "load_preset",
    "parse_blueprint",
]
