"""A partition with its surroundings, for tests of the decisions on it."""

from consumer.core.answers import posting, take_in
from consumer.core.api_state import ApiState
from consumer.core.batch import joined
from consumer.core.fuse import Fuse
from consumer.core.next_step import next_step
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient, TransientReason
from consumer.core.part import Effect, Post
from consumer.core.partition import Partition
from consumer.core.record import Start
from consumer.core.request_rate import RequestRate
from tests.unit.consumer.records import HOME, chunk_of

OK = Delivered(200)
REJECTED = Refused(RefusedReason.REJECTED, 400)
FORBIDDEN = Refused(RefusedReason.FORBIDDEN, 403)
BROKEN = Transient(reason=TransientReason.SERVER_ERROR, status=500)


def partition_with(*contents: str, api: ApiState | None = None, fuse: Fuse | None = None) -> Partition:
    """One batch for each content, one behind the other from offset 0."""
    partition = Partition(
        Start(HOME, 0, is_fresh=False), api or ApiState(request_rate=RequestRate(None)), fuse or Fuse()
    )
    offset = 0
    for letters in contents:
        chunk = chunk_of(letters, offset)
        partition.fetched(chunk)
        partition.add(joined([chunk]))
        offset += len(letters)
    return partition


def answer(partition: Partition, outcome: Outcome, now: float = 0.0) -> Effect:
    """Post what is next, and take in its answer."""
    post = next_post(partition, now)
    return take_in(partition, post, outcome, posting(partition, post, now), now, jitter=0.5)


def next_post(partition: Partition, now: float = 0.0) -> Post:
    """The next step, which must be a post."""
    step = next_step(partition, now)
    assert isinstance(step, Post), step
    return step
