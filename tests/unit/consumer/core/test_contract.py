"""The contract of delivery, held against whatever may happen between a fetch and a commit.

The naive model is plain books: what is resolved, what was delivered in which order, what was committed, what is held.

Invariants:
- Nothing is skipped: in the end every record is resolved, and committed.
- A committed offset never passes an unresolved record, and never goes down.
- First deliveries of a partition happen in offset order, one batch at a time.
- Memory is bounded: nothing is read for a partition that holds two shares.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from typing_extensions import override

from consumer.core.record import Assignment, offset_of
from tests.unit.consumer.core.one_member import LIMITS, TURN_MAX_RECORDS, Broker, Member, Stay
from tests.unit.consumer.records import offsets_in

PARTITIONS = st.integers(0, 1)


class Delivery(RuleBasedStateMachine):
    """A topic of two partitions, one member at a time, everything that can go wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.broker = Broker()
        self.member = Member(self.broker)
        self.now = 0.0
        self.assignment_count = 0
        self.ended: list[Stay] = []
        self.stored_on_its_way: bool | None = None
        self.resolved: set[tuple[int, int]] = set()
        self.first_deliveries: dict[int, list[int]] = {0: [], 1: []}
        self.taken_up_to: dict[Assignment, int] = {}
        self.sent: dict[Assignment, int] = {}
        self.highest_share: dict[Assignment, int] = {}
        self.held: dict[Assignment, int] = {}

    # --- Kafka

    @initialize(letters=st.text("sdx", min_size=1, max_size=12))
    def a_topic_with_records(self, letters: str) -> None:
        """Something to begin with."""
        for partition in (0, 1):
            self.broker.write(partition, letters, 0)
            self._assign(partition)

    @rule(partition=PARTITIONS, letters=st.text("sdx", min_size=1, max_size=12), gap=st.integers(0, 2))
    def records_are_written(self, partition: int, letters: str, gap: int) -> None:
        """More comes."""
        self.broker.write(partition, letters, gap)

    @rule(partition=PARTITIONS, count=st.integers(1, TURN_MAX_RECORDS))
    def fetch(self, partition: int, count: int) -> None:
        """One turn of the Kafka thread."""
        if partition in self.member.current:
            self._fetch(partition, count)

    @rule(partition=PARTITIONS)
    def assign(self, partition: int) -> None:
        """A partition comes, or comes back."""
        if partition not in self.member.current:
            self._assign(partition)

    @rule(partition=PARTITIONS, is_drained=st.booleans(), is_stored=st.booleans())
    def revoke(self, partition: int, *, is_drained: bool, is_stored: bool) -> None:
        """A partition goes in an orderly way; its budget may be over, its last commit may fail."""
        if partition not in self.member.current:
            return
        stay = self.member.remove(partition)
        if is_drained and stay.in_flight:
            self._resolve(stay)
        self.member.take_returned()
        offsets = self.member.commits.uncommitted([stay.assignment])
        self._send(offsets, is_stored=is_stored)
        if is_stored:
            self.member.commits.committed(offsets)
        self.member.forget([stay.assignment])
        self.ended.append(stay)

    @rule(partition=PARTITIONS)
    def lose(self, partition: int) -> None:
        """A partition is gone already: nothing is committed for it."""
        if partition in self.member.current:
            stay = self.member.remove(partition)
            self.member.forget([stay.assignment])
            self.ended.append(stay)

    @precondition(lambda self: self.stored_on_its_way is None)
    @rule(is_stored=st.booleans())
    def commit(self, *, is_stored: bool) -> None:
        """A commit goes out, and the broker stores it, or not."""
        self.now += 0.1
        if offsets := self.member.commits.due(self.now):
            assert set(offsets) <= {stay.assignment for stay in self.member.current.values()}
            self._send(offsets, is_stored=is_stored)
            self.stored_on_its_way = is_stored

    @precondition(lambda self: self.stored_on_its_way is not None)
    @rule(is_lost=st.booleans())
    def commit_is_answered(self, *, is_lost: bool) -> None:
        """A commit that was stored may be answered with an error all the same."""
        self.member.commits.answered(succeeded=bool(self.stored_on_its_way) and not is_lost)
        self.stored_on_its_way = None

    @rule()
    def crash_and_restart(self) -> None:
        """Only what the broker and the API know survives."""
        self.member = Member(self.broker)
        self.ended.clear()
        self.stored_on_its_way = None
        for partition in (0, 1):
            self._assign(partition)

    # --- the event loop

    @rule(partition=PARTITIONS, waited=st.sampled_from([0.0, LIMITS.linger_seconds]))
    def take_a_batch(self, partition: int, waited: float) -> None:
        """Post the next batch, if one is due."""
        self.now += waited
        if stay := self.member.current.get(partition):
            self._take(stay)

    @rule(partition=PARTITIONS)
    def resolve(self, partition: int) -> None:
        """The batch in flight is answered, and its dead letters are acknowledged."""
        if (stay := self.member.current.get(partition)) and stay.in_flight:
            self._resolve(stay)

    @rule(data=st.data())
    @precondition(lambda self: any(stay.in_flight for stay in self.ended))
    def resolve_too_late(self, data: st.DataObject) -> None:
        """The answer comes when the partition has gone."""
        self._resolve(data.draw(st.sampled_from([stay for stay in self.ended if stay.in_flight])))

    # --- what must hold

    @invariant()
    def committed_offsets_never_pass_an_unresolved_record(self) -> None:
        """Else a crash, or the next owner, would skip it."""
        for partition, committed in self.broker.committed.items():
            for record in self.broker.between(partition, 0, committed):
                assert (partition, offset_of(record)) in self.resolved

    @invariant()
    def first_deliveries_are_in_offset_order(self) -> None:
        """Repeated ones do not count."""
        for offsets in self.first_deliveries.values():
            assert offsets == sorted(offsets)

    @override
    def teardown(self) -> None:
        """Nothing is skipped, and nothing stands still: when all goes well again, everything is committed."""
        for partition in (0, 1):
            self.assign(partition)
        for _ in range(500):
            for partition, stay in self.member.current.items():
                self._fetch(partition, TURN_MAX_RECORDS)
                self.take_a_batch(partition, LIMITS.linger_seconds)
                if stay.in_flight:
                    self._resolve(stay)
            if self.stored_on_its_way is None:
                self.commit(is_stored=True)
            else:
                self.commit_is_answered(is_lost=False)
            if all(self.broker.committed.get(p) == self.broker.end(p) for p in self.broker.logs):
                break
        for partition in self.broker.logs:
            assert self.broker.committed[partition] == self.broker.end(partition)
        self.committed_offsets_never_pass_an_unresolved_record()
        self.first_deliveries_are_in_offset_order()

    # --- steps

    def _assign(self, partition: int) -> None:
        self.assignment_count += 1
        stay = self.member.assign(partition, self.assignment_count)
        self.taken_up_to[stay.assignment] = stay.offsets.committable
        self.highest_share[stay.assignment] = self.member.buffer.share_bytes
        self.held[stay.assignment] = 0

    def _fetch(self, partition: int, count: int) -> None:
        assignment = self.member.current[partition].assignment
        held_before = self.held[assignment]
        if read_bytes := self.member.turn(partition, count, self.now):
            assert held_before < 2 * self.highest_share[assignment]
        self.held[assignment] += read_bytes
        current = [stay.assignment for stay in self.member.current.values()]
        assert self.member.buffer.held_bytes == sum(self.held[assignment] for assignment in current)
        for each in current:
            self.highest_share[each] = max(self.highest_share[each], self.member.buffer.share_bytes)

    def _take(self, stay: Stay) -> None:
        if batch := stay.take(self.now, self.member.buffer.share_bytes):
            skipped = self.broker.between(
                stay.assignment.partition, self.taken_up_to[stay.assignment], batch.first_offset
            )
            assert not skipped
            assert self.taken_up_to[stay.assignment] <= batch.first_offset
            self.taken_up_to[stay.assignment] = batch.next_offset

    def _resolve(self, stay: Stay) -> None:
        batch, partition = stay.in_flight, stay.assignment.partition
        assert batch
        handled = {offset_of(original) for chunk in batch.chunks for original in chunk.originals}
        handled |= {offset_of(invalid.original) for invalid in batch.invalid}
        records = self.broker.between(partition, batch.first_offset, batch.next_offset)
        dropped = {offset_of(r) for r in records if (r.value() or b"").startswith(b"d")}
        sent = [offset for chunk in batch.chunks for offset in offsets_in(chunk.bodies)]
        self.first_deliveries[partition] += [offset for offset in sent if (partition, offset) not in self.resolved]
        self.resolved |= {(partition, offset) for offset in handled | dropped}
        self.held[stay.assignment] -= batch.held_bytes
        self.member.returned.append(stay.resolve())

    def _send(self, offsets: dict[Assignment, int], *, is_stored: bool) -> None:
        for assignment, next_offset in offsets.items():
            assert next_offset >= self.sent.get(assignment, 0)
            self.sent[assignment] = next_offset
            if is_stored:
                assert next_offset >= self.broker.committed.get(assignment.partition, 0)
                self.broker.committed[assignment.partition] = next_offset


TestDelivery = Delivery.TestCase
TestDelivery.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
