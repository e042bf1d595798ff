"""Realistic Signal events, seeded and pure: visits to an invented shop, for demos, tests and benchmarks.

Imports run one way: stream -> {crowd, broken} -> journeys -> session -> {catalogue, visitor, record}.
`produce` and `topic`, the only parts that do anything but compute, write records to a topic, at the pace that `pacing`
decides, and make the topic. Nothing else of `consumer` is imported.
"""

from consumer.generator.record import INTENT_HEADER, NONCE_HEADER, GeneratedRecord, Intent
from consumer.generator.stream import generate

__all__ = ["INTENT_HEADER", "NONCE_HEADER", "GeneratedRecord", "Intent", "generate"]
