"""What the looks at the dead-letter topic say."""

import pytest

from consumer.check.dead_letter_findings import dead_letter_findings, source_max_bytes
from consumer.check.finding import Finding, State
from consumer.check.seen import (
    Absent,
    Creatable,
    Creation,
    Denied,
    NotCreatable,
    Right,
    TopicConfig,
    TopicLook,
    TopicThere,
    Unanswered,
)
from tests.unit.consumer.settings.environments import loaded

TOPIC = "signal-kameleoon-f17c21u1ag.dead-letter"
SOURCE = TopicThere((0,), None, TopicConfig(2_000_000, is_compacted=False))
COMMAND = (
    f"kafka-topics.sh --bootstrap-server kafka-1:9092 --create --topic {TOPIC} "
    "--config retention.ms=1209600000 --config max.message.bytes=2065536"
)


def found(look: TopicLook, creation: Creation | None = None) -> list[Finding]:
    """The findings of a deployment whose source topic takes two million bytes."""
    return list(dead_letter_findings(look, creation, SOURCE, loaded()))


def there(config: TopicConfig | None, *rights: Right) -> TopicThere:
    """A topic of one partition."""
    return TopicThere((0,), frozenset(rights), config)


def test_a_topic_that_may_be_written_to_is_well() -> None:
    """Also where the broker tells neither rights nor configuration."""
    roomy = TopicConfig(2_065_536, is_compacted=False)
    for look in (there(roomy, Right.WRITE), TopicThere((0,), None, None)):
        assert [one.state for one in found(look)] == [State.OK]


def test_a_topic_that_may_not_be_written_to_is_granted_by_a_command() -> None:
    """Seen is not written."""
    (one,) = found(there(None, Right.DESCRIBE))
    assert one.state is State.PROBLEM
    assert one.command.endswith(f"--operation WRITE --topic {TOPIC}")


def test_a_topic_that_may_not_be_seen_may_be_missing() -> None:
    """So both commands are given."""
    (one,) = found(Denied())
    create, grant = one.command.splitlines()
    assert create == COMMAND
    assert grant.startswith("kafka-acls.sh")


def test_a_topic_that_will_be_made_is_well() -> None:
    """`run` makes it."""
    (one,) = found(Absent(), Creatable())
    assert one.state is State.OK


def test_a_topic_that_we_may_not_make_is_made_by_a_command() -> None:
    """The same that `run` tells."""
    (one,) = found(Absent(), NotCreatable("Topic authorization failed"))
    assert (one.state, one.command) == (State.PROBLEM, COMMAND)
    assert "Topic authorization failed" in one.seen


@pytest.mark.parametrize(("look", "creation"), [(Unanswered("late"), None), (Absent(), Unanswered("late"))])
def test_no_answer_is_a_problem(look: TopicLook, creation: Creation | None) -> None:
    """Dead letters may have no place."""
    (one,) = found(look, creation)
    assert one.state is State.PROBLEM
    assert "late" in one.seen


def test_letters_that_will_not_fit_or_not_last_are_warned_of() -> None:
    """With the command for either."""
    _, small, compacted = found(there(TopicConfig(1_000_000, is_compacted=True), Right.WRITE))
    assert small.state is compacted.state is State.WARNING
    assert "1,000,000" in small.seen
    assert small.command.endswith("--add-config max.message.bytes=2065536")
    assert compacted.command.endswith("--add-config cleanup.policy=delete")


def test_a_source_of_unknown_size_has_kafkas_default() -> None:
    """As `run` takes it."""
    assert source_max_bytes(SOURCE) == 2_000_000
    assert source_max_bytes(Absent()) == source_max_bytes(there(None)) == 1_048_588
