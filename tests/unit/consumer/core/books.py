"""The books of the contract's model, and the steps that its rules are made of."""

from hypothesis.stateful import RuleBasedStateMachine

from consumer.core.outcome import Outcome
from consumer.core.part import Bury, Kind, Settle
from consumer.core.record import Assignment, offset_of
from consumer.handover import Progress
from tests.unit.consumer.core.one_member import Api, Broker, Member, Stay
from tests.unit.consumer.core.partitions import OK
from tests.unit.consumer.records import offsets_in


class Books(RuleBasedStateMachine):
    """What was resolved, delivered, dead-lettered, committed and held, beside the member that it is told of."""

    def __init__(self) -> None:
        super().__init__()
        self.broker = Broker()
        self.member = Member(self.broker)
        self.now = 0.0
        self.assignment_count = 0
        self.ended: list[Stay] = []
        self.stored_on_its_way: bool | None = None
        self.api = Api()
        self.resolved: set[tuple[int, int]] = set()
        self.dead_lettered: set[tuple[int, int]] = set()
        self.first_deliveries: dict[int, list[int]] = {0: [], 1: []}
        self.sent: dict[Assignment, int] = {}
        self.highest_share: dict[Assignment, int] = {}
        self.held: dict[Assignment, int] = {}

    def do_assign(self, partition: int) -> None:
        """A partition is ours."""
        self.assignment_count += 1
        stay = self.member.assign(partition, self.assignment_count)
        self.highest_share[stay.assignment] = self.member.buffer.share_bytes
        self.held[stay.assignment] = 0

    def do_fetch(self, partition: int, count: int) -> None:
        """One turn of the Kafka thread."""
        assignment = self.member.current[partition].assignment
        held_before = self.held[assignment]
        if read_bytes := self.member.turn(partition, count, self.now):
            assert held_before < 3 * self.highest_share[assignment]
        self.held[assignment] += read_bytes
        current = [stay.assignment for stay in self.member.current.values()]
        assert self.member.buffer.held_bytes == sum(self.held[assignment] for assignment in current)
        for each in current:
            self.highest_share[each] = max(self.highest_share[each], self.member.buffer.share_bytes)

    def do_step(self, stay: Stay) -> None:
        """Begin what is next on the event loop."""
        stay.step(self.now, self.member.buffer.share_bytes)

    def do_drain(self, stay: Stay) -> None:
        """Let what is on its way end; nothing new is begun."""
        for _ in range(3):
            self.let_go_on(stay)
            self.do_step(stay)

    def let_go_on(self, stay: Stay) -> None:
        """Let what is on its way be answered or acknowledged."""
        if stay.on_the_wire:
            self.do_take_in(stay, self.do_answer(stay))
        elif stay.writing:
            self.do_write(stay)

    def do_answer(self, stay: Stay, *, is_heard: bool = True) -> Outcome:
        """Let the API judge what is on the wire."""
        assert stay.on_the_wire
        post, partition = stay.on_the_wire[0], stay.assignment.partition
        outcome = self.api.answer(post)
        if outcome == OK:
            sent = offsets_in(post.batch.bodies)
            if post.kind is Kind.REGULAR and is_heard:
                fresh = [offset for offset in sent if (partition, offset) not in self.resolved]
                self.first_deliveries[partition] += fresh
            self.resolved |= {(partition, offset) for offset in sent}
        return outcome

    def do_take_in(self, stay: Stay, outcome: Outcome) -> None:
        """Take in an answer."""
        _, progress = stay.answered(outcome, self.now)
        self.do_give_back(progress)

    def do_write(self, stay: Stay) -> None:
        """The dead letters on their way are acknowledged."""
        partition, writing = stay.assignment.partition, stay.writing
        match writing:
            case Settle(part):
                letters = {offset_of(record.original) for record in part.batch.invalid}
                self.resolved |= {
                    (partition, offset_of(record))
                    for record in self.broker.between(partition, part.batch.first_offset, part.batch.next_offset)
                    if (record.value() or b"").startswith(b"d")
                }
            case Bury(accused):
                letters = {accused.part.batch.first_offset}
            case _:
                raise AssertionError("nothing is written")
        self.dead_lettered |= {(partition, offset) for offset in letters}
        self.resolved |= {(partition, offset) for offset in letters}
        self.do_give_back(stay.written())

    def do_give_back(self, progress: Progress | None) -> None:
        """Tell the Kafka thread, and hold it to what is resolved."""
        if progress is not None:
            self.assert_resolved_below(progress.assignment.partition, progress.next_offset)
            self.held[progress.assignment] -= progress.released_bytes
            self.member.returned.append(progress)

    def assert_resolved_below(self, partition: int, next_offset: int) -> None:
        """Nothing below an offset is open."""
        for record in self.broker.between(partition, 0, next_offset):
            assert (partition, offset_of(record)) in self.resolved

    def letter_of(self, partition: int, offset: int) -> str:
        """What a record is, by its letter."""
        (record,) = self.broker.between(partition, offset, offset + 1)
        return (record.value() or b"").decode()[:1]

    def is_anyone_accused(self) -> bool:
        """Whether an event waits for its retrial."""
        return any(stay.partition.accused for stay in [*self.member.current.values(), *self.ended])

    def do_send(self, offsets: dict[Assignment, int], *, is_stored: bool) -> None:
        """A commit goes out."""
        for assignment, next_offset in offsets.items():
            assert next_offset >= self.sent.get(assignment, 0)
            self.sent[assignment] = next_offset
            if is_stored:
                assert next_offset >= self.broker.committed.get(assignment.partition, 0)
                self.broker.committed[assignment.partition] = next_offset
