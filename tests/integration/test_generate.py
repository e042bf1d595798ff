"""`signal-kameleoon generate` as a process: it finds its way by the environment, and says at once what is missing."""

import os
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.faults.rights import as_user
from tests.kafka_broker import Cluster, TopicFactory, read_all, running_cluster
from tests.processes.program import COMMAND

NOTHING = {"PATH": os.environ["PATH"]}


def generated(*options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    command = [COMMAND, "generate", "--events", "50", *options]
    return subprocess.run(command, env=NOTHING | environ, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def guarded() -> Iterator[Cluster]:
    """One that knows users."""
    with running_cluster() as cluster:
        yield cluster


def test_the_environment_says_where_to(kafka: Cluster, new_topic: TopicFactory) -> None:
    """As for every other command; nothing but the counts is written."""
    topic = new_topic(partitions=1)
    done = generated(KAFKA_BOOTSTRAP_SERVERS=kafka.bootstrap_servers, SIGNAL_TOPIC=topic)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("deliver: ")
    assert len(read_all(kafka.bootstrap_servers, topic)) == 50


def test_options_win_over_the_environment(kafka: Cluster, new_topic: TopicFactory) -> None:
    """Over a file that it names as well."""
    topic = new_topic(partitions=1)
    elsewhere = {"KAFKA_BOOTSTRAP_SERVERS_FILE": "/nowhere", "SIGNAL_TOPIC": "elsewhere"}
    done = generated("--bootstrap-servers", kafka.bootstrap_servers, "--topic", topic, **elsewhere)
    assert done.returncode == 0, done.stderr


def test_a_user_says_who_it_is(guarded: Cluster) -> None:
    """SASL and TLS come from the environment; a wrong password is told in a sentence."""
    environ = as_user(guarded) | {"SIGNAL_TOPIC": "guarded"}
    assert generated("--create", **environ).returncode == 0
    assert len(read_all(guarded.bootstrap_servers, "guarded")) == 50
    done = generated(**environ | {"KAFKA_SASL_PASSWORD": "wrong"})
    assert (done.returncode, done.stdout) == (3, "")
    assert "refuses our credentials" in done.stderr


def test_a_missing_topic_is_told_at_once_or_made(kafka: Cluster, new_topic: TopicFactory) -> None:
    """A producer would wait for it for minutes, and a misspelled one must not be made by accident."""
    there = new_topic(partitions=1)
    missing = f"{there}x"
    environ = {"KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers, "SIGNAL_TOPIC": missing}
    began = time.monotonic()
    done = generated(**environ)
    assert time.monotonic() - began < 10
    assert (done.returncode, done.stdout) == (3, "")
    assert f"topic {missing} does not exist at {kafka.bootstrap_servers}" in done.stderr
    assert f"Did you mean {there}" in done.stderr
    assert "--create makes it" in done.stderr
    assert generated("--create", **environ).returncode == 0
    assert len(read_all(kafka.bootstrap_servers, missing)) == 50


def test_kafka_that_is_down_is_told_without_lines_of_the_client() -> None:
    """They begin with `%3|`."""
    done = generated(KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1", SIGNAL_TOPIC="events")
    assert (done.returncode, done.stdout) == (3, "")
    assert "127.0.0.1:1 does not answer" in done.stderr
    assert "%3|" not in done.stderr


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--events", "-5"], "--events"),
        (["--rate", "0"], "--rate"),
        (["--topic", "a b"], "SIGNAL_TOPIC"),
        ([], "KAFKA_BOOTSTRAP_SERVERS is required"),
    ],
)
def test_wrong_options_are_sentences(options: list[str], named: str) -> None:
    """No traceback."""
    done = generated(*options)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr
