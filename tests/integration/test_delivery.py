"""From a real topic to a real HTTP server, by a real process: what arrives, what is set aside, what is committed."""

import os

import orjson
import pytest

from tests.integration.records import write
from tests.kafka_broker import committed_offsets, create_topic, read_all
from tests.processes import Deployment, wait_until

PURCHASE = {
    "type": "track",
    "event": "Order Completed",
    "message_id": "9f1c2d7a-4b88-4e2a-9a31-6c0e2b5d77aa",
    "anonymous_id": "a-visitor-without-the-cookie",
    "vendor_ids": {"kameleoon_visitor_code": "245fc8a1b9"},
    "properties": {"order_id": "ORD-1001", "revenue": 23.50, "currency": "USD", "kameleoon_goal_id": 36151},
}
PAGE_VIEW = {
    "type": "page",
    "messageId": "1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d",
    "vendor_ids": {"kameleoon_visitor_code": "245fc8a1b9"},
    "context": {"page": {"url": "https://example.com/checkout", "title": "Checkout", "referrer": ""}},
}
SENT_PURCHASE = (
    b'[{"nonce":"9f1c2d7a-4b88-4e2a-9a31-6c0e2b5d77aa","eventType":"CONVERSION","visitorCode":"245fc8a1b9",'
    b'"goalId":36151,"revenue":23.5}]'
)
SENT_PAGE_VIEW = (
    b'[{"nonce":"1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d","eventType":"PAGE","visitorCode":"245fc8a1b9",'
    b'"href":"https://example.com/checkout","title":"Checkout"}]'
)


@pytest.mark.parametrize(("event", "sent"), [(PURCHASE, SENT_PURCHASE), (PAGE_VIEW, SENT_PAGE_VIEW)])
def test_the_examples_of_the_specification_come_out_exactly(
    deployed: Deployment, event: dict[str, object], sent: bytes
) -> None:
    """The body that Kameleoon documents, byte for byte."""
    write(deployed.bootstrap_servers, deployed.topic, [orjson.dumps(event)])
    deployed.start_member()
    deployed.wait_until_committed(30)
    assert deployed.sandbox.last_body() == sent


def test_every_record_is_delivered_dropped_or_dead_lettered_once(deployed: Deployment) -> None:
    """Without faults: nothing lost, nothing repeated, in order, exactly the broken ones in the dead-letter topic."""
    deployed.produce(20_000)
    member = deployed.start_member()
    deployed.wait_until_committed(60)
    assert member.stop() == 0
    report = deployed.judge()
    assert (report.violations, report.repeats, report.repeated_dead_letters) == ((), 0, {}), report.text


def test_bad_records_are_set_aside_and_their_neighbours_delivered(deployed: Deployment) -> None:
    """Whatever lies in a topic: a verdict with a reason for each, and the process goes on."""
    bad = {
        b"not json": "not_json_text",
        b'"a scalar"': "not_an_object",
        b"[1,2]": "not_an_object",
        b"": "empty",
        None: "empty",
        orjson.dumps(PURCHASE | {"message_id": None}): "message_id_missing",
        orjson.dumps(PURCHASE | {"vendor_ids": {}, "anonymous_id": None}): "visitor_code_missing",
        b'{"type":"page","messageId":"\xff"}': "message_id_placeholder",
        b'{"type":"page","properties":' + b"[" * 100_000: "not_json",
        b'{"type":"track","event":"Signed Up","messageId":"m","anonymousId":"a",'
        b'"properties":{"kameleoon_goal_id":99999999999999999999999}}': "goal_id_invalid",
    }
    good = orjson.dumps(PAGE_VIEW)
    write(deployed.bootstrap_servers, deployed.topic, [value for each in bad for value in (each, good)])
    deployed.start_member()
    deployed.wait_until_committed(30)
    letters = read_all(deployed.bootstrap_servers, deployed.dead_letter_topic)
    reasons = {letter.value: dict(letter.headers)["signal-kameleoon.reason"] for letter in letters}
    assert reasons == {value: reason.encode() for value, reason in bad.items()}
    assert deployed.sandbox.statistics()["events_taken"] == len(bad)


def test_harmless_strangeness_is_delivered(deployed: Deployment) -> None:
    """Deep nesting, huge texts and huge numbers in fields that nobody reads change nothing."""
    strange = [
        PAGE_VIEW | {"messageId": "deep", "extra": orjson.Fragment(b"[" * 500 + b"]" * 500)},
        PAGE_VIEW | {"messageId": "long", "extra": "x" * 900_000},
        PAGE_VIEW | {"messageId": "number", "extra": orjson.Fragment(b"123456789012345678901234567890")},
        PAGE_VIEW | {"messageId": "half", "extra": orjson.Fragment(rb'"cut \ud83d"')},
        PAGE_VIEW | {"messageId": "deepest", "extra": orjson.Fragment(b"[" * 100_000 + b"]" * 100_000)},
    ]
    write(deployed.bootstrap_servers, deployed.topic, [orjson.dumps(event) for event in strange])
    deployed.start_member()
    deployed.wait_until_committed(30)
    taken = [nonce for request in deployed.sandbox.requests() for nonce in request.nonces]
    assert taken == ["deep", "long", "number", "half", "deepest"]


