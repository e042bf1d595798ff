"""Tasks that work until the end."""

import asyncio

import pytest

from consumer.crew import Crew, TaskCancelledError
from consumer.stopping import NotDrained


async def _for_ever() -> None:
    await asyncio.Event().wait()


async def _fails() -> None:
    await asyncio.sleep(0)
    raise NotDrained("the budget is over")


def test_those_who_are_dismissed_end_without_a_word() -> None:
    """The program ends."""

    async def story() -> None:
        async with asyncio.TaskGroup() as tasks:
            crew = Crew(tasks)
            crew.start(_for_ever())
            crew.start(asyncio.sleep(0))
            await asyncio.sleep(0.01)
            crew.dismiss()

    asyncio.run(story())


def test_a_task_that_somebody_cancels_takes_all_down() -> None:
    """A partition without its lane would stand still for ever, and nobody would know."""

    async def story() -> None:
        async with asyncio.TaskGroup() as tasks:
            crew = Crew(tasks)
            before = asyncio.all_tasks()
            crew.start(_for_ever())
            crew.start(_for_ever())
            await asyncio.sleep(0)
            (asyncio.all_tasks() - before).pop().cancel()
            await asyncio.Event().wait()

    with pytest.raises(ExceptionGroup) as raised:
        asyncio.run(story())
    assert [type(failure) for failure in raised.value.exceptions] == [TaskCancelledError]


def test_a_failure_is_the_only_one_that_is_told() -> None:
    """The others are cancelled for it: that they were is no failure of their own."""

    async def story() -> None:
        async with asyncio.TaskGroup() as tasks:
            crew = Crew(tasks)
            crew.start(_for_ever())
            crew.start(_fails())
            crew.start(_for_ever())

    with pytest.raises(ExceptionGroup) as raised:
        asyncio.run(story())
    assert [type(failure) for failure in raised.value.exceptions] == [NotDrained]
