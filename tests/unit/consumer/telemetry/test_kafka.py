"""What is said of Kafka and of the program."""

import io

import pytest

from tests.unit.consumer.telemetry.voices import voice


def test_rebalances_are_counted_by_kind_and_said() -> None:
    """With the partitions in order; a loss is a warning, since it repeats events."""
    said = voice()
    said.telemetry.partitions_assigned([2, 0])
    said.telemetry.partitions_revoked([2], [])
    said.telemetry.partitions_lost([0])
    assert [(line["event"], line["level"], line["partitions"]) for line in said.lines()] == [
        ("partitions assigned", "info", [0, 2]),
        ("partitions revoked", "info", [2]),
        ("partitions lost", "warning", [0]),
    ]
    assert [said.value("rebalances_total", kind=kind) for kind in ("assign", "revoke", "lost")] == [1, 1, 1]


def test_a_partition_that_went_while_a_request_was_on_the_wire_is_a_warning() -> None:
    """Its batch will be repeated."""
    said = voice()
    said.telemetry.partitions_revoked([0, 1], [1])
    (line,) = said.lines()
    assert (line["level"], line["undrained"]) == ("warning", [1])


def test_gauges_of_a_partition_end_with_its_assignment() -> None:
    """A lag that nobody updates any more would look like one that stands still."""
    said = voice()
    said.telemetry.partitions_assigned([0, 1])
    said.telemetry.kafka_observed({0: 5, 1: 7}, held_bytes=1000, paused_count=1)
    said.telemetry.ages_observed({0: 1.5, 1: 2.5})
    said.telemetry.partitions_revoked([0], [])
    said.telemetry.ages_observed({1: 2.5})
    for name, value in (("assigned", 1), ("lag_records", 7), ("oldest_unresolved_age_seconds", 2.5)):
        assert said.value(name, partition="0") is None
        assert said.value(name, partition="1") == value
    assert (said.value("held_bytes"), said.value("paused_partitions")) == (1000, 1)


def test_commits_are_counted_by_result() -> None:
    """A failure is said, a success only when debugging."""
    said = voice()
    said.telemetry.committed(4)
    said.telemetry.commit_failed("NOT_COORDINATOR", "Broker: Not coordinator")
    assert [said.value("commits_total", result=result) for result in ("ok", "failed")] == [1, 1]
    assert [line["level"] for line in said.lines()] == ["debug", "warning"]


def test_errors_of_the_client_are_counted_each_time_and_said_once_in_a_while_for_each_name() -> None:
    """A broker that is down makes many in a second."""
    said = voice()
    for name in ("_TRANSPORT", "_TRANSPORT", "_ALL_BROKERS_DOWN"):
        said.telemetry.kafka_error(name, "text")
    assert said.value("kafka_errors_total", error="_TRANSPORT") == 2
    assert [line["name"] for line in said.lines()] == ["_TRANSPORT", "_ALL_BROKERS_DOWN"]


def test_waiting_for_kafka_is_said_once_in_a_while() -> None:
    """It is no exit: one line every ten seconds."""
    said = voice()
    for _ in range(20):
        said.telemetry.kafka_unreachable("kafka:9092", "timed out")
    (line,) = said.lines()
    assert (line["level"], line["bootstrap_servers"]) == ("warning", "kafka:9092")


@pytest.mark.parametrize(("exit_code", "level"), [(0, "info"), (3, "error")])
def test_how_the_program_ends_is_an_error_unless_it_was_asked_to(exit_code: int, level: str) -> None:
    """With the code that the shell sees."""
    said = voice()
    said.telemetry.stopped(exit_code, "why")
    assert said.lines() == [{"event": "stopped", "level": level, "exit_code": exit_code, "reason": "why"}]


def test_the_start_is_said_with_its_facts_and_the_version_is_a_metric() -> None:
    """The first line answers which build, which topic, which API."""
    said = voice()
    said.telemetry.started("1.2.3", {"topic": "signal"})
    said.telemetry.dead_letter_topic_created("signal.dead-letter")
    assert said.lines() == [
        {"event": "started", "level": "info", "version": "1.2.3", "topic": "signal"},
        {"event": "dead-letter topic created", "level": "info", "topic": "signal.dead-letter"},
    ]
    assert said.value("build_info", version="1.2.3") == 1


def test_the_exposition_is_prometheus_text_with_every_metric_under_one_prefix() -> None:
    """Beside those of the process and the interpreter."""
    text = io.StringIO(voice().telemetry.exposition().decode())
    names = {line.split()[2] for line in text if line.startswith("# TYPE")}
    foreign = {name for name in names if not name.startswith("signal_kameleoon_")}
    assert "signal_kameleoon_records_total" in names
    assert all(name.startswith(("process_", "python_")) for name in foreign)
