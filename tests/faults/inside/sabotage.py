"""An exception at a place where nobody expects one, or the cancellation of a task, inside the process.

Each place is a function of the program by what it is to the person who reads a scenario. At the given call it raises
instead of doing its work, and says so in the process's output, so that a scenario knows that it was struck.
"""

import asyncio
import builtins
import importlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Final, TypeVar

import uvloop

T = TypeVar("T")

PLACES: Final = {
    "kafka.on_assign": "consumer.kafka.rebalance:Rebalance._assign",
    "kafka.on_assign itself": "consumer.kafka.rebalance:Rebalance.on_assign",
    "kafka.on_revoke": "consumer.kafka.rebalance:Rebalance.release",
    "kafka.on_revoke itself": "consumer.kafka.rebalance:Rebalance.on_revoke",
    "kafka.on_commit": "consumer.kafka.committer:Committer.on_commit",
    "kafka.commit": "consumer.kafka.committer:Committer.turn",
    "kafka.turn": "consumer.kafka.source:KafkaSource._turn",
    "kafka.transform": "consumer.kafka.reading:Reading._prepared",
    "loop.assigned": "consumer.lanes:Lanes.assigned",
    "loop.revoked": "consumer.lanes:Lanes.revoked",
    "loop.read": "consumer.lanes:Lanes.read",
    "lane.step": "consumer.lane:Lane._take",
    "lane.give_back": "consumer.lane:Lane._give_back",
    "sender.post": "consumer.http_sender:HttpSender.post",
    "letters.write": "consumer.kafka.dead_letters:DeadLetterWriter.write",
    "letters.report": "consumer.kafka.dead_letters:DeadLetterWriter._report",
    "telemetry.resolved": "consumer.telemetry.happenings:Telemetry.resolved",
}
STRUCK: Final = "sabotaged"


def sabotage(order: str) -> None:
    """Prepare what a variable asks for: `place:calls:exception`, `signal:seconds:exception` or `task:seconds:seed`."""
    place, when, what = order.split(":")
    match place:
        case "signal":
            _later(float(when), lambda: _raise_from_signal(what))
        case "task":
            _later(float(when), lambda: _cancel_some_task(int(what)))
        case _:
            _raise_at(PLACES[place], int(when), what)


def _raise_at(target: str, calls: int, exception: str) -> None:
    module_name, _, path = target.partition(":")
    class_name, _, name = path.partition(".")
    owner = getattr(importlib.import_module(module_name), class_name)
    original: Callable[..., object] = getattr(owner, name)
    calling = count(1)

    def struck(*args: object, **kwargs: object) -> object:
        if next(calling) == calls:
            _say(target)
            raise getattr(builtins, exception)("sabotage")
        return original(*args, **kwargs)

    setattr(owner, name, struck)


def _raise_from_signal(exception: str) -> None:
    """Let a signal handler raise, wherever the main thread is."""

    def handler(_number: int, _frame: object) -> None:
        _say("signal")
        raise getattr(builtins, exception)("sabotage")

    _in_loop(lambda: signal.signal(signal.SIGUSR1, handler))
    time.sleep(0.5)
    signal.raise_signal(signal.SIGUSR1)


def _cancel_some_task(seed: int) -> None:
    def cancel() -> None:
        tasks = sorted(asyncio.all_tasks(), key=lambda task: task.get_name())
        victim = random.Random(seed).choice(tasks)
        _say(f"task {victim.get_name()}")
        victim.cancel()

    _in_loop(cancel)


def _in_loop(act: Callable[[], object]) -> None:
    """Do something on the event loop, which is found once the program has started it."""
    _LOOPS[0].call_soon_threadsafe(act)


_LOOPS: Final[list[asyncio.AbstractEventLoop]] = []


def _later(seconds: float, act: Callable[[], object]) -> None:
    original = uvloop.run

    async def remembered(main: Coroutine[object, object, T]) -> T:
        _LOOPS.append(asyncio.get_running_loop())
        return await main

    uvloop.__dict__["run"] = lambda main: original(remembered(main))
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()


def _say(what: str) -> None:
    os.write(2, f"{STRUCK}: {what}\n".encode())  # past the program, whose own lines may be lost with it
