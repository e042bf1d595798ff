"""What the generator hands out: a record, and what was meant by it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

INTENT_HEADER: Final = "generator-intent"
"""Kafka header that carries the intent: whoever reads the topic knows what should become of the record."""

NONCE_HEADER: Final = "generator-nonce"
"""Kafka header that carries the message id; left out where the record has none."""


class Intent(StrEnum):
    """How a record has to end under the default mapping, as the scenario that wrote it means it."""

    DELIVER = "deliver"
    DROP = "drop"
    DEAD_LETTER = "dead_letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedRecord:
    """One Kafka record that is still to be produced.

    Attributes:
        key: The visitor's anonymous id, UTF-8; None where the event knows no visitor.
        value: The event as UTF-8 JSON, or whatever a broken record holds; None is a tombstone.
        headers: `INTENT_HEADER`, and `NONCE_HEADER` where there is a nonce.
        intent: How the record has to end.
        nonce: The event's message id, unique in the stream; None where it cannot be read from the value.
    """

    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]
    intent: Intent
    nonce: str | None


def generated_record(*, key: bytes | None, value: bytes | None, intent: Intent, nonce: str | None) -> GeneratedRecord:
    """Return the record with the headers that its intent and nonce ask for."""
    headers = [(INTENT_HEADER, intent.encode())]
    if nonce is not None:
        headers.append((NONCE_HEADER, nonce.encode()))
    return GeneratedRecord(key=key, value=value, headers=headers, intent=intent, nonce=nonce)
