"""The bridge between the two threads, crossed by two threads."""

import asyncio
import threading
import time
from collections.abc import Sequence

from typing_extensions import override

from consumer.core.chunk import Chunk
from consumer.core.record import Assignment, Start
from consumer.handover import Drained, Handover, Progress
from tests.unit.consumer.records import HOME, chunk_of

START = Start(HOME, 0, is_fresh=True)


class NotedInbox:
    """Notes what arrives, and on which thread."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, object]] = []
        self.threads: set[int] = set()

    def assigned(self, starts: Sequence[Start]) -> None:
        """Partitions came."""
        self._note("assigned", starts)

    def revoked(self, assignments: Sequence[Assignment]) -> None:
        """Partitions go."""
        self._note("revoked", assignments)

    def outlived(self, assignments: Sequence[Assignment]) -> None:
        """Logs are gone."""
        self._note("outlived", assignments)

    def read(self, chunks: Sequence[Chunk]) -> None:
        """Records were read."""
        self._note("read", chunks)

    def _note(self, what: str, values: object) -> None:
        self.arrived.append((what, values))
        self.threads.add(threading.get_ident())


def test_what_the_kafka_thread_tells_arrives_on_the_loop_in_order() -> None:
    """Also that it has ended, and why."""
    inbox, failure, chunks = NotedInbox(), RuntimeError("broker gone"), [chunk_of("s")]

    async def story() -> Exception | None:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[Exception | None] = loop.create_future()
        handover = Handover(loop, inbox, ended.set_result)

        def kafka_thread() -> None:
            handover.assigned([START])
            handover.read(chunks)
            handover.outlived([HOME])
            handover.revoked([HOME])
            handover.ended(failure)

        thread = threading.Thread(target=kafka_thread)
        thread.start()
        reason = await ended
        thread.join()
        return reason

    assert asyncio.run(story()) is failure
    assert inbox.arrived == [("assigned", [START]), ("read", chunks), ("outlived", [HOME]), ("revoked", [HOME])]
    assert inbox.threads == {threading.get_ident()}


def test_what_the_loop_cannot_take_in_ends_the_process() -> None:
    """Records that it never saw would look like a gap in the log, and be committed past."""

    class FullInbox(NotedInbox):
        @override
        def read(self, chunks: Sequence[Chunk]) -> None:
            raise MemoryError

    async def story() -> Exception | None:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[Exception | None] = loop.create_future()
        Handover(loop, FullInbox(), ended.set_result).read([chunk_of("s")])
        return await ended

    assert isinstance(asyncio.run(story()), MemoryError)


def test_what_the_loop_gives_back_is_taken_once_in_order() -> None:
    """A turn that finds nothing takes nothing."""

    async def story() -> Handover:
        return Handover(asyncio.get_running_loop(), NotedInbox(), lambda _: None)

    handover = asyncio.run(story())
    given: list[Progress | Drained] = [Progress(HOME, 5, 100), Progress(HOME, 9, 80), Drained(HOME)]
    for value in given:
        handover.give_back(value)
    assert list(handover.returned()) == given
    assert list(handover.returned()) == []


def test_the_kafka_thread_wakes_as_soon_as_something_is_given_back() -> None:
    """Also when it was given back before the wait began; what was taken wakes nobody again."""

    async def story() -> Handover:
        return Handover(asyncio.get_running_loop(), NotedInbox(), lambda _: None)

    handover, began = asyncio.run(story()), time.monotonic()
    handover.give_back(Drained(HOME))
    handover.wait_for_return(60.0)
    assert list(handover.returned()) == [Drained(HOME)]
    threading.Timer(0.01, handover.give_back, [Drained(HOME)]).start()
    handover.wait_for_return(60.0)
    assert list(handover.returned()) == [Drained(HOME)]
    assert time.monotonic() - began < 30.0
