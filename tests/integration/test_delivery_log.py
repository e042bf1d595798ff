"""The delivery log and the ceiling of requests, by a real process."""

from tests.processes import Deployment


def test_every_delivered_event_has_its_line(deployed: Deployment) -> None:
    """The message ids of the log are the nonces that the API took."""
    deployed.produce(300)
    member = deployed.start_member(DELIVERY_LOG="events")
    deployed.wait_until_committed(30)
    assert member.stop() == 0
    taken = sorted(nonce for request in deployed.sandbox.requests() for nonce in request.nonces)
    lines = member.said("event sent")
    assert sorted(str(line["message_id"]) for line in lines) == taken
    assert taken
    assert {(line["topic"], line["status"], line["attempt"]) for line in lines} == {(deployed.topic, 200, 1)}
    assert "visitorCode" not in member.text


def test_every_answered_request_has_its_line(deployed: Deployment) -> None:
    """As many lines as the API has seen requests, with as many events."""
    deployed.produce(300)
    member = deployed.start_member(DELIVERY_LOG="batches", BATCH_MAX_EVENTS="50")
    deployed.wait_until_committed(30)
    assert member.stop() == 0
    requests = [len(request.nonces) for request in deployed.sandbox.requests()]
    assert requests
    assert sorted(int(str(line["events"])) for line in member.said("batch sent")) == sorted(requests)


def test_the_api_never_sees_more_requests_a_second_than_configured(deployed: Deployment) -> None:
    """Four partitions together: in any second of the sandbox's journal at most the ceiling, and one at its edge."""
    deployed.produce(400)
    member = deployed.start_member(MAX_REQUESTS_PER_SECOND="5", BATCH_MAX_EVENTS="10")
    deployed.wait_until_committed(60)
    assert member.stop() == 0
    times = [request.time_seconds for request in deployed.sandbox.requests()]
    assert len(times) > 10
    assert max(sum(start <= at < start + 1 for at in times) for start in times) <= 6
    assert times[-1] - times[0] >= (len(times) - 1) / 5 - 0.5
