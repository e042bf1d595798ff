"""Every counter with labels of closed lists starts at 0, so that its first event is an increase.

A counter that is born at 1 has no rate: `increase()` of the first dead letter of a reason was 0, and no alert fired.
"""

from collections.abc import Iterable
from typing import Final

from consumer.core.outcome import RefusedReason, TransientReason
from consumer.core.token import FetchFailure
from consumer.telemetry.admin_happenings import Drop
from consumer.telemetry.metrics import Metrics
from transforms import UNMAPPED, DropReason, InvalidReason

MOST_RULES: Final = 100
"""A mapping of more has its counters born with their first event: each rule makes three dozen series."""

_OF_NO_RULE: Final = frozenset(
    {
        InvalidReason.EMPTY,
        InvalidReason.NOT_JSON,
        InvalidReason.NOT_AN_OBJECT,
        InvalidReason.EVENT_TYPE_MISSING,
    }
)
STATUS_CLASSES: Final = ("2xx", "3xx", "4xx", "5xx", TransientReason.TIMEOUT, TransientReason.CONNECTION)


def start_at_zero(metrics: Metrics, rules: Iterable[str]) -> None:
    """Make the samples of all counters whose labels are known. `rules`: names of the mapping."""
    for kind in ("assign", "revoke", "lost"):
        metrics.rebalances.labels(kind)
    for result in ("ok", "failed", "outdated"):
        metrics.commits.labels(result)
    for status_class in STATUS_CLASSES:
        metrics.requests.labels(status_class)
    for reason in TransientReason:
        metrics.retries.labels(reason)
    for result in ("fetched", *FetchFailure):
        metrics.token_requests.labels(result)
    for drop in Drop:
        metrics.admin_dropped.labels(drop)
    for refused in RefusedReason:
        metrics.blocked.labels(refused).set(0)
    _records(metrics, tuple(rules))


def _records(metrics: Metrics, rules: tuple[str, ...]) -> None:
    records = metrics.records
    for drop in (DropReason.NOT_MAPPED, DropReason.CONDITION_NOT_MET):
        records.labels("dropped", drop, UNMAPPED)
    for invalid in (*_OF_NO_RULE, InvalidReason.TRANSFORM_FAILED):
        records.labels("dead_lettered", invalid, UNMAPPED)
    for rule in rules if len(rules) <= MOST_RULES else ():
        records.labels("delivered", "", rule)
        for identity in ("visitor_code", "fallback"):
            metrics.visitors.labels(rule, identity)
        for drop in DropReason:
            if drop is not DropReason.NOT_MAPPED:
                records.labels("dropped", drop, rule)
        for reason in _letter_reasons():
            records.labels("dead_lettered", reason, rule)


def _letter_reasons() -> list[str]:
    by_mapping = [reason for reason in InvalidReason if reason not in _OF_NO_RULE]
    by_api = [*RefusedReason, TransientReason.SERVER_ERROR]
    return list(dict.fromkeys([*by_mapping, *by_api]))
