"""Counts letters by reason, rule and status, and by hour. What is kept does not grow with the topic."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from consumer.check.shown import shown
from consumer.letters.letter import Letter, Source
from consumer.letters.place import Place

HOUR_MS: Final = 3_600_000
MOST_KINDS: Final = 200
"""Reasons are a closed list and rules are names of the mapping; only strangers who write to the topic know more."""

SHOWN_HOURS: Final = 24
KEPT_HOURS: Final = 24 * 90


@dataclass(frozen=True, slots=True)
class Kind:
    """What letters are told apart by, as texts that are fit to be shown.

    Attributes:
        reason: empty of records that are no letters of ours.
        status: HTTP status that refused them, or None when they were never sent.
    """

    reason: str
    rule: str
    status: int | None


OTHERS: Final = Kind("(others)", "", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """Letters of one kind. Times are those of the last failure, in milliseconds since the epoch.

    Attributes:
        newest: where the newest one lies in the dead-letter topic.
        newest_source: where its record came from; None where nothing says so.
    """

    kind: Kind
    letters: int
    first_ms: int
    last_ms: int
    newest: Place
    newest_source: Source | None


@dataclass(frozen=True, slots=True)
class HourCount:
    """Letters of one hour, which begins at this time."""

    begin_ms: int
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What lies in a dead-letter topic.

    Attributes:
        read: all letters that were read.
        reasons: all that were read, by reason, the most frequent first.
        kinds: those that were asked for, the most frequent first.
        hours: of those, the last 24 hours that have any, oldest first.
    """

    read: int
    reasons: tuple[tuple[str, int], ...]
    kinds: tuple[KindCount, ...]
    hours: tuple[HourCount, ...]

    @property
    def letters(self) -> int:
        """Those that were asked for."""
        return sum(kind.letters for kind in self.kinds)


def count_letters(letters: Iterable[Letter], reason: str | None) -> Counts:
    """Count, in one pass.

    Args:
        letters: read one by one.
        reason: only these are asked for; None means all.
    """
    reasons: Counter[str] = Counter()
    kinds: dict[Kind, KindCount] = {}
    hours: Counter[int] = Counter()
    for letter in letters:
        kind = _kind(letter, kinds)
        reasons[kind.reason if kind.reason in reasons or len(reasons) < MOST_KINDS else OTHERS.reason] += 1
        if reason is None or letter.reason == reason:
            kinds[kind] = _with(kinds.get(kind), kind, letter)
            _count_hour(hours, letter.failed_ms // HOUR_MS)
    return Counts(
        read=reasons.total(),
        reasons=tuple(reasons.most_common()),
        kinds=tuple(sorted(kinds.values(), key=lambda count: -count.letters)),
        hours=tuple(HourCount(hour * HOUR_MS, hours[hour]) for hour in sorted(hours)[-SHOWN_HOURS:]),
    )


def _kind(letter: Letter, known: dict[Kind, KindCount]) -> Kind:
    kind = Kind(shown(letter.reason), shown(letter.rule), letter.status)
    return kind if kind in known or len(known) < MOST_KINDS else OTHERS


def _with(before: KindCount | None, kind: Kind, letter: Letter) -> KindCount:
    at = letter.failed_ms
    is_newest = before is None or at >= before.last_ms
    return KindCount(
        kind=kind,
        letters=1 if before is None else before.letters + 1,
        first_ms=at if before is None else min(before.first_ms, at),
        last_ms=at if before is None else max(before.last_ms, at),
        newest=letter.place if before is None or is_newest else before.newest,
        newest_source=letter.source if before is None or is_newest else before.newest_source,
    )


def _count_hour(hours: Counter[int], hour: int) -> None:
    hours[hour] += 1
    if len(hours) > KEPT_HOURS:
        del hours[min(hours)]
