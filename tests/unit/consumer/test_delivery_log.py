"""What the delivery log says of requests and events, and what it never says."""

import asyncio
import json
from typing import Literal

import pytest

from consumer.lane import Lane
from tests.unit.consumer.fakes import BEGINNING, UNAVAILABLE, Stage
from tests.unit.consumer.records import mapped_chunks
from tests.unit.consumer.test_secrecy import PLANTED, VALUES

MAY_BE_SAID = {"PlantedMessage", "667788"}


def logged(detail: Literal["batches", "events"] | None) -> tuple[Stage, list[dict[str, object]]]:
    """Deliver the planted events at the second attempt; return the delivery log's lines."""
    stage = Stage({0: [UNAVAILABLE]}, offsets_of=lambda _body: [0], delivery_log=detail)

    async def act(lane: Lane) -> None:
        for chunk in mapped_chunks(VALUES, BEGINNING):
            lane.add(chunk)
        await asyncio.sleep(60)

    stage.play(act)
    lines = [json.loads(line) for line in stage.log_lines.getvalue().splitlines()]
    return stage, [line for line in lines if line["event"] in {"batch sent", "event sent"}]


def test_a_line_for_each_request_says_what_it_carried_and_what_was_answered() -> None:
    """Every attempt has its line."""
    stage, lines = logged("batches")
    assert [(line["status"], line["attempt"]) for line in lines] == [(503, 1), (200, 2)]
    del lines[1]["timestamp"]
    assert lines[1] == {
        "event": "batch sent",
        "level": "info",
        "partition": 3,
        "first_offset": 0,
        "next_offset": len(VALUES),
        "events": 2,
        "bytes": len(stage.bodies[1]),
        "status": 200,
        "attempt": 2,
        "duration_seconds": 0.0,
    }


def test_a_line_for_each_event_names_it_and_says_what_was_answered() -> None:
    """Only events that were sent; a page view has no goal."""
    _, lines = logged("events")
    assert [(line["offset"], line["status"], line["attempt"]) for line in lines] == [
        (0, 503, 1),
        (1, 503, 1),
        (0, 200, 2),
        (1, 200, 2),
    ]
    assert (lines[2]["rule"], lines[2]["goal_id"]) == ("page", None)
    del lines[3]["timestamp"]
    assert lines[3] == {
        "event": "event sent",
        "level": "info",
        "message_id": "PlantedMessage-1",
        "topic": "signal",
        "partition": 3,
        "offset": 1,
        "rule": "Order Completed",
        "goal_id": 667788,
        "status": 200,
        "attempt": 2,
    }


def test_it_is_silent_unless_it_is_asked_for() -> None:
    """The summary and the metrics say enough of most days."""
    _, lines = logged(None)
    assert lines == []


@pytest.mark.parametrize(("detail", "allowed"), [("batches", set[str]()), ("events", MAY_BE_SAID)])
def test_nothing_personal_is_ever_said(detail: Literal["batches", "events"], allowed: set[str]) -> None:
    """Message ids and goal ids only, where a line for each event is asked for."""
    stage, lines = logged(detail)
    assert lines
    said = stage.log_lines.getvalue()
    assert {word for word in PLANTED if word in said} == allowed
