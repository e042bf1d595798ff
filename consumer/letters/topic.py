"""Opens the dead-letter topic of a deployment and reads it, without joining a group or committing anything."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from consumer.check.kafka_looks import KafkaLooks
from consumer.check.seen import TopicThere, Unanswered, Unreachable
from consumer.core.record import Span
from consumer.kafka.span_reading import Patience, SpanReading
from consumer.letters.letter import Letter, read_letter
from consumer.letters.obstacles import broken_off, no_answer, not_readable, not_there, unreachable
from consumer.settings import Settings, admin_config, consumer_config
from consumer.stopping import CannotStart

PATIENCE: Final = Patience(silent_seconds=10.0)
"""However large the topic: a reading ends when nothing comes any more."""

TOLD_EVERY_LETTERS: Final = 500

OnProgress = Callable[[int, int], None]
"""Told how many letters are read, and of how many."""


@dataclass(frozen=True, slots=True)
class LetterTopic:
    """The dead-letter topic, and what it holds at the moment of looking.

    Attributes:
        spans: by partition, from the first letter (or the first of the time that was asked for) to the end.
    """

    settings: Settings
    spans: Mapping[int, Span]

    def letters(self, plan: Mapping[int, Span], on_progress: OnProgress) -> Iterator[Letter]:
        """Read letters one by one, in order within each partition.

        Raises:
            CannotStart: they cannot be read, or not to the end.
        """
        reading = SpanReading(consumer_config(self.settings), self.settings.dead_letter_topic, plan, PATIENCE)
        total = sum(span.high - span.low for span in plan.values())
        count = 0
        on_progress(count, total)
        for message in reading.messages():
            yield read_letter(message)
            count += 1
            if count % TOLD_EVERY_LETTERS == 0:
                on_progress(count, total)
        on_progress(total, total)
        if reading.is_denied:
            raise CannotStart(not_readable(self.settings))
        if reading.incomplete:
            raise CannotStart(broken_off(self.settings, reading.incomplete, count, total))


def open_letter_topic(settings: Settings, since_ms: int | None) -> LetterTopic:
    """Look where the topic begins (or where it was at a time, milliseconds since the epoch) and where it ends.

    Raises:
        CannotStart: Kafka or the topic cannot be asked, and what to do about it.
    """
    looks = KafkaLooks(admin_config(settings))
    reach = looks.reach()
    if isinstance(reach, Unreachable):
        raise CannotStart(unreachable(reach, settings))
    topic = settings.dead_letter_topic
    found = looks.topic(topic)
    if not isinstance(found, TopicThere):
        raise CannotStart(not_there(found, reach, settings))
    partitions = found.partitions
    spans = looks.spans(topic, partitions) if since_ms is None else looks.spans_since(topic, partitions, since_ms)
    if isinstance(spans, Unanswered):
        raise CannotStart(no_answer(spans, settings))
    return LetterTopic(settings, spans)
