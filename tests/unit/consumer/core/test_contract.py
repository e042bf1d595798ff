"""The contract of delivery, held against whatever may happen between a fetch and a commit.

The naive model is plain books: what is resolved, what was delivered in which order, what was committed, what is held.

Invariants:
- Nothing is skipped: in the end every record is resolved, and committed.
- A committed offset never passes an unresolved record, and never goes down.
- First deliveries of a partition happen in offset order, but for probes and retrials.
- Only what is invalid or guilty becomes a dead letter, whatever the API answers in its bad times.
- Memory is bounded: nothing is read for a partition that holds three shares; and all of it is given back.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from typing_extensions import override

from consumer.core.outcome import Outcome, Transient, TransientReason
from tests.unit.consumer.core.books import Books
from tests.unit.consumer.core.one_member import LIMITS, TURN_MAX_RECORDS, Member
from tests.unit.consumer.core.partitions import FORBIDDEN, REJECTED

PARTITIONS = st.integers(0, 1)
LETTERS = st.builds(
    "{}{}{}".format, st.text("sdx", max_size=6), st.sampled_from(["s", "gs", "xgds"]), st.text("sdx", max_size=4)
)
"""A good event behind each guilty one: guilty ones alone would be taken for a wrong configuration."""
UNAVAILABLE = Transient(reason=TransientReason.SERVER_ERROR, status=503)
TIMED_OUT = Transient(reason=TransientReason.TIMEOUT, is_ambiguous=True)


class Delivery(Books):
    """A topic of two partitions, one member at a time, everything that can go wrong."""

    # --- Kafka

    @initialize(letters=LETTERS)
    def a_topic_with_records(self, letters: str) -> None:
        """Something to begin with."""
        for partition in (0, 1):
            self.broker.write(partition, letters, 0)
            self.do_assign(partition)

    @rule(partition=PARTITIONS, letters=LETTERS, gap=st.integers(0, 2))
    def records_are_written(self, partition: int, letters: str, gap: int) -> None:
        """More comes."""
        self.broker.write(partition, letters, gap)

    @rule(partition=PARTITIONS, count=st.integers(1, TURN_MAX_RECORDS))
    def fetch(self, partition: int, count: int) -> None:
        """One turn of the Kafka thread."""
        if partition in self.member.current:
            self.do_fetch(partition, count)

    @rule(partition=PARTITIONS)
    def assign(self, partition: int) -> None:
        """A partition comes, or comes back."""
        if partition not in self.member.current:
            self.do_assign(partition)

    @rule(partition=PARTITIONS, is_drained=st.booleans(), is_stored=st.booleans())
    def revoke(self, partition: int, *, is_drained: bool, is_stored: bool) -> None:
        """A partition goes in an orderly way; its budget may be over, its last commit may fail."""
        if partition not in self.member.current:
            return
        stay = self.member.remove(partition)
        if is_drained:
            self.do_drain(stay)
        self.member.take_returned()
        offsets = self.member.commits.uncommitted([stay.assignment])
        self.do_send(offsets, is_stored=is_stored)
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
            self.do_send(offsets, is_stored=is_stored)
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
            self.do_assign(partition)

    # --- the event loop

    @rule(partition=PARTITIONS, waited=st.sampled_from([0.0, LIMITS.linger_seconds, 11.0]), count=st.integers(1, 8))
    def the_loop_goes_on(self, partition: int, waited: float, count: int) -> None:
        """Some steps, with the answers and acknowledgements that they ask for."""
        self.now += waited
        if stay := self.member.current.get(partition):
            for _ in range(count):
                self.do_step(stay)
                self.let_go_on(stay)

    @rule(partition=PARTITIONS)
    def a_step_is_begun(self, partition: int) -> None:
        """And is on its way when the next thing happens."""
        if stay := self.member.current.get(partition):
            self.do_step(stay)

    @rule(partition=PARTITIONS, is_taken=st.booleans())
    def no_answer_comes(self, partition: int, *, is_taken: bool) -> None:
        """The API may have taken the request all the same."""
        if (stay := self.member.current.get(partition)) and stay.on_the_wire:
            if is_taken:
                self.do_answer(stay, is_heard=False)
            self.do_take_in(stay, TIMED_OUT)

    @rule(partition=PARTITIONS)
    def dead_letters_are_not_acknowledged(self, partition: int) -> None:
        """They are written again: nothing moves."""
        if (stay := self.member.current.get(partition)) and stay.writing:
            stay.writing = None

    @precondition(lambda self: not self.is_anyone_accused())
    @rule(mood=st.sampled_from([REJECTED, FORBIDDEN, UNAVAILABLE, None]))
    def the_api_changes_its_mood(self, mood: Outcome | None) -> None:
        """Not while somebody stands accused: an API that is ill twice in a row convicts wrongly, by design."""
        self.api.mood = mood

    @rule()
    def the_api_is_well_again(self) -> None:
        """At any time."""
        self.api.mood = None

    @rule(data=st.data())
    @precondition(lambda self: any(stay.is_busy for stay in self.ended))
    def an_answer_comes_too_late(self, data: st.DataObject) -> None:
        """When the partition has gone."""
        self.let_go_on(data.draw(st.sampled_from([stay for stay in self.ended if stay.is_busy])))

    # --- what must hold

    @invariant()
    def committed_offsets_never_pass_an_unresolved_record(self) -> None:
        """Else a crash, or the next owner, would skip it."""
        for partition, committed in self.broker.committed.items():
            self.assert_resolved_below(partition, committed)

    @invariant()
    def first_deliveries_are_in_offset_order(self) -> None:
        """Repeated ones do not count."""
        for offsets in self.first_deliveries.values():
            assert offsets == sorted(offsets)

    @invariant()
    def only_the_guilty_are_dead_lettered(self) -> None:
        """By the mapping, or by the API."""
        for partition, offset in self.dead_lettered:
            assert self.letter_of(partition, offset) in {"g", "x"}

    @override
    def teardown(self) -> None:
        """Nothing is skipped, and nothing stands still: when all goes well again, everything is committed."""
        self.api.mood = None
        for partition in (0, 1):
            self.broker.write(partition, "ss", 0)
            self.assign(partition)
        for _ in range(2000):
            for partition, stay in self.member.current.items():
                self.do_fetch(partition, TURN_MAX_RECORDS)
                self.do_step(stay)
                self.let_go_on(stay)
            self.now += LIMITS.linger_seconds
            if self.stored_on_its_way is None:
                self.commit(is_stored=True)
            else:
                self.commit_is_answered(is_lost=False)
            if all(self.broker.committed.get(p) == self.broker.end(p) for p in self.broker.logs):
                break
        for partition in self.broker.logs:
            assert self.broker.committed[partition] == self.broker.end(partition)
        self.member.take_returned()
        assert self.member.buffer.held_bytes == 0
        self.committed_offsets_never_pass_an_unresolved_record()
        self.first_deliveries_are_in_offset_order()
        self.only_the_guilty_are_dead_lettered()


TestDelivery = Delivery.TestCase
TestDelivery.settings = settings(max_examples=40, stateful_step_count=50, deadline=None)
