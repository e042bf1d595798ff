"""What holds for every value: a verdict, always the same one, and nothing sent that the vendor forbids."""

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.transforms.vendor_rules import breaches
from transforms import Dropped, Invalid, Send, compile_blueprint, load_preset

TRANSFORM = compile_blueprint(load_preset("default")).transform

scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


def one_of_or_anything(*likely: object) -> st.SearchStrategy[object]:
    """Mostly what an event has in this place, now and then anything else."""
    return st.sampled_from(likely) | st.sampled_from(likely) | json_values


addresses = one_of_or_anything("https://e.example/a", "http://[::1]:80", "https://", "/a", "")
identifiers = one_of_or_anything("245fc8a1b9", "_js_245fc8a1b9", "_js_", "x" * 101, "")
amounts = one_of_or_anything(23.5, 20, -5, "23.50", "1e3", 2**53 + 1, "")
goals = one_of_or_anything(36151, "36151", 36151.0, 0, 2**31)
page_fields = st.fixed_dictionaries(
    {}, optional={"url": addresses, "title": st.text(max_size=3), "referrer": addresses}
)
order_fields = st.fixed_dictionaries(
    {}, optional={"kameleoon_goal_id": goals, "kameleoonGoalId": goals, "revenue": amounts, "total": amounts}
)
vendor_ids = st.fixed_dictionaries({}, optional={"kameleoon_visitor_code": identifiers})
contexts = st.fixed_dictionaries({}, optional={"page": page_fields | json_values, "vendorIds": vendor_ids})
events = st.fixed_dictionaries(
    {
        "type": one_of_or_anything("track", "page", "identify"),
        "event": one_of_or_anything("Order Completed", "Order Refunded", "Signed Up", "Product Viewed"),
        "messageId": one_of_or_anything("m-1"),
        "properties": page_fields | order_fields | json_values,
    },
    optional={
        "vendor_ids": vendor_ids | json_values,
        "context": contexts | json_values,
        "anonymousId": identifiers,
        "anonymous_id": identifiers,
    },
)


def sendable(value: object) -> object:
    """Replace integers that orjson does not write."""
    match value:
        case bool():
            return value
        case int() if not -(2**63) <= value < 2**64:
            return float(value)
        case dict():
            return {key: sendable(inner) for key, inner in value.items()}
        case list():
            return [sendable(inner) for inner in value]
        case _:
            return value


def check(value: bytes | None) -> None:
    """Hold one value to everything that is true of all."""
    verdict = TRANSFORM(value, 0.0)
    assert TRANSFORM(value, 0.0) == verdict
    match verdict:
        case Send(rule=rule, body=body):
            event = orjson.loads(body)
            assert breaches(event) == []
            assert (rule == "page") == (event["eventType"] == "PAGE")
            assert (rule == "Order Refunded") == ("negative" in event)
        case Invalid(reason=reason, detail=detail):
            assert detail
            assert reason not in {"transform_failed", "not_encodable"}
        case Dropped(reason=reason):
            assert reason == "not_mapped"


@given(st.none() | st.binary())
def test_any_bytes_have_a_verdict(value: bytes | None) -> None:
    """A transform is total over bytes."""
    check(value)


@given(json_values)
def test_any_json_has_a_verdict(value: object) -> None:
    """A transform is total over JSON."""
    check(orjson.dumps(sendable(value)))


@given(events, st.integers(0, 10_000), st.integers(0, 255))
def test_whatever_is_sent_satisfies_the_vendor(event: dict[str, Any], anywhere: int, byte: int) -> None:
    """Events of the right shape with something wrong here and there; cut off, or with a byte changed on their way."""
    whole = orjson.dumps(sendable(event))
    at = anywhere % len(whole)
    check(whole)
    check(whole[:at])
    check(whole[:at] + bytes([byte]) + whole[at + 1 :])


@given(json_values, json_values)
def test_no_detail_repeats_what_the_event_holds(secret: object, other: object) -> None:
    """The detail of an invalid event goes into headers and logs, where no visitor may be found."""
    mark = "visitor-4711"
    event = {
        "event": "Order Completed",
        "messageId": [mark, secret],
        "anonymousId": {mark: other},
        "properties": {"kameleoon_goal_id": mark, "revenue": mark},
    }
    for fixed in ("none", "messageId", "anonymousId", "properties"):
        event[fixed] = mark if fixed != "properties" else {"kameleoon_goal_id": 7, "revenue": mark}
        verdict = TRANSFORM(orjson.dumps(sendable(event)), 0.0)
        assert isinstance(verdict, Invalid)
        assert mark not in verdict.detail
