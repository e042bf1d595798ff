"""What is said of requests, batches and records."""

from dataclasses import replace

import pytest

from consumer.core.batch import joined
from consumer.core.failure import Failure, FailureCause
from consumer.core.outcome import Delivered, Outcome, Refused, RefusedReason, Transient, TransientReason
from consumer.core.part import Accused, Accusing, Blocking, Convicting, Isolating, Kind, Later, Part, Post, Taken
from consumer.core.record import Assignment
from consumer.telemetry.summary import Summary
from tests.unit.consumer.records import WRITTEN_MS, chunk_of
from tests.unit.consumer.telemetry.voices import Voice, voice

BATCH = joined((chunk_of("ssdx", 0), chunk_of("sdd", 4)))
UNAVAILABLE = Transient(reason=TransientReason.SERVER_ERROR, status=503)
NOT_FOUND = Refused(RefusedReason.NOT_FOUND, 404)
OTHER = Assignment(8, 2)


def posted(attempts: int = 1) -> Post:
    """A batch that was sent."""
    return Post(Kind.REGULAR, BATCH, Part(BATCH, attempts=attempts))


def accused(outcome: Refused) -> Accused:
    """The second event of the batch, rejected alone."""
    return Accused(Part(BATCH.only(1)), outcome, accused=1, accused_at=1.0, rejected_at=2.0, probe_at=12.0)


def refused() -> Voice:
    """A voice that has said that everything is refused."""
    said = voice()
    said.telemetry.answered(BATCH, NOT_FOUND, 0.1, attempt=1)
    said.telemetry.decided(posted(), NOT_FOUND, Blocking(is_new=True))
    return said


def test_every_record_of_a_resolved_batch_is_counted_once_by_what_became_of_it() -> None:
    """Delivered by rule, dropped and dead-lettered by reason too; their sum is the number of records."""
    said = voice()
    said.telemetry.resolved(BATCH, WRITTEN_MS / 1000 + 2)
    counts = {
        ("delivered", "", "page"): 3,
        ("dropped", "not_mapped", "unmapped"): 3,
        ("dead_lettered", "goal_id_missing", "Signed Up"): 1,
    }
    for (outcome, reason, rule), count in counts.items():
        assert said.value("records_total", outcome=outcome, reason=reason, rule=rule) == count
    assert sum(counts.values()) == BATCH.next_offset - BATCH.first_offset
    assert said.value("batches_total") == 1


def test_delivered_events_are_counted_by_what_named_the_visitor() -> None:
    """The share that fell back is what Kameleoon cannot attribute to an experiment; batches join chunks."""
    said = voice()
    said.telemetry.resolved(joined((chunk_of("sfdf"), chunk_of("sf", 4))), WRITTEN_MS / 1000)
    assert said.value("delivered_visitors_total", rule="page", identity="fallback") == 3
    assert said.value("delivered_visitors_total", rule="page", identity="visitor_code") == 2
    said.telemetry.said_summary()
    assert said.lines()[-1]["by_fallback"] == 3


def test_a_batch_is_observed_by_the_age_of_its_oldest_record() -> None:
    """One observation, never a negative one: clocks of producers differ."""
    said = voice()
    said.telemetry.resolved(BATCH, WRITTEN_MS / 1000 + 2)
    assert said.value("event_to_answer_seconds_count") == 1
    assert said.value("event_to_answer_seconds_sum") == pytest.approx(2.0)
    said.telemetry.resolved(BATCH, WRITTEN_MS / 1000 - 60)
    assert said.value("event_to_answer_seconds_sum") == pytest.approx(2.0)


def test_a_batch_with_nothing_to_send_says_nothing_of_the_time_to_an_answer() -> None:
    """There was no answer."""
    said = voice()
    said.telemetry.resolved(joined((chunk_of("dx"),)), WRITTEN_MS / 1000)
    assert said.value("event_to_answer_seconds_count") == 0


@pytest.mark.parametrize(
    ("outcome", "status_class", "last_status"),
    [
        (Delivered(204), "2xx", "204"),
        (NOT_FOUND, "4xx", "404"),
        (UNAVAILABLE, "5xx", "503"),
        (Transient(reason=TransientReason.TIMEOUT), "timeout", "timeout"),
        (Transient(reason=TransientReason.CONNECTION), "connection", "connection"),
    ],
)
def test_requests_are_counted_by_status_class_or_by_what_came_instead(
    outcome: Outcome, status_class: str, last_status: str
) -> None:
    """With their duration and their size."""
    said = voice()
    said.telemetry.answered(BATCH, outcome, 0.25, attempt=1)
    assert said.value("requests_total", status_class=status_class) == 1
    assert said.value("request_duration_seconds_sum") == pytest.approx(0.25)
    assert said.value("batch_events_sum") == 3
    assert said.telemetry.summary.last_status == last_status


