"""Why the dead-letter topic cannot be looked into, and what to do about it: sentences for a person."""

from collections.abc import Mapping
from typing import Final, assert_never

from consumer.check.finding import Finding
from consumer.check.grant import grant_command
from consumer.check.seen import Absent, Denied, Reached, Unanswered, Unreachable
from consumer.check.topic_findings import SILENCE_ADVICE, reach_finding
from consumer.core.record import Span
from consumer.kafka.nearest import nearest_names
from consumer.letters.choosing import At, Newest, OfRecord, Wanted
from consumer.letters.place import Place
from consumer.settings import Settings

_WHAT_NAMES_IT: Final = "DEAD_LETTER_TOPIC names it, or else KAFKA_GROUP_ID, or else KAMELEOON_SITE_CODE"
_FIND_ONE: Final = "`dead-letters list` tells where the newest of each kind lies; `dead-letters show` shows the newest"
_RETENTION: Final = "letters are kept for 14 days, unless the topic was made otherwise"


def unreachable(look: Unreachable, settings: Settings) -> str:
    """Kafka does not answer, or refuses us."""
    return _text(reach_finding(look, settings.bootstrap_servers))


def not_there(look: Absent | Denied | Unanswered, reached: Reached, settings: Settings) -> str:
    """The topic is missing, hidden, or nothing is said about it."""
    topic = settings.dead_letter_topic
    match look:
        case Absent():
            near = nearest_names(topic, reached.topics)
            hint = f" Did you mean {near}?" if near else ""
            return (
                f"topic {topic} does not exist at {settings.bootstrap_servers}, or this user may not see it.{hint}\n"
                f"-> `run` makes it at its first start, so there may be no dead letter yet. {_WHAT_NAMES_IT}: "
                "set them as your deployment does"
            )
        case Denied():
            return not_readable(settings)
        case Unanswered():
            return no_answer(look, settings)
        case _:
            assert_never(look)


def not_readable(settings: Settings) -> str:
    """A right is missing."""
    topic = settings.dead_letter_topic
    command = grant_command(settings, "READ", "topic", topic)
    return f"{topic} may not be read by this user\n-> Grant READ on topic {topic} (DESCRIBE comes with it)\n$ {command}"


def no_answer(look: Unanswered, settings: Settings) -> str:
    """A question was not answered."""
    return f"{settings.dead_letter_topic}: no answer: {look.why}\n-> {SILENCE_ADVICE}"


def broken_off(settings: Settings, why: str, count: int, total: int) -> str:
    """The reading ended before the end."""
    read = f"only {count:,} of {total:,} letters could be read"
    return f"{settings.dead_letter_topic}: {read}: {why}\n-> {SILENCE_ADVICE}"


def not_found(wanted: Wanted, spans: Mapping[int, Span], settings: Settings) -> str:
    """What was asked for does not lie there."""
    topic = settings.dead_letter_topic
    match wanted:
        case At(place):
            return f"no letter at {place} of {topic}: {_instead(place, spans)}\n-> {_FIND_ONE}"
        case OfRecord(source):
            record = f"partition {source.place.partition}, offset {source.place.offset}"
            return (
                f"no letter in {topic} is of the record at {record} of {source.topic}\n"
                f"-> It was delivered or dropped, is still to come, or its letter is deleted by now ({_RETENTION})"
            )
        case Newest():
            return f"{topic} holds no letters\n-> Nothing was dead-lettered, or it is deleted by now ({_RETENTION})"
        case _:
            assert_never(wanted)


def _instead(place: Place, spans: Mapping[int, Span]) -> str:
    span = spans.get(place.partition)
    if span is None:
        return f"its partitions are {', '.join(map(str, sorted(spans)))}"
    if span.low == span.high:
        return f"partition {place.partition} holds nothing"
    if span.low <= place.offset < span.high:
        return "the offset is a gap"
    return f"partition {place.partition} holds offsets {span.low} to {span.high - 1} ({_RETENTION})"


def _text(finding: Finding) -> str:
    return f"{finding.seen}\n-> {finding.mend}"
