"""How to look at one record of the source topic."""

import shlex

from consumer.core.source_topic import SourceTopic

TOPIC = SourceTopic("events; reboot", "kafka-1:9092,kafka-2:9092")


def test_one_record_is_read_whatever_the_topic_is_called() -> None:
    """By Kafka's own tool."""
    words = shlex.split(TOPIC.read_command(3, 12_634))
    assert words[0] == "kafka-console-consumer.sh"
    assert dict(zip(words[1::2], words[2::2], strict=True)) == {
        "--bootstrap-server": "kafka-1:9092,kafka-2:9092",
        "--topic": "events; reboot",
        "--partition": "3",
        "--offset": "12634",
        "--max-messages": "1",
    }


def test_its_value_is_explained_by_the_mapping() -> None:
    """`explain` reads standard input."""
    assert TOPIC.explain_command(3, 7) == f"{TOPIC.read_command(3, 7)} | signal-kameleoon explain"