def test_a_request_is_in_flight_as_long_as_it_is_on_the_wire() -> None:
    """One of each partition at most."""
    said = voice()
    with said.telemetry.in_flight():
        with said.telemetry.in_flight():
            assert said.value("requests_in_flight") == 2
        assert said.value("requests_in_flight") == 1
    assert said.value("requests_in_flight") == 0


def test_an_ambiguous_request_is_counted_and_its_offsets_are_said() -> None:
    """They may be delivered twice; an answered request is not ambiguous."""
    said = voice()
    said.telemetry.answered(BATCH, UNAVAILABLE, 0.1, attempt=1)
    assert (said.value("ambiguous_requests_total"), said.lines()) == (0, [])
    said.telemetry.answered(BATCH, Transient(reason=TransientReason.TIMEOUT, is_ambiguous=True), 0.1, attempt=1)
    assert said.value("ambiguous_requests_total") == 1
    (line,) = said.lines()
    assert (line["level"], line["partition"], line["first_offset"], line["next_offset"]) == ("warning", 3, 0, 7)


def test_a_kept_connection_that_was_closed_is_no_warning() -> None:
    """The API closes idle ones: the request is counted as ambiguous, and sent again at once."""
    said = voice()
    closed = Transient(reason=TransientReason.CONNECTION, is_ambiguous=True, on_reused_connection=True)
    said.telemetry.answered(posted().batch, closed, 0.1, attempt=1)
    said.telemetry.decided(posted(), closed, Later(0.0))
    assert {line["level"] for line in said.lines()} == {"info"}
    assert said.lines()[0]["likely"] == "the API had closed the idle connection"
    assert said.value("ambiguous_requests_total") == 1
    said.telemetry.decided(posted(), closed, Later(0.5))
    assert said.lines()[-1]["level"] == "warning"


def test_a_retry_is_counted_and_said_with_its_delay() -> None:
    """A warning, no error: it passes by itself."""
    said = voice()
    said.telemetry.decided(posted(attempts=2), UNAVAILABLE, Later(0.754))
    assert said.value("retries_total", reason="server_error") == 1
    assert said.lines() == [
        {
            "event": "will retry",
            "level": "warning",
            "partition": 3,
            "reason": "server_error",
            "status": 503,
            "attempt": 2,
            "delay_seconds": 0.75,
        }
    ]
    assert not said.telemetry.is_blocked_from_the_start


def test_a_retry_without_an_answer_says_why_where_to_and_what_to_do() -> None:
    """The one who is on call reads nothing else."""
    said = voice()
    failure = Failure(FailureCause.CONNECT_TIMEOUT, "no connection, TLS handshake included, within 3 s")
    said.telemetry.decided(posted(), Transient(reason=TransientReason.CONNECTION, failure=failure), Later(0.5))
    (line,) = said.lines()
    assert {key: line[key] for key in ("reason", "cause", "address", "error")} == {
        "reason": "connection",
        "cause": "connect_timeout",
        "address": "https://api.example",
        "error": "no connection, TLS handshake included, within 3 s",
    }
    assert "let connections out to api.example" in str(line["change"])
    assert "raise CONNECT_TIMEOUT_MS" in str(line["change"])


def test_a_refusal_is_an_error_that_says_what_to_change() -> None:
    """And when the next probe goes out."""
    (line,) = refused().lines()
    assert (line["event"], line["level"], line["status"], line["next_probe_seconds"]) == ("blocked", "error", 404, 10.0)
    assert "set KAMELEOON_REGION to na (it is eu)" in str(line["change"])


def test_the_blocked_gauge_shows_the_newest_reason_until_the_api_takes_something() -> None:
    """A probe may be refused in another way."""
    said = refused()
    assert said.value("blocked", reason="not_found") == 1
    said.telemetry.decided(posted(), Refused(RefusedReason.FORBIDDEN, 403), Blocking(is_new=False))
    assert (said.value("blocked", reason="not_found"), said.value("blocked", reason="forbidden")) == (0, 1)
    said.telemetry.decided(posted(), Delivered(200), Taken(None, None, has_healed=True))
    assert said.value("blocked", reason="forbidden") == 0
    assert said.lines()[-1]["event"] == "no longer blocked: the API takes events again"


