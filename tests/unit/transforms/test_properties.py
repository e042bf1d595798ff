"""What holds for every value: a verdict, always the same one, and nothing sent that the vendor forbids."""

import re
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.transforms.events import encoded, events, json_values, nearly_good_events
from tests.unit.transforms.mappings import NOW_EPOCH_SECONDS, default_mapping, full_mapping, gated_mapping
from tests.unit.transforms.vendor_rules import breaches
from transforms import Dropped, DropReason, Invalid, InvalidReason, Send, Transform, Verdict

DEFAULT = default_mapping().transform
FULL = full_mapping().transform
FULL_AGAIN = full_mapping().transform
GATED = gated_mapping().transform


def judged(transform: Transform, value: bytes | None) -> Verdict:
    """Hold one value to everything that is true of all, whatever the mapping."""
    verdict = transform(value, NOW_EPOCH_SECONDS)
    assert transform(value, NOW_EPOCH_SECONDS) == verdict
    match verdict:
        case Send(body=body):
            assert breaches(orjson.loads(body)) == []
        case Invalid(reason=reason, detail=detail):
            assert detail
            assert reason not in {InvalidReason.TRANSFORM_FAILED, InvalidReason.NOT_ENCODABLE}
        case Dropped():
            pass
    return verdict


def check_default(value: bytes | None) -> None:
    """Hold one value to what is true of the default preset."""
    match judged(DEFAULT, value):
        case Send(rule=rule, body=body):
            event = orjson.loads(body)
            assert (rule == "page") == (event["eventType"] == "PAGE")
            assert event.get("negative") is (True if rule == "Order Refunded" else None)
        case Dropped(reason=reason):
            assert reason is DropReason.NOT_MAPPED
        case Invalid():
            pass


@given(st.none() | st.binary())
def test_any_bytes_have_a_verdict(value: bytes | None) -> None:
    """A transform is total over bytes."""
    check_default(value)
    judged(FULL, value)


@given(json_values)
def test_any_json_has_a_verdict(value: object) -> None:
    """A transform is total over JSON."""
    check_default(encoded(value))
    judged(FULL, encoded(value))


@given(events, st.integers(0, 10_000), st.integers(0, 255))
def test_whatever_is_sent_satisfies_the_vendor(event: dict[str, Any], anywhere: int, byte: int) -> None:
    """Events of the right shape with something wrong here and there; cut off, or with a byte changed on their way."""
    whole = encoded(event)
    at = anywhere % len(whole)
    check_default(whole)
    check_default(whole[:at])
    check_default(whole[:at] + bytes([byte]) + whole[at + 1 :])
    judged(GATED, whole)


@given(nearly_good_events)
def test_a_mapping_with_every_feature_sends_what_the_vendor_takes(event: dict[str, Any]) -> None:
    """Codes of its own length, nonces of 16 characters, goals by plan, custom data and channels."""
    match judged(FULL, encoded(event)):
        case Send(rule=rule, body=body, is_fallback=is_fallback):
            sent = orjson.loads(body)
            assert re.fullmatch("[0-9a-f]{16}", sent["nonce"])
            assert len(sent["visitorCode"]) <= 12
            assert not is_fallback
            assert (sent["eventType"] == "PAGE") == (rule == "page")
        case Invalid() | Dropped():
            pass


@given(nearly_good_events)
def test_every_run_gives_the_same_nonce(event: dict[str, Any]) -> None:
    """Another process that compiles the same mapping sends the same bytes: a replay is recognised."""
    value = encoded(event)
    assert FULL_AGAIN(value, NOW_EPOCH_SECONDS) == FULL(value, NOW_EPOCH_SECONDS)


@given(st.integers(-(10**400), 10**400) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=25))
def test_no_timestamp_is_too_strange(timestamp: object) -> None:
    """An event has its verdict whatever its timestamp says, digits without end included."""
    text = str(timestamp) if isinstance(timestamp, int) else orjson.dumps(timestamp).decode()
    head = '{"event":"Signed Up","context":{"consent":{"marketing":true}},"timestamp":'
    judged(GATED, f"{head}{text}}}".encode())


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
        verdict = DEFAULT(encoded(event), 0.0)
        assert isinstance(verdict, Invalid)
        assert mark not in verdict.detail
