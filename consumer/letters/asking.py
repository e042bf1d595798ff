"""From the command line's texts to what is asked."""

from dataclasses import dataclass
from pathlib import Path

from consumer.letters.choosing import At, Newest, OfRecord, Wanted
from consumer.letters.content_text import Extent
from consumer.letters.letter import Source
from consumer.letters.place import Place, parse_place
from consumer.settings import StartFrom, parse_start_from


class AskedWrongError(Exception):
    """What was asked cannot be answered; the message says why, and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What `list` is asked.

    Attributes:
        since: as it was typed; None for all that the topic holds.
        reason: only letters of this reason; None for all.
    """

    since: str | None
    reason: str | None
    as_json: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What `show` is asked.

    Attributes:
        place: in the dead-letter topic, as it was typed.
        source: the record's own coordinates, as they were typed.
        last: how many of the newest; None is one.
        mapping: judge by this file instead of the deployment's own mapping.
    """

    place: str | None
    source: str | None
    last: int | None
    mapping: Path | None
    extent: Extent
    as_json: bool


def since_of(listing: Listing) -> StartFrom | None:
    """Read `--since`.

    Raises:
        AskedWrongError: it cannot be read.
    """
    if listing.since is None:
        return None
    try:
        return parse_start_from(listing.since)
    except ValueError as fault:
        raise AskedWrongError(f"--since {fault}") from None


def asked_text(listing: Listing) -> str:
    """What is asked, to stand behind a number of letters; empty when everything is."""
    parts = [f"since {listing.since}"] if listing.since is not None else []
    parts += [f"with reason {listing.reason}"] if listing.reason is not None else []
    return ", ".join(parts)


def wanted_by(showing: Showing, source_topic: str) -> Wanted:
    """Read which letters are wanted; without a word the newest one.

    Raises:
        AskedWrongError: it cannot be read.
    """
    most = showing.last or 1
    match showing.place, showing.source:
        case None, None:
            return Newest(most)
        case str(place), None if showing.last is None:
            return At(_place("the letter's place", place))
        case None, str(source):
            return OfRecord(Source(source_topic, _place("--source", source)), most)
        case _:
            raise AskedWrongError("give PARTITION:OFFSET alone, or --source, --last or both")


def _place(name: str, text: str) -> Place:
    try:
        return parse_place(text)
    except ValueError as fault:
        raise AskedWrongError(f"{name} {fault}") from None