def test_a_member_that_never_delivered_is_blocked_from_the_start() -> None:
    """So that a rollout with a wrong site code stops at its first pod; one that worked before stays ready."""
    said = refused()
    seen = [said.telemetry.is_blocked_from_the_start]
    said.telemetry.answered(BATCH, Delivered(200), 0.1, attempt=1)
    seen.append(said.telemetry.is_blocked_from_the_start)
    assert seen == [True, False]


def test_an_isolation_is_told_from_the_cut_to_the_conviction() -> None:
    """With the coordinates of the event, and nothing of what it holds."""
    said, rejected = voice(), Refused(RefusedReason.REJECTED, 400)
    said.telemetry.decided(posted(), rejected, Isolating())
    said.telemetry.decided(posted(), rejected, Accusing(accused(rejected)))
    said.telemetry.decided(posted(), rejected, Convicting(accused(rejected)))
    said.telemetry.convicted(accused(rejected))
    assert [(line["event"], line["level"]) for line in said.lines()] == [
        ("batch rejected: cut in two", "info"),
        ("event rejected alone: waits for its retrial", "warning"),
        ("event rejected again: dead-lettered", "error"),
    ]
    assert said.lines()[-1]["offset"] == 1
    assert said.value("isolations_total") == 1
    assert said.value("records_total", outcome="dead_lettered", reason="rejected", rule="page") == 1
    assert said.telemetry.summary.dead_lettered == {"rejected": 1}


def test_one_accusation_too_many_blocks_for_that_reason() -> None:
    """Which stays the reason, however the probes are refused."""
    said, rejected = voice(), Refused(RefusedReason.REJECTED, 400)
    said.telemetry.decided(posted(), rejected, Accusing(accused(rejected), is_blocking=True))
    said.telemetry.decided(posted(), rejected, Blocking(is_new=False))
    assert said.value("blocked", reason="rejects_everything") == 1
    assert [line["reason"] for line in said.lines() if line["event"] == "blocked"] == ["rejects_everything"] * 2


def test_the_summary_line_holds_totals_and_the_latest_observations() -> None:
    """What somebody looks for first."""
    said = voice()
    said.telemetry.answered(BATCH, Delivered(200), 0.1, attempt=1)
    said.telemetry.resolved(BATCH, WRITTEN_MS / 1000)
    said.telemetry.resolved(BATCH, WRITTEN_MS / 1000)
    said.telemetry.kafka_observed({0: 5, 1: 7}, held_bytes=1000, paused_count=1)
    said.telemetry.ages_observed({0: 1.26, 1: 0.0})
    said.telemetry.said_summary()
    assert said.lines()[-1] == {
        "event": "summary",
        "level": "info",
        "delivered": 6,
        "by_fallback": 0,
        "dropped": 6,
        "dead_lettered": {"goal_id_missing": 2},
        "last_status": "200",
        "lag_records": 12,
        "oldest_age_seconds": 1.3,
    }


def test_a_summary_before_anything_has_happened_says_so() -> None:
    """No status yet, nothing counted."""
    line = Summary().line()
    assert (line["delivered"], line["last_status"], line["oldest_age_seconds"]) == (0, "none yet", 0.0)


def test_nothing_open_has_no_age() -> None:
    """Not even the age of what was open before."""
    said = voice()
    said.telemetry.ages_observed({3: 9.0})
    said.telemetry.ages_observed({})
    assert said.telemetry.summary.oldest_age_seconds == 0.0


def test_a_dead_letter_that_is_not_written_is_counted_each_time_and_said_once_in_a_while() -> None:
    """Its partition stands still, and tries again several times a second."""
    said = voice()
    for _ in range(5):
        said.telemetry.dead_letter_failed("_MSG_TIMED_OUT", "Local: Message timed out")
    assert said.value("dead_letter_write_failures_total", error="_MSG_TIMED_OUT") == 5
    (line,) = said.lines()
    assert (line["level"], line["name"]) == ("error", "_MSG_TIMED_OUT")


def test_the_time_of_a_record_that_kafka_does_not_know_is_left_out() -> None:
    """Its age would be half a century."""
    said = voice()
    timeless = joined((replace(chunk_of("s"), first_timestamp_ms=0),))
    said.telemetry.resolved(timeless, WRITTEN_MS / 1000)
    assert said.value("event_to_answer_seconds_count") == 0


def test_a_probe_that_is_refused_too_late_does_not_say_that_everything_is() -> None:
    """Another was taken meanwhile: the gauge would stay up for ever."""
    said = voice()
    said.telemetry.decided(posted(), NOT_FOUND, Blocking(is_new=False, is_over=True))
    assert [line["level"] for line in said.lines()] == ["info"]
    assert not said.telemetry.is_blocked_from_the_start