def test_a_dead_letter_is_the_record_as_it_came(deployed: Deployment) -> None:
    """Value untouched, and headers that say from where and why."""
    write(deployed.bootstrap_servers, deployed.topic, [b"not json"], partition=2)
    deployed.start_member()
    deployed.wait_until_committed(30)
    (letter,) = read_all(deployed.bootstrap_servers, deployed.dead_letter_topic)
    headers = dict(letter.headers)
    assert letter.value == b"not json"
    assert headers["signal-kameleoon.topic"] == deployed.topic.encode()
    assert (headers["signal-kameleoon.partition"], headers["signal-kameleoon.offset"]) == (b"2", b"0")
    assert headers["__connect.errors.exception.class.name"] == b"not_json_text"


def test_a_letter_that_is_too_large_leaves_its_coordinates(deployed: Deployment) -> None:
    """A dead-letter topic with a smaller limit than the source: the letter comes without its value, and all goes on."""
    large = os.urandom(50_000).hex().encode()
    create_topic(
        deployed.bootstrap_servers, deployed.dead_letter_topic, 1, {"max.message.bytes": "20000", "retention.ms": "-1"}
    )
    write(deployed.bootstrap_servers, deployed.topic, [large, orjson.dumps(PAGE_VIEW)])
    deployed.start_member()
    deployed.wait_until_committed(30)
    (letter,) = read_all(deployed.bootstrap_servers, deployed.dead_letter_topic)
    headers = dict(letter.headers)
    assert letter.value is None
    assert headers["signal-kameleoon.value-bytes"] == b"100000"
    assert len(headers["signal-kameleoon.value-sha256"] or b"") == 64
    assert deployed.sandbox.statistics()["events_taken"] == 1


def test_letters_that_fit_keep_their_values_however_many_there_are(deployed: Deployment) -> None:
    """A topic's limit is one of the batch: letters must not be refused with others that happen to travel with them."""
    create_topic(deployed.bootstrap_servers, deployed.dead_letter_topic, 1, {"max.message.bytes": "100000"})
    bad = [os.urandom(20_000).hex().encode() for _ in range(20)]
    write(deployed.bootstrap_servers, deployed.topic, bad)
    deployed.start_member()
    deployed.wait_until_committed(30)
    assert [letter.value for letter in read_all(deployed.bootstrap_servers, deployed.dead_letter_topic)] == bad


def test_what_is_transient_is_repeated_until_it_is_taken(deployed: Deployment) -> None:
    """429, 503 and resets, before and after the API took the events: nothing lost, repeats only where it was silent."""
    deployed.sandbox.set_faults(
        [
            {"kind": "status", "status": 429, "retry_after": 1, "next_requests": 2},
            {"kind": "status", "status": 503, "next_requests": 5},
            {"kind": "reset_before_taking", "share": 0.2, "next_requests": 3},
            {"kind": "reset_after_taking", "share": 0.2, "next_requests": 2},
        ]
    )
    deployed.produce(5_000)
    member = deployed.start_member(BATCH_MAX_EVENTS="100")
    deployed.wait_until_committed(90)
    report = deployed.judge()
    assert report.violations == (), report.text
    assert report.repeats <= 2 * 100, report.text
    assert member.metric("signal_kameleoon_ambiguous_requests_total") >= 2


def test_a_refusal_holds_the_partitions_and_heals_by_itself(deployed: Deployment) -> None:
    """404 to everything: nothing is set aside or committed, the log says what to change, and the cure is noticed."""
    deployed.sandbox.set_faults([{"kind": "status", "status": 404}])
    deployed.produce(200)
    member = deployed.start_member()
    member.wait_for_event("blocked", 30)
    assert "Data Region" in str(member.said("blocked")[0]["change"])
    assert member.get("/readyz") == (503, "the API refuses us, and has never taken anything: see the log\n")
    assert member.metric("signal_kameleoon_blocked", reason="not_found") >= 1
    assert sum(committed_offsets(deployed.bootstrap_servers, deployed.group, deployed.topic).values()) == 0
    deployed.sandbox.clear_faults()
    deployed.wait_until_committed(30)
    assert member.get("/readyz") == (200, "ok\n")
    assert member.metric("signal_kameleoon_blocked") == 0
    assert deployed.judge().violations == ()


def test_a_slow_api_pauses_partitions_and_loses_nothing(deployed: Deployment) -> None:
    """Memory stays within the budget: partitions are paused at their share, polling goes on, everything arrives."""
    deployed.sandbox.set_faults([{"kind": "delay", "seconds": 3, "next_requests": 4}])
    deployed.produce(8_000)
    member = deployed.start_member(BUFFER_MAX_BYTES="1MiB")
    deployed.wait_for_deliveries(100, 30)
    wait_until(lambda: member.metric("signal_kameleoon_paused_partitions") > 0, 5)
    assert member.metric("signal_kameleoon_held_bytes") < 4 * 2**20
    deployed.wait_until_committed(60)
    assert deployed.judge().violations == ()
