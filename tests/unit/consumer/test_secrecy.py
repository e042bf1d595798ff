"""No log line ever holds anything of an event: visitor code, address, title, message id, amount."""

import asyncio
import json

from consumer.core.outcome import Outcome
from consumer.core.record import Assignment
from consumer.lane import Lane
from tests.unit.consumer.fakes import BEGINNING, NOT_FOUND, TIMED_OUT, UNAVAILABLE, After, Stage, rate_limited
from tests.unit.consumer.records import mapped_chunks

PLANTED = ("PlantedVisitor", "planted.example", "PlantedTitle", "PlantedMessage", "PlantedOrder", "77123.45", "667788")


def event(**fields: object) -> bytes:
    """A Signal event with something planted wherever something personal may be."""
    planted: dict[str, object] = {
        "message_id": "PlantedMessage-1",
        "anonymous_id": "PlantedVisitor-a",
        "context": {"page": {"url": "https://planted.example/secret", "title": "PlantedTitle"}},
        "vendor_ids": {"kameleoon_visitor_code": "PlantedVisitor-k"},
    }
    return json.dumps(planted | fields).encode()


PURCHASE = {"order_id": "PlantedOrder", "revenue": 77123.45}
VALUES = [
    event(type="page", properties={"url": "https://planted.example/", "title": "PlantedTitle"}),
    event(type="track", event="Order Completed", properties=PURCHASE | {"kameleoon_goal_id": 667788}),
    event(type="track", event="Order Completed", properties=PURCHASE),
    event(type="track", event="Order Completed", properties=PURCHASE | {"kameleoon_goal_id": "PlantedOrder"}),
    event(type="track", event="PlantedTitle clicked"),
    b'{"message_id": "PlantedMessage", PlantedVisitor',
    b"\xffPlantedVisitor",
]


def test_a_whole_run_says_nothing_of_its_events() -> None:
    """At the most talkative level, with every kind of answer and a dead-letter topic that fails."""
    answers: list[Outcome | After] = [UNAVAILABLE, TIMED_OUT, rate_limited(1.0), NOT_FOUND, After(1.0, TIMED_OUT)]
    stage = Stage({0: answers}, unacknowledged=[[2, 3, 5], [5]], offsets_of=lambda _body: [0])

    async def act(lane: Lane) -> None:
        for chunk in mapped_chunks(VALUES, BEGINNING):
            lane.add(chunk)
        await asyncio.sleep(60)
        stage.surroundings.telemetry.said_summary()

    stage.play(act)
    assert [detail for _, what, detail in stage.journal if what == "progress"] == [len(VALUES)]
    assert all(any(word.encode() in body for body in stage.bodies) for word in ("PlantedVisitor", "planted.example"))
    said = stage.log_lines.getvalue() + stage.surroundings.telemetry.exposition().decode()
    assert said.count("resolved") > 1
    assert [word for word in PLANTED if word in said] == []


def test_details_of_dead_letters_say_nothing_of_the_event() -> None:
    """Headers are read by more people and tools than values."""
    stage = Stage()

    async def act(lane: Lane) -> None:
        for chunk in mapped_chunks(VALUES[2:], BEGINNING, Assignment(8, 1)):
            lane.add(chunk)
        await asyncio.sleep(5)

    stage.play(act)
    headers = json.dumps([[str(value) for _, value in letter.headers] for letter in stage.letters])
    assert len(stage.letters) >= 3
    assert [word for word in PLANTED if word in headers] == []
