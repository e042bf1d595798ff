"""From options, or from what a mapping made, to the event that is posted."""

import orjson
import pytest

from consumer.send_test.event import Event, Unusable, Visitor, event_of_mapping, event_of_options
from consumer.send_test.options import Options
from transforms import Send

NONCE = "3f03d9c6-1005-4de6-a64d-6eea7fd3bf11"


def made(options: Options) -> Event:
    """The event of options that are right."""
    event = event_of_options(options, NONCE)
    assert isinstance(event, Event)
    assert orjson.loads(event.body) == [event.fields]
    return event


def problems(options: Options) -> tuple[str, ...]:
    """What is wrong with options."""
    event = event_of_options(options, NONCE)
    assert isinstance(event, Unusable)
    return event.problems


def test_nothing_said_is_a_page_view_of_an_invented_visitor() -> None:
    """Byte for byte."""
    event = made(Options())
    assert event.body == (
        b'[{"nonce":"%b","eventType":"PAGE","visitorCode":"signal-kameleoon-test","href":"https://example.com/"}]'
        % NONCE.encode()
    )
    assert (event.visitor, event.is_conversion, event.is_mapped) == (Visitor.INVENTED, False, False)


def test_a_conversion_has_the_fields_of_the_specification_in_its_order() -> None:
    """Numbers are numbers; `negative` is there only when it is meant."""
    event = made(Options(visitor_code="245fc8a1b9", goal_id="36151", revenue="23.50", is_negative=True))
    expected = {
        "nonce": NONCE,
        "eventType": "CONVERSION",
        "visitorCode": "245fc8a1b9",
        "goalId": 36151,
        "revenue": 23.5,
        "negative": True,
    }
    assert list(event.fields.items()) == list(expected.items())
    assert (event.visitor, event.is_conversion) == (Visitor.GIVEN, True)
    assert list(made(Options(goal_id="1")).fields) == ["nonce", "eventType", "visitorCode", "goalId"]


def test_a_page_view_has_address_and_title() -> None:
    """As given."""
    fields = made(Options(url="https://example.com/checkout", title="Checkout")).fields
    assert list(fields.items())[3:] == [("href", "https://example.com/checkout"), ("title", "Checkout")]


def test_a_cookie_of_the_older_form_is_taken_as_the_transform_takes_it() -> None:
    """A person copies the whole of it."""
    assert made(Options(visitor_code="_js_245fc8a1b9")).visitor_code == "245fc8a1b9"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (Options(goal_id="0"), "--goal-id is '0': must be an integer from 1 to 2147483647"),
        (Options(goal_id=""), "--goal-id is '': must be an integer"),
        (Options(goal_id="1", revenue="23,50"), "--revenue is '23,50': must be a number from 0"),
        (Options(goal_id="1", revenue="-1"), "--revenue is '-1': must be a number from 0"),
        (Options(url="example.com"), "--url is 'example.com': must be an http or https address with a host"),
        (Options(visitor_code="v" * 101), "--visitor-code has 101 characters: the Data API takes at most 100"),
        (Options(visitor_code="_js_"), "--visitor-code is empty"),
        (Options(title="\udcff"), "bytes that are not UTF-8"),
    ],
)
def test_what_the_transform_would_refuse_is_refused(options: Options, sentence: str) -> None:
    """By its own rules, with what would be right."""
    (found,) = problems(options)
    assert sentence in found


def test_all_problems_are_told_at_once() -> None:
    """Not one after the other."""
    assert len(problems(Options(goal_id="x", revenue="y", visitor_code=""))) == 3


@pytest.mark.parametrize(("is_fallback", "visitor"), [(True, Visitor.FALLBACK), (False, Visitor.GIVEN)])
def test_what_a_mapping_made_is_posted_as_it_is(is_fallback: bool, visitor: Visitor) -> None:  # noqa: FBT001 - a case
    """Byte for byte, in an array of one."""
    body = b'{"nonce":"m-1","eventType":"CONVERSION","visitorCode":"v","goalId":7,"revenue":1e2}'
    event = event_of_mapping(Send("Order Completed", body, is_fallback))
    assert event.body == b"[" + body + b"]"
    assert (event.visitor, event.visitor_code, event.is_conversion, event.is_mapped) == (visitor, "v", True, True)
