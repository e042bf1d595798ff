"""What to do next with one partition: a function of its state and the time.

What comes first counts:

    delivered part there    its dead letters are written, and it is resolved
    convicted event there   its dead letter is written
    blockade                single events are probed, in turn with the other partitions
    fuse open               nothing, until the waiting batch is judged again
    retrial due             the accused event alone, before anything else of its partition
    parts there             the first of them
    accused event there     it is tried again every 10 s, so that it does not wait for traffic that may not come
"""

from typing import Final

from consumer.core.part import Bury, Idle, Kind, Post, Settle, Step, Wait
from consumer.core.partition import Partition

TURN_LOOK_SECONDS: Final = 0.25
"""How soon a partition looks again whether the probe of another one has gone out."""


def next_step(partition: Partition, now: float) -> Step:
    """Say what to do at a time, monotonic seconds."""
    if settle := partition.delivered():
        return settle
    if convicted := next((accused for accused in partition.accused if accused.is_convicted), None):
        return Bury(convicted)
    if partition.api.blockade.is_blocked:
        return _probing(partition, now)
    if partition.fuse.is_open and not partition.is_admitted(now):
        return Wait(partition.fuse.judge_at or now) if partition.parts else Idle()
    return _retrial(partition, now) or _first_part(partition, now) or _repeated_probe(partition, now)


def _retrial(partition: Partition, now: float) -> Step | None:
    for accused in partition.accused:
        if partition.api.evidence.has_taken_since(accused.accused):
            return _when_due(Post(Kind.RETRIAL, accused.part.batch, accused.part, accused=accused), now)
    return None


def _first_part(partition: Partition, now: float) -> Step | None:
    if not partition.parts:
        return None
    if not partition.is_admitted(now):
        return Wait(partition.fuse.judge_at or now)
    part = partition.parts[0]
    if not part.batch.event_count:
        return Settle(part)
    max_bytes = partition.api.body_limit.max_bytes(now)
    if max_bytes is not None and now >= part.not_before and part.batch.body_bytes > max_bytes:
        partition.cut(part, list(part.batch.pieces(max_bytes)))
        part = partition.parts[0]
    return _when_due(Post(Kind.REGULAR, part.batch, part), now)


def _when_due(post: Post, now: float) -> Step:
    return post if now >= post.part.not_before else Wait(post.part.not_before)


def _repeated_probe(partition: Partition, now: float) -> Step:
    if not partition.accused:
        return Idle()
    accused = min(partition.accused, key=lambda one: one.probe_at)
    if now < (due_at := max(accused.probe_at, accused.part.not_before)):
        return Idle(due_at)
    return Post(Kind.REPEATED_PROBE, accused.part.batch, accused.part, accused=accused)


def _probing(partition: Partition, now: float) -> Step:
    blockade = partition.api.blockade
    first = partition.parts[0] if partition.parts else None
    if first and (partition.fuse.is_open or not first.batch.event_count):
        if not partition.is_admitted(now):
            blockade.leave(partition.assignment)
            return Wait(partition.fuse.judge_at or now)
        if not first.batch.event_count:  # nothing of it could be refused
            blockade.leave(partition.assignment)  # the dead-letter topic may be down: nobody is to wait for that
            return Settle(first)
    probe = _probe(partition)
    if probe is None:
        blockade.leave(partition.assignment)
        return Idle()
    is_ours = blockade.is_turn_of(partition.assignment)
    if now < blockade.probe_at:
        return Wait(blockade.probe_at)
    return probe if is_ours else Wait(now + TURN_LOOK_SECONDS)


def _probe(partition: Partition) -> Post | None:
    """Choose a single event: each refused one gives way to the one behind it, in case it was refused for itself."""
    partition.begin_episode()
    events = [(part, index) for part in partition.parts for index in range(part.batch.event_count)]
    if events:
        part, index = events[partition.probed % len(events)]
        return Post(Kind.PROBE, part.batch.only(index), part, index)
    if partition.accused:
        accused = partition.accused[partition.probed % len(partition.accused)]
        return Post(Kind.PROBE, accused.part.batch, accused.part, accused=accused)
    return None
