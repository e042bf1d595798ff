"""Where a person is sent to look."""

import pytest

from consumer.send_test.event import Event, event_of_mapping, event_of_options
from consumer.send_test.looking import where_to_look
from consumer.send_test.meaning import Fate
from consumer.send_test.options import Options
from transforms import Send


def event(**options: str) -> Event:
    """The event of these options."""
    made = event_of_options(Options(**options), "n")  # type: ignore[arg-type]  # every option that is used is a text
    assert isinstance(made, Event)
    return made


def mapped(*, is_fallback: bool) -> Event:
    """An event that a mapping made."""
    body = b'{"nonce":"m","eventType":"CONVERSION","visitorCode":"v","goalId":7,"revenue":5,"negative":true}'
    return event_of_mapping(Send("Order Refunded", body, is_fallback))


def steps(of: Event, fate: Fate = Fate.TAKEN) -> str:
    """All that is said."""
    return "\n".join(where_to_look(of, fate))


@pytest.mark.parametrize(
    ("of", "named"),
    [
        (event(visitor_code="abc"), "visitor's profile by the visitor code abc"),
        (event(visitor_code="abc"), "only if this visitor has seen"),
        (event(visitor_code="a\x1b[31m"), "a\\u001b[31m"),
        (event(), "page view of https://example.com/."),
        (event(), "This visitor is invented"),
        (event(), "`nonce: {as: hex16}`"),
        (event(goal_id="36151"), "conversion of goal 36151. No revenue was sent"),
        (event(goal_id="36151", revenue="23.50"), "goal 36151, with revenue 23.5 if it is a revenue goal"),
        (event(goal_id="36151"), "Compare 36151 with the goal's number under Goals"),
        (mapped(is_fallback=False), "with 5 taken back"),
        (mapped(is_fallback=False), "for a repeat"),
        (mapped(is_fallback=True), "counts for no experiment"),
    ],
)
def test_what_was_taken_is_to_be_found(of: Event, named: str) -> None:
    """By visitor, goal and revenue; and what it means if it is not there."""
    assert named in steps(of)


def test_what_was_not_taken_is_nowhere() -> None:
    """Nobody shall look for it."""
    assert steps(event(), Fate.NOT_TAKEN).startswith("Nowhere yet")


@pytest.mark.parametrize(("of", "named"), [(event(), "both may be counted"), (mapped(is_fallback=False), "is safe")])
def test_before_a_repeat_of_what_may_have_been_taken_one_looks(of: Event, named: str) -> None:
    """The nonce decides whether a repeat counts twice."""
    assert named in steps(of, Fate.UNKNOWN)
