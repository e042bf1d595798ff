"""Many visits at once, merged into one stream by time.

Rules:
- Visits begin one after another at random moments (a Poisson process), whatever the running ones do.
- The next step of all is the earliest one; steps of the same millisecond keep the order of their visits.

Invariants: times never go down; a visit's steps keep their order; what is held is bounded (visits end, and at
most `REMEMBERED_VISITORS` who may come back are kept).
"""

from collections.abc import Iterator
from heapq import heappop, heappush, heapreplace
from random import Random
from typing import Final

from consumer.generator.journeys import visit
from consumer.generator.session import Session, Step
from consumer.generator.visitor import Visitor, new_visitor

MEAN_ARRIVAL_MS: Final = 1_000
"""Visits take two minutes: some 130 of them run at once and make some 11 events per second of stream time."""

REMEMBERED_VISITORS: Final = 2_000
_RETURNING_SHARE: Final = 0.25
_SIGN_UP_SHARE: Final = 0.1


def crowd(rng: Random, *, start_ms: int) -> Iterator[tuple[int, Step]]:
    """Yield (time in epoch milliseconds, step) of all visits, without end."""
    remembered: list[Visitor] = []
    running: list[tuple[int, int, Step, Iterator[Step]]] = []
    arrival_ms, visits = start_ms, 0
    while True:
        while not running or arrival_ms <= running[0][0]:
            steps = _next_visit(rng, remembered)
            heappush(running, (arrival_ms, visits, next(steps), steps))
            visits += 1
            arrival_ms += int(rng.expovariate(1 / MEAN_ARRIVAL_MS))
        at_ms, number, step, steps = running[0]
        yield at_ms, step
        following = next(steps, None)
        if following is None:
            heappop(running)
        else:
            heapreplace(running, (at_ms + following.pause_ms, number, following, steps))


def _next_visit(rng: Random, remembered: list[Visitor]) -> Iterator[Step]:
    """Return the steps of somebody who comes back, or of somebody new.

    Who signs up is not remembered: coming back from memory, they would be without their account.
    """
    if remembered and rng.random() < _RETURNING_SHARE:
        return visit(Session(rng=rng, visitor=rng.choice(remembered)), signs_up=False)
    visitor = new_visitor(rng)
    signs_up = visitor.user_id is None and rng.random() < _SIGN_UP_SHARE
    if not signs_up:
        _remember(rng, remembered, visitor)
    return visit(Session(rng=rng, visitor=visitor), signs_up=signs_up)


def _remember(rng: Random, remembered: list[Visitor], visitor: Visitor) -> None:
    if len(remembered) < REMEMBERED_VISITORS:
        remembered.append(visitor)
    else:
        remembered[rng.randrange(REMEMBERED_VISITORS)] = visitor
