"""Verdicts for the tests of this folder."""

from collections.abc import Iterable, Iterator

from transforms import UNMAPPED, Dropped, DropReason, Invalid, InvalidReason, Send, Verdict

SENT = Send("page", b"{}")
NOT_MAPPED = Dropped(UNMAPPED, DropReason.NOT_MAPPED)
NO_GOAL = Invalid("Order Completed", InvalidReason.GOAL_ID_MISSING, "a visitor's secret")
NO_JSON = Invalid(UNMAPPED, InvalidReason.NOT_JSON, "a visitor's secret")


def judged(*groups: tuple[str | None, Verdict, int]) -> Iterable[tuple[str | None, Verdict]]:
    """Judged records: so many of each name and verdict."""

    def records() -> Iterator[tuple[str | None, Verdict]]:
        for name, verdict, count in groups:
            yield from [(name, verdict)] * count

    return records()
