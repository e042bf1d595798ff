"""`signal-kameleoon dead-letters` as a process, on letters that the real writer and a real consumer wrote."""

import asyncio
import json
import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress

import orjson

from consumer.app import make_telemetry
from consumer.core.dead_letter import Cause, DeadLetter, dead_letter
from consumer.core.dead_letter import Deployment as Writing
from consumer.core.record import Headers
from consumer.kafka.dead_letters import DeadLetterWriter
from consumer.settings import load_settings, producer_config
from tests.integration.records import write
from tests.kafka_broker import committed_offsets, create_topic
from tests.processes import Deployment
from tests.processes.program import COMMAND
from tests.unit.consumer.records import FakeRecord

SIGNED_UP = b'{"event":"Signed Up","messageId":"m-1","anonymousId":"a-1","properties":{"note":"\xc2\x9b2J"}}'
HEADERS: Headers = [("trace", b"\xff\x1b[2J"), ("none", None)]
NOTHING = {"PATH": os.environ["PATH"]}


def asked(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; nothing that it prints may steer a terminal."""
    done = subprocess.run(
        [COMMAND, "dead-letters", *arguments],
        env=NOTHING | environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=40,
    )
    assert all(line.isprintable() for line in (done.stdout + done.stderr).split("\n")), done.stdout
    return done


def letter(deployed: Deployment, offset: int, reason: str, value: bytes | None, **facts: int) -> DeadLetter:
    """The letter of a record of partition 3; it failed `offset` hours after the epoch's first day."""
    at = 86_400_000 + offset * 3_600_000
    why = Cause(
        reason=reason,
        detail="what it says",
        rule="Signed Up",
        status=facts.get("status"),
        attempts=facts.get("attempts", 0),
        first_failure_ms=at,
        last_failure_ms=at,
    )
    where = Writing(topic=deployed.topic, group_id=deployed.group, site_code="f17c21u1ag", version="1.2.3")
    return dead_letter(FakeRecord(offset, value, partition=3, headers=HEADERS), why, where)


def write_letters(deployed: Deployment, letters: Sequence[DeadLetter], **config: str) -> None:
    """Write letters as a consumer does, to a dead-letter topic of one partition."""
    create_topic(deployed.bootstrap_servers, deployed.dead_letter_topic, 1, config)
    asyncio.run(_write(deployed, letters))


async def _write(deployed: Deployment, letters: Sequence[DeadLetter]) -> None:
    settings = load_settings(deployed.environ)
    topic, telemetry = settings.dead_letter_topic, make_telemetry(settings)
    writer = DeadLetterWriter(producer_config(settings), topic, _nothing_is_missing, telemetry)
    polling = asyncio.create_task(writer.poll_reports())
    assert await writer.write(letters) == []
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling


async def _nothing_is_missing() -> None:
    raise AssertionError("the topic is there")


def test_what_a_consumer_set_aside_is_listed_and_shown(deployed: Deployment) -> None:
    """By the coordinates that the list prints, and by the record's own; no group is joined, nothing is committed."""
    write(deployed.bootstrap_servers, deployed.topic, [SIGNED_UP, b"{", SIGNED_UP, None], partition=2)
    member = deployed.start_member()
    deployed.wait_until_committed(30)
    assert member.stop() == 0
    before = committed_offsets(deployed.bootstrap_servers, deployed.group, deployed.topic)
    told = json.loads(asked(deployed.environ, "list", "--json").stdout)
    assert (told["kinds"][0]["reason"], told["kinds"][0]["letters"]) == ("goal_id_missing", 2)
    assert told["kinds"][0]["newest_source"] == {"topic": deployed.topic, "partition": 2, "offset": 2}
    newest = told["kinds"][0]["newest"]
    shown = asked(deployed.environ, "show", f"{newest['partition']}:{newest['offset']}")
    assert shown.returncode == 0, shown.stderr
    assert f"Record      {deployed.topic}, partition 2, offset 2, written " in shown.stdout
    assert '"note": "\\u009b2J"' in shown.stdout
    assert "  INVALID goal_id_missing" in shown.stdout
    assert asked(deployed.environ, "show", "--source", "2:2").stdout == shown.stdout
    assert "Value: null (a tombstone)" in asked(deployed.environ, "show", "--source", "2:3").stdout
    today = asked(deployed.environ | {"KAMELEOON_GOAL_IDS": "Signed Up=7"}, "show", "--source", "2:2").stdout
    assert "  SEND" in today
    assert committed_offsets(deployed.bootstrap_servers, deployed.group, deployed.topic) == before


def test_a_list_is_counted_and_filtered(deployed: Deployment) -> None:
    """By reason and status, by the hour of the failure, and by the time of the letter."""
    letters = [letter(deployed, offset, "goal_id_missing", SIGNED_UP) for offset in range(40)]
    write_letters(deployed, [*letters, letter(deployed, 50, "rejected", SIGNED_UP, status=400, attempts=2)])
    lines = asked(deployed.environ, "list").stdout.splitlines()
    assert lines[0] == f"41 dead letters in {deployed.dead_letter_topic}"
    rows = [" ".join(line.split()) for line in lines]
    assert "40 goal_id_missing Signed Up not sent 01-02 00:00 01-03 15:00 0:39 3:39" in rows
    assert "1 rejected Signed Up 400 01-04 02:00 01-04 02:00 0:40 3:50" in rows
    assert sum(row.endswith("#" * 40) for row in rows) == 24
    told = json.loads(asked(deployed.environ, "list", "--json", "--reason", "rejected", "--since", "1h").stdout)
    assert (told["read"], told["letters"], told["kinds"][0]["status"]) == (41, 1, 400)
    later = asked(deployed.environ, "list", "--since", "2200-01-01T00:00Z")
    assert (later.returncode, later.stdout.startswith("no dead letters since 2200")) == (0, True)


def test_letters_are_shown_whatever_they_hold(deployed: Deployment) -> None:
    """Headers that are not UTF-8, a value that was left out, the newest first; nothing cut for a machine."""
    large = os.urandom(20_000).hex().encode()
    letters = [letter(deployed, 1, "not_json", b"\x00Avro"), letter(deployed, 2, "not_json", large)]
    write_letters(deployed, letters, **{"max.message.bytes": "20000"})
    left_out = asked(deployed.environ, "show").stdout
    assert "left out, since its 40000 bytes are more" in left_out
    assert f"--topic {deployed.topic} --partition 3 --offset 2 --max-messages 1" in left_out
    assert "not judged: the value is not here" in left_out
    first, second = map(orjson.loads, asked(deployed.environ, "show", "--last", "5", "--json").stdout.splitlines())
    assert (first["offset"], first["is_value_left_out"], first["today"]) == (1, True, None)
    assert (second["offset"], second["value"], second["today"]["reason"]) == (0, {"text": "\0Avro"}, "not_json")
    everything = asked(deployed.environ, "show", "0:0", "--all-headers").stdout
    assert "  trace " in everything
    assert "\\xff\\u001b[2J" in everything
    assert "__connect.errors.stage" in everything
    assert "__connect.errors.stage" not in left_out


def test_what_cannot_be_answered_ends_with_2_and_what_would_be_right(deployed: Deployment) -> None:
    """On standard error."""
    write_letters(deployed, [letter(deployed, 1, "not_json", b"{")])
    for arguments, words in (
        (["show", "0:7"], "holds offsets 0 to 0"),
        (["show", "4:0"], "its partitions are 0"),
        (["show", "--source", "3:9"], "no letter in"),
        (["show", "7"], "PARTITION:OFFSET, such as 0:1234"),
        (["list", "--since", "soon"], "--since must be a duration"),
    ):
        done = asked(deployed.environ, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert words in done.stderr


def test_a_topic_that_is_missing_ends_with_3_and_what_names_it(deployed: Deployment) -> None:
    """It is not made by looking for it."""
    for _ in range(2):
        done = asked(deployed.environ, "list")
        assert (done.returncode, done.stdout) == (3, "")
        assert f"topic {deployed.dead_letter_topic} does not exist" in done.stderr
        assert "\n-> `run` makes it" in done.stderr


def test_kafka_that_is_down_ends_with_3_in_a_few_seconds(deployed: Deployment) -> None:
    """Nobody waits for it as `run` does; bad settings end with 2 before anything is asked."""
    done = asked(deployed.environ | {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}, "show")
    assert (done.returncode, done.stdout) == (3, "")
    assert "Connection refused" in done.stderr
    assert "\n-> Check KAFKA_BOOTSTRAP_SERVERS" in done.stderr
    wrong = asked({"KAFKA_BOOTSTRAP_SERVERS": "kafka-1"}, "list")
    assert wrong.returncode == 2
    assert "KAMELEOON_SITE_CODE is required" in wrong.stderr
