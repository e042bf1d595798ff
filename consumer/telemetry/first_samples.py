"""Every counter with labels of closed lists starts at 0, so that its first event is an increase.

A counter that is born at 1 has no rate: `increase()` of the first dead letter of a reason was 0, and no alert fired.
"""

from collections.abc import Iterable
from typing import Final

from consumer.core.outcome import RefusedReason, TransientReason
from consumer.core.token import FetchFailure
from consumer.telemetry.admin_happenings import Drop
from consumer.telemetry.metrics import Metrics
from transforms import UNMAPPED, WITH_OR_WITHOUT_RULE, WITHOUT_RULE, DropReason, InvalidReason

MOST_RULES: Final = 100
"""A mapping of more has its counters born with their first event: each rule makes three dozen series."""

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
    of_a_rule = rules if len(rules) <= MOST_RULES else ()
    for outcome, reasons in (("dropped", tuple(DropReason)), ("dead_lettered", tuple(InvalidReason))):
        for reason in reasons:
            is_without_rule = reason in WITHOUT_RULE or reason in WITH_OR_WITHOUT_RULE
            for rule in (*((UNMAPPED,) if is_without_rule else ()), *(of_a_rule if reason not in WITHOUT_RULE else ())):
                metrics.records.labels(outcome, reason, rule)
    for rule in of_a_rule:
        metrics.records.labels("delivered", "", rule)
        for identity in ("visitor_code", "fallback"):
            metrics.visitors.labels(rule, identity)
        for refused in (*RefusedReason, TransientReason.SERVER_ERROR):
            metrics.records.labels("dead_lettered", refused, rule)
