"""`signal-kameleoon check` as a process, on real Kafka and the sandbox."""

import os
import socket
from pathlib import Path

import orjson
import pytest
from confluent_kafka import Consumer, Producer

from tests.integration.records import write
from tests.integration.test_delivery import PAGE_VIEW
from tests.kafka_broker import committed_offsets, create_topic
from tests.processes import CheckRun, Deployment, check_run, sandbox_process, wait_until

ORDER = {"event": "Order Completed", "messageId": "m-1", "anonymousId": "planted-visitor", "properties": {"revenue": 7}}
NOTHING = {"PATH": os.environ["PATH"]}


def checked(deployed: Deployment, *arguments: str, **environ: str) -> CheckRun:
    """Check the deployment with these settings besides, or instead."""
    return check_run(NOTHING | deployed.environ | environ, deployed.directory, arguments)


def event(**fields: object) -> bytes:
    """An event as Signal writes it."""
    return orjson.dumps(fields)


def test_all_is_well(deployed: Deployment) -> None:
    """Exit code 0, nothing to mend but that the sandbox is http; nothing was joined, committed, made or sent."""
    deployed.produce(500)
    run = checked(deployed)
    assert run.exit_code == 0, run.text
    assert run.of("PROBLEM") == []
    (http,) = run.of("WARNING")
    assert "KAMELEOON_BASE_URL" in http
    assert "up to 500 records are to be read, none is older" in run.text
    assert f"the last 500 records of {deployed.topic}: " in run.text
    assert "whether the goal ids exist" in run.of("unproven")[0]
    assert run.lines[-1].startswith("ready to run")
    assert deployed.look() == {}
    assert [(entry.status, entry.nonces) for entry in deployed.sandbox.requests()] == [(200, ())]
    # Had the first run made the topic, the second would say that it exists.
    assert f"{deployed.dead_letter_topic} does not exist yet; `run` makes it, and may" in checked(deployed).text


def test_everything_that_is_wrong_is_told_in_one_run(deployed: Deployment) -> None:
    """A wrong topic hides no wrong site code."""
    create_topic(deployed.bootstrap_servers, deployed.dead_letter_topic, 1, {"max.message.bytes": "1000"})
    run = checked(deployed, SIGNAL_TOPIC=deployed.topic[:-1], KAMELEOON_SITE_CODE="wrong", KAMELEOON_REGION="eu")
    assert run.exit_code == 2
    topic, api = run.of("PROBLEM")
    assert f"Did you mean {deployed.topic}" in topic
    assert "answered 404\n-> The Data Region behind http" in api
    assert "correct KAMELEOON_BASE_URL" in api
    assert "or correct KAMELEOON_SITE_CODE (wrong)" in api
    assert any(
        "takes messages of 1,000 bytes" in found and "$ kafka-configs.sh" in found for found in run.of("WARNING")
    )
    assert all("\n-> " in found for found in run.of("PROBLEM") + run.of("WARNING"))
    assert "not looked at: the topic cannot be read" in run.text


def test_bad_settings_and_a_bad_mapping_are_told_together(tmp_path: Path) -> None:
    """Before anything outside is looked at."""
    (tmp_path / "mapping.yaml").write_text("nonse: message_id\n")
    arguments = ["--mapping", str(tmp_path / "mapping.yaml")]
    run = check_run({**NOTHING, "KAFKA_ACKS": "1", "SIGNAL_TOPIC": "events"}, tmp_path, arguments)
    assert run.exit_code == 2
    problems = run.of("PROBLEM")
    for word in ("KAMELEOON_SITE_CODE", "KAMELEOON_REGION", "KAFKA_BOOTSTRAP_SERVERS", "KAFKA_ACKS", "mapping.yaml"):
        assert any(word in found for found in problems), word
    assert len(run.of("skipped")) == 7


@pytest.mark.parametrize(("text", "exit_code"), [(None, 0), ("events: 7\n", 2)])
def test_a_mapping_alone_needs_no_kafka(tmp_path: Path, text: str | None, exit_code: int) -> None:
    """As in the pipeline of the repository that it lies in."""
    preset = Path(__file__).parents[2] / "transforms/presets/default.yaml"
    (tmp_path / "mapping.yaml").write_text(text or preset.read_text())
    run = check_run(NOTHING, tmp_path, ["--mapping", str(tmp_path / "mapping.yaml")])
    assert run.exit_code == exit_code, run.text
    assert "only the mapping is meant" in run.text


@pytest.mark.parametrize(
    ("options", "secret", "state", "said", "statuses"),
    [
        ([], "planted", "ok", "for 7200 s, and the Data API takes it", [200]),
        ([], "planted-too", "WARNING", "it answered 401\n-> Compare KAMELEOON_CLIENT_ID", [200]),
        (["--refuse-tokens"], "planted", "WARNING", "the Data API answers 401 to it", [401, 200]),
    ],
    ids=["taken", "wrong secret", "refused"],
)
def test_a_token_is_fetched_and_shown_to_the_api(
    tmp_path: Path, options: list[str], secret: str, state: str, said: str, statuses: list[int]
) -> None:
    """Without one delivery goes on, so nothing of it is a problem; no secret is ever shown."""
    with sandbox_process(tmp_path, "--client-id", "me", "--client-secret", "planted", *options) as sandbox:
        environ = {
            "KAMELEOON_SITE_CODE": "f17c21u1ag",
            "KAMELEOON_BASE_URL": sandbox.url,
            "KAMELEOON_CLIENT_ID": "me",
            "KAMELEOON_CLIENT_SECRET": secret,
            "KAMELEOON_TOKEN_URL": f"{sandbox.url}/oauth/token",
            "SIGNAL_TOPIC": "events",
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        }
        run = check_run(NOTHING | environ, tmp_path, seconds=30)
        assert [entry.status for entry in sandbox.requests()] == statuses
    assert any(said in found for found in run.of(state)), run.text
    assert any("Data API: " in found and "answered 200" in found for found in run.of("ok")), run.text
    assert "planted" not in run.text


