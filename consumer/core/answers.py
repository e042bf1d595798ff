"""What an answer changes: for the part that was sent, for its partition, and for all that is known of the API.

| judgement     | part of several events | single event of a part   | accused event, retrial | probe in a blockade |
|---------------|------------------------|--------------------------|------------------------|---------------------|
| TAKEN         | delivered              | delivered                | resolved               | resolved; open      |
| REJECTED      | cut in two             | accused                  | convicted              | the next one's turn |
| TOO_LARGE     | cut, size remembered   | accused                  | convicted              | the next one's turn |
| CONFIGURATION | blockade               | blockade                 | blockade               | the next one's turn |
| POISON, LATER | later                  | later                    | later                  | the next probe      |

The tenth accusation with nothing taken between them is a blockade as well. An accused event that is tried without a
2xx since its accusation is not convicted by that.
"""

from typing import assert_never

from consumer.core.blockade import EPISODES_OF_DATA, PROBE_SECONDS
from consumer.core.judgement import POISON_ANSWERS, Judgement, Suspicion, judge
from consumer.core.outcome import Outcome, Refused, RefusedReason, Transient, TransientReason
from consumer.core.part import (
    Accused,
    Accusing,
    Blocking,
    Convicting,
    Effect,
    Isolating,
    Kind,
    Later,
    Part,
    Post,
    Taken,
)
from consumer.core.partition import Partition
from consumer.core.retry import delay_seconds


def posting(partition: Partition, post: Post, now: float) -> int:
    """Something is sent; return its place in the count of what happens."""
    post.part.attempts += 1
    if post.kind is Kind.PROBE:
        partition.api.blockade.probes(partition.assignment, now)
    return partition.api.happening()


def take_in(partition: Partition, post: Post, outcome: Outcome, sent: int, now: float, jitter: float) -> Effect:
    """Take in an answer.

    Args:
        partition: whose.
        post: what was sent.
        outcome: what came of it.
        sent: what `posting` gave for it.
        now: when it was answered, monotonic seconds.
        jitter: random number in [0, 1).

    Returns:
        What it changed.
    """
    judgement = judge(outcome, post.part.suspicion)
    if judgement is Judgement.TAKEN or not isinstance(outcome, Refused | Transient):
        return _taken(partition, post, sent)
    match judgement:
        case Judgement.REJECTED:
            return _rejected(partition, post, outcome, now)
        case Judgement.TOO_LARGE:
            if post.batch.event_count > 1:
                partition.api.body_limit.lower(max(half.body_bytes for half in post.batch.halves()), now)
            return _rejected(partition, post, outcome, now)
        case Judgement.CONFIGURATION:
            return _refused(partition, post, outcome, now)
        case Judgement.POISON if _is_poisoned(partition, post):
            return _rejected(partition, post, outcome, now)
        case Judgement.POISON | Judgement.LATER:
            return _later(partition, post, outcome, now, jitter)
        case _:
            assert_never(judgement)


def _taken(partition: Partition, post: Post, sent: int) -> Taken:
    has_healed = partition.api.taken(sent)
    if post.accused is not None:
        return Taken(post.batch, partition.settle(post.accused), has_healed)
    if post.kind is Kind.PROBE:
        post.part.batch = post.part.batch.without(post.index)
        partition.fuse.resolved([False])
        return Taken(post.batch, None, has_healed)
    post.part.is_delivered = True
    return Taken(None, None, has_healed)


def _rejected(partition: Partition, post: Post, outcome: Refused | Transient, now: float) -> Effect:
    match post.kind:
        case Kind.PROBE:
            partition.probed += 1
            return Blocking(is_new=False, is_over=not partition.api.blockade.is_blocked)
        case Kind.REGULAR if post.batch.event_count > 1:
            partition.cut(post.part, post.batch.halves())
            return Isolating()
        case Kind.REGULAR:
            return _accuse(partition, post.part, outcome, now)
        case Kind.RETRIAL | Kind.REPEATED_PROBE:
            assert post.accused is not None
            return _rejected_again(partition, post.accused, post.kind, outcome, now)
        case _:
            assert_never(post.kind)


def _accuse(partition: Partition, part: Part, outcome: Refused | Transient, now: float) -> Accusing:
    alone, happening = part.with_batch(part.batch.only(0)), partition.api.happening()
    accused = Accused(alone, outcome, accused=happening, accused_at=now, rejected_at=now, probe_at=now + PROBE_SECONDS)
    alone.attempts = part.attempts
    partition.set_aside(accused)
    is_too_many = partition.api.evidence.accused(happening)
    is_blocking = is_too_many and partition.api.blockade.refused(RefusedReason.REJECTS_EVERYTHING, happening, now)
    if is_blocking:
        partition.api.blockade.goes_last(partition.assignment, now)
    return Accusing(accused, is_blocking)


def _rejected_again(
    partition: Partition, accused: Accused, kind: Kind, outcome: Refused | Transient, now: float
) -> Effect:
    accused.outcome, accused.rejected_at, accused.probe_at = outcome, now, now + PROBE_SECONDS
    accused.part.poison_answers = 0
    if kind is Kind.REPEATED_PROBE:
        return Accusing(accused)
    accused.is_convicted = True
    partition.fuse.convicted(now)
    return Convicting(accused)


def _refused(partition: Partition, post: Post, outcome: Refused | Transient, now: float) -> Effect:
    """Refused for our configuration; or, where that was so in three episodes, for what is in it."""
    assert isinstance(outcome, Refused)
    blockade, part = partition.api.blockade, post.part
    if post.kind is Kind.PROBE:
        partition.probed += 1
        return Blocking(is_new=False, is_over=not partition.api.blockade.is_blocked)
    part.episodes |= {blockade.episode if blockade.is_blocked else blockade.episode + 1}
    if len(part.episodes) >= EPISODES_OF_DATA:
        part.suspicion = Suspicion.REFUSAL
        return _rejected(partition, post, outcome, now)
    is_new = blockade.refused(outcome.reason, partition.api.happening(), now)
    blockade.goes_last(partition.assignment, now)
    return Blocking(is_new)


def _is_poisoned(partition: Partition, post: Post) -> bool:
    """Count a 500, where it counts; True when it is the one too many."""
    part = post.part
    if post.kind is Kind.PROBE:
        return False
    others_are_taken = partition.api.evidence.has_taken_since(part.poisoned)
    if part.suspicion is Suspicion.POISON or part.poison_answers == 0 or others_are_taken:
        part.poison_answers, part.poisoned = part.poison_answers + 1, partition.api.happening()
    if part.poison_answers < POISON_ANSWERS:
        return False
    part.suspicion, part.poison_answers = Suspicion.POISON, 0
    return True


def _later(partition: Partition, post: Post, outcome: Refused | Transient, now: float, jitter: float) -> Later:
    assert isinstance(outcome, Transient)
    part = post.part
    if outcome.on_reused_connection and not part.was_repeated:
        part.was_repeated = True
        return Later(0.0)
    part.was_repeated = False
    part.failures += 1
    delay = delay_seconds(outcome, part.failures, jitter)
    if outcome.reason is TransientReason.RATE_LIMITED:
        partition.api.cool_down.extend(now + delay)
        partition.api.request_rate.rate_limited(now)
    if post.kind is not Kind.PROBE:
        part.not_before = now + delay
    return Later(delay)
