"""The transform alone, decoding and encoding included: CPU per event.

usage: python -m tests.benchmarks.transform [--rounds 9]

Events are the generator's that the default mapping sends, about 850 bytes each. `null container` is the same with
`"vendor_ids": null` or `"properties"` beside a null `context`, which cost a reader of attributes an exception per
event. Quote the minimum of an optimised interpreter: what is more is the machine's other work.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from statistics import mean, median

import orjson

from consumer.generator import generate
from transforms import CompiledBlueprint, Send, compile_blueprint, load_preset

DISTINCT_EVENTS = 10_000


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description="CPU of the transform per event")
    parser.add_argument("--rounds", type=int, default=9)
    rounds: int = parser.parse_args().rounds
    print(f"Python {sys.version}")
    compiled = compile_blueprint(load_preset("default"))
    sent = sent_events(compiled)
    for title, events in (
        ("all that are sent", sent),
        ("page views", [event for event in sent if b'"type":"page"' in event]),
        ("conversions", [event for event in sent if b'"type":"page"' not in event]),
        ("null container", list(map(with_null_container, sent))),
    ):
        costs = [cost_microseconds(compiled, events) for _ in range(rounds)]
        size = mean(map(len, events))
        print(f"{title:18} {size:5.0f} bytes: {min(costs):.2f} microseconds (median {median(costs):.2f})")


def sent_events(compiled: CompiledBlueprint) -> list[bytes]:
    """Generate events, and keep those that are sent."""
    values = [record.value for record in generate(seed=1, count=DISTINCT_EVENTS * 2, start_ms=1_767_225_600_000)]
    sent = [value for value in values if value and isinstance(compiled.transform(value, 0.0), Send)]
    return sent[:DISTINCT_EVENTS]


def with_null_container(value: bytes) -> bytes:
    """Put null where the mapping passes through: in place of the vendor identifiers, which the fallback replaces."""
    event = orjson.loads(value)
    for name in ("vendor_ids", "vendorIds"):
        event.pop(name, None)
    return orjson.dumps({**event, "vendor_ids": None, "anonymous_id": "0b7d6d0e-2a60-4d0a-9d51-8f1f7a0f2b11"})


def cost_microseconds(compiled: CompiledBlueprint, events: Sequence[bytes]) -> float:
    """CPU of one event, over all of them."""
    transform = compiled.transform
    started = time.process_time()
    for event in events:
        transform(event, 0.0)
    return (time.process_time() - started) / len(events) * 1e6


if __name__ == "__main__":
    main()
