"""What an answer of the Data API means. The status line decides; the body is not looked at.

| answer                                       | outcome                                                      |
|----------------------------------------------|--------------------------------------------------------------|
| 2xx except 207                               | `Delivered`: the offsets become committable                  |
| 408, 429, 5xx, 207, no answer                | `Transient`: wait, then again, without limit                 |
| 400, 422                                     | `Refused` rejected: the data is the suspect                  |
| 413                                          | `Refused` too_large                                          |
| 3xx and every other 4xx                      | `Refused` by configuration: region, site code, user agent    |
"""

from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

from consumer.core.failure import Failure, FailureCause

RETRY_AFTER_MAX_SECONDS: Final = 300.0
"""A longer `Retry-After` is taken for an error: an hour without a probe would hide that the API is well again."""


class TransientReason(StrEnum):
    """Why a request will be repeated."""

    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    CONNECTION = "connection"


class RefusedReason(StrEnum):
    """Why the API refuses a request that would be refused again."""

    REJECTED = "rejected"
    TOO_LARGE = "too_large"
    UNAUTHORISED = "unauthorised"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    REDIRECTED = "redirected"
    UNEXPECTED = "unexpected"
    REJECTS_EVERYTHING = "rejects_everything"
    """Not of one answer: so many events were rejected alone, and none taken, that it cannot be their data."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The API has taken the batch."""

    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transient:
    """The batch may well be taken later.

    Attributes:
        reason: what happened.
        status: HTTP status, or None when there was no answer.
        retry_after_seconds: what the API asked for, clamped; None when it asked for nothing.
        is_ambiguous: the API may have taken the batch all the same (nothing but a failed connect proves that it has
        not). on_reused_connection: a kept connection broke; servers close idle ones, so this says nothing about the
        API.
        failure: why there was no answer; None when there was one.
    """

    reason: TransientReason
    status: int | None = None
    retry_after_seconds: float | None = None
    is_ambiguous: bool = False
    on_reused_connection: bool = False
    failure: Failure | None = None

    @property
    def cause(self) -> FailureCause:
        """Why there was no answer, for advice about it."""
        return FailureCause.OTHER if self.failure is None else self.failure.cause


@dataclass(frozen=True, slots=True)
class Refused:
    """The API does not take the batch, and will not as long as nothing changes."""

    reason: RefusedReason
    status: int


Outcome = Delivered | Transient | Refused

_REFUSED: Final = {
    400: RefusedReason.REJECTED,
    401: RefusedReason.UNAUTHORISED,
    403: RefusedReason.FORBIDDEN,
    404: RefusedReason.NOT_FOUND,
    413: RefusedReason.TOO_LARGE,
    422: RefusedReason.REJECTED,
}


def classify(status: int, retry_after: str | None, now_epoch_seconds: float, date: str | None = None) -> Outcome:
    """Say what a status line means.

    Args:
        status: HTTP status of a received answer.
        retry_after: the `Retry-After` header as it came, if there was one.
        now_epoch_seconds: wall clock, to read a `Retry-After` date.
        date: the `Date` header as it came, if there was one: by the API's own clock its `Retry-After` is right, however
            wrong ours may be.
    """
    if 200 <= status < 300 and status != 207:
        return Delivered(status)
    if status in {207, 408, 429} or status >= 500:
        reason = TransientReason.RATE_LIMITED if status == 429 else TransientReason.SERVER_ERROR
        wait_seconds = retry_after_seconds(retry_after, _epoch_seconds(date or "", now_epoch_seconds))
        return Transient(reason=reason, status=status, retry_after_seconds=wait_seconds)
    if 300 <= status < 400:
        return Refused(RefusedReason.REDIRECTED, status)
    return Refused(_REFUSED.get(status, RefusedReason.UNEXPECTED), status)


def retry_after_seconds(header: str | None, now_epoch_seconds: float) -> float | None:
    """Read a `Retry-After` header: seconds or an HTTP date (RFC 9110, 10.2.3), clamped to 0 to 300 s.

    Returns:
        None when there is no header, or none that can be read.
    """
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        seconds = _epoch_seconds(header, float("nan")) - now_epoch_seconds
    if seconds != seconds:  # noqa: PLR0124 - NaN, from "nan" or an unreadable date
        return None
    return min(max(seconds, 0.0), RETRY_AFTER_MAX_SECONDS)


def _epoch_seconds(http_date: str, otherwise: float) -> float:
    try:
        moment = parsedate_to_datetime(http_date)
    except (ValueError, OverflowError):  # the latter for a year or a zone that no datetime holds
        return otherwise
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
