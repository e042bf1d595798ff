"""`dead-letters list --json`: the same for a machine. Times are ISO 8601 in UTC, status null when never sent."""

from typing import Any

import orjson

from consumer.core.printable import printable_json
from consumer.letters.counting import Counts, KindCount
from consumer.letters.letter import Source
from consumer.letters.place import Place
from consumer.letters.times import iso_time_text


def counts_json(counts: Counts, topic: str) -> bytes:
    """Write counts as one JSON object, with its line end."""
    document = orjson.dumps(
        {
            "topic": topic,
            "read": counts.read,
            "letters": counts.letters,
            "kinds": [_kind(count) for count in counts.kinds],
            "hours": [{"begin": iso_time_text(hour.begin_ms), "letters": hour.letters} for hour in counts.hours],
        },
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )
    return printable_json(document)


def place_facts(place: Place) -> dict[str, Any]:
    """Coordinates in the dead-letter topic."""
    return {"partition": place.partition, "offset": place.offset}


def source_facts(source: Source | None) -> dict[str, Any] | None:
    """Coordinates of a record; null where the letter does not tell them."""
    return None if source is None else {"topic": source.topic, **place_facts(source.place)}


def _kind(count: KindCount) -> dict[str, Any]:
    return {
        "reason": count.kind.reason,
        "rule": count.kind.rule,
        "status": count.kind.status,
        "letters": count.letters,
        "first": iso_time_text(count.first_ms),
        "last": iso_time_text(count.last_ms),
        "newest": place_facts(count.newest),
        "newest_source": source_facts(count.newest_source),
    }