def test_kafka_that_is_down_is_a_problem_and_not_waited_for(tmp_path: Path) -> None:
    """An init container ends; the API, which accepts and never answers, is asked all the same."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        environ = {
            "KAMELEOON_SITE_CODE": "f17c21u1ag",
            "KAMELEOON_BASE_URL": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "SIGNAL_TOPIC": "events",
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        }
        run = check_run(NOTHING | environ, tmp_path, seconds=30)
    assert run.exit_code == 2
    (kafka,) = run.of("PROBLEM")
    assert "Connection refused" in kafka
    assert "\n-> Check KAFKA_BOOTSTRAP_SERVERS" in kafka
    assert any("does not answer: no answer within 8 s" in found for found in run.of("WARNING"))
    assert "%3|" not in run.text  # how librdkafka's own lines begin


@pytest.mark.parametrize(("protocol", "told"), [("classic", False), ("consumer", True)])
def test_the_group_protocol_that_is_asked_for_is_looked_for(deployed: Deployment, protocol: str, *, told: bool) -> None:
    """A broker that does not offer it would be waited for, for ever."""
    run = checked(deployed, KAFKA_GROUP_PROTOCOL=protocol)
    assert run.exit_code == 0, run.text
    assert ("group: KAFKA_GROUP_PROTOCOL=consumer: the brokers offer it" in run.text) is told


def test_a_stranger_in_the_group_is_a_problem_and_we_are_none(deployed: Deployment) -> None:
    """A member of ours is counted; another program takes a share of the records."""
    member = deployed.start_member()
    member.wait_for_event("partitions assigned", 30)
    among_us = checked(deployed)
    assert among_us.exit_code == 0, among_us.text
    assert "members: 1, all of them signal-kameleoon" in among_us.text
    stranger = Consumer(
        {
            "bootstrap.servers": deployed.bootstrap_servers,
            "group.id": deployed.group,
            "client.id": "reporting",
            "partition.assignment.strategy": "cooperative-sticky",
            "log_level": 0,
        }
    )
    try:
        stranger.subscribe([deployed.topic])
        wait_until(lambda: stranger.poll(0.2) is None and bool(stranger.assignment()), 30)
        run = checked(deployed)
    finally:
        stranger.close()
    assert run.exit_code == 2
    (found,) = run.of("PROBLEM")
    assert f"reporting at 127.0.0.1 on {deployed.topic}" in found
    assert "\n-> Stop them or set another KAFKA_GROUP_ID" in found


def test_the_table_says_what_becomes_of_each_event_and_what_to_do(deployed: Deployment) -> None:
    """By name; nothing of what the events hold is printed; a name does not steer the terminal."""
    create_topic(deployed.bootstrap_servers, deployed.dead_letter_topic, 1)
    orders = [event(**ORDER, number=number) for number in range(41)]
    values = [*orders, *[event(event="purchase")] * 3, event(event="\x1b[31mred"), b"{", None, orjson.dumps(PAGE_VIEW)]
    write(deployed.bootstrap_servers, deployed.topic, values, partition=2)
    run = checked(deployed)
    assert run.exit_code == 0, run.text
    rows = [" ".join(line.split()) for line in run.lines]
    assert "Order Completed 41 goal_id_missing 41 send kameleoon_goal_id or set KAMELEOON_GOAL_IDS" in rows
    assert "purchase 3 not mapped 3 preset ga4 maps it (extends: ga4)" in rows
    assert "\\u001b[31mred 1 not mapped 1 nothing, or add it to the mapping" in rows
    assert any(row.startswith("(no name) 2 ") for row in rows)
    assert "page 1 sent 1" in rows
    assert any("Half or more of what is mapped fails" in found for found in run.of("WARNING"))
    assert "planted-visitor" not in run.text
    assert "\x1b" not in run.text


def test_only_the_last_thousand_are_read_and_transactions_do_not_hold_it_up(deployed: Deployment) -> None:
    """Aborted records and markers at the end of a partition are no records; the other partitions give theirs."""
    deployed.produce(3_000)
    producer = Producer(
        {"bootstrap.servers": deployed.bootstrap_servers, "transactional.id": deployed.topic, "log_level": 0}
    )
    producer.init_transactions(30)
    producer.begin_transaction()
    for _ in range(300):
        producer.produce(deployed.topic, b"{}", partition=1)
    producer.flush(30)
    producer.abort_transaction(30)
    run = checked(deployed)
    assert run.exit_code == 0, run.text
    assert f"the last 750 records of {deployed.topic}: " in run.text
    assert "not read to their end" not in run.text


def test_an_old_group_is_told_its_lag_and_an_empty_topic_proves_nothing(deployed: Deployment) -> None:
    """What was committed decides, not START_FROM."""
    assert any("it holds none" in found for found in checked(deployed).of("unproven"))
    deployed.produce(100)
    member = deployed.start_member()
    deployed.wait_until_committed(30)
    assert member.stop() == 0
    before = committed_offsets(deployed.bootstrap_servers, deployed.group, deployed.topic)
    write(deployed.bootstrap_servers, deployed.topic, [orjson.dumps(PAGE_VIEW)] * 5)
    run = checked(deployed)
    assert f"{deployed.group} goes on where it stopped; up to 5 records are to be read" in run.text
    assert f"{deployed.dead_letter_topic} exists; we may WRITE to it" in run.text
    assert committed_offsets(deployed.bootstrap_servers, deployed.group, deployed.topic) == before
