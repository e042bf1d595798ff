"""What a dead letter looks like: the record as it came, and headers that say where it came from and why it is here.

The original key, value and headers stay untouched; ours are added behind them, and replace those of an earlier letter
when one was written back to the source topic. The `__connect.errors.*` names are those of Kafka Connect
(`DeadLetterQueueReporter`), which existing tools read.
"""

import hashlib
from dataclasses import dataclass, replace
from typing import Final

from consumer.core.record import Headers, Original

PREFIX: Final = "signal-kameleoon."
CONNECT_PREFIX: Final = "__connect.errors."


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What all dead letters of this process have in common."""

    topic: str
    group_id: str
    site_code: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a record is dead-lettered.

    Attributes:
        reason: of a closed list.
        detail: a sentence for people, without anything of the payload.
        rule: the rule that matched, or `unmapped`.
        status: HTTP status that refused it, or None when it was never sent.
        attempts: how many times it was sent.
        first_failure_ms: milliseconds since the epoch.
        last_failure_ms: milliseconds since the epoch.
    """

    reason: str
    detail: str
    rule: str
    status: int | None
    attempts: int
    first_failure_ms: int
    last_failure_ms: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record for the dead-letter topic."""

    key: bytes | None
    value: bytes | None
    headers: Headers

    def without_value(self) -> "DeadLetter":
        """What is left of a letter that is too large: the original stays at its coordinates, size and hash name it."""
        value = self.value or b""
        described: Headers = [
            (PREFIX + "value-bytes", str(len(value))),
            (PREFIX + "value-sha256", hashlib.sha256(value).hexdigest()),
        ]
        return replace(self, value=None, headers=self.headers + described)


def dead_letter(original: Original, cause: Cause, deployment: Deployment) -> DeadLetter:
    """Build the dead letter of a record."""
    place = {"topic": deployment.topic, "partition": original.partition(), "offset": original.offset()}
    ours = place | {
        "timestamp": original.timestamp()[1],
        "group": deployment.group_id,
        "site-code": deployment.site_code,
        "reason": cause.reason,
        "detail": cause.detail,
        "rule": cause.rule,
        "http-status": "" if cause.status is None else cause.status,
        "attempts": cause.attempts,
        "first-failure": cause.first_failure_ms,
        "last-failure": cause.last_failure_ms,
        "version": deployment.version,
    }
    connect = place | {
        "connector.name": deployment.group_id,
        "task.id": original.partition(),
        "stage": "TRANSFORMATION" if cause.status is None else "TASK_PUT",
        "class.name": "signal-kameleoon",
        "exception.class.name": cause.reason,
        "exception.message": cause.detail,
        "exception.stacktrace": "",
    }
    headers: Headers = [(PREFIX + name, str(value)) for name, value in ours.items()]
    headers += [(CONNECT_PREFIX + name, str(value)) for name, value in connect.items()]
    received = original.headers() or []
    as_they_came = list(received.items()) if isinstance(received, dict) else received
    return DeadLetter(original.key(), original.value(), _without_ours(as_they_came) + headers)


def _without_ours(headers: Headers) -> Headers:
    """What is left without an earlier letter's headers; where there was none, Connect's names are somebody else's."""
    if not any(name.startswith(PREFIX) for name, _ in headers):
        return headers
    return [(name, value) for name, value in headers if not name.startswith((PREFIX, CONNECT_PREFIX))]
