"""From the command line's texts to what is asked."""

import pytest

from consumer.letters.asking import AskedWrongError, Listing, Showing, asked_text, since_of, wanted_by
from consumer.letters.choosing import At, Newest, OfRecord, Wanted
from consumer.letters.content_text import Extent
from consumer.letters.letter import Source
from consumer.letters.place import Place
from consumer.settings import Ago


def showing(place: str | None = None, source: str | None = None, last: int | None = None) -> Showing:
    """A `show` with these words."""
    extent = Extent(is_full=False, has_all_headers=False)
    return Showing(place=place, source=source, last=last, mapping=None, extent=extent, as_json=False)


def listing(since: str | None = None, reason: str | None = None) -> Listing:
    """A `list` with these words."""
    return Listing(since=since, reason=reason, as_json=False)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (showing(), Newest(1)),
        (showing(last=5), Newest(5)),
        (showing("3:12"), At(Place(3, 12))),
        (showing(source="3:12"), OfRecord(Source("events", Place(3, 12)), 1)),
        (showing(source="3:12", last=2), OfRecord(Source("events", Place(3, 12)), 2)),
    ],
)
def test_show_without_a_word_is_the_newest(asked: Showing, wanted: Wanted) -> None:
    """Otherwise what the words say."""
    assert wanted_by(asked, "events") == wanted


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (showing("3:12", "3:12"), "PARTITION:OFFSET alone"),
        (showing("3:12", last=2), "PARTITION:OFFSET alone"),
        (showing("twelve"), "such as 0:1234"),
        (showing(source="12"), "--source must be PARTITION:OFFSET"),
    ],
)
def test_words_that_do_not_go_together_are_refused(asked: Showing, words: str) -> None:
    """With what would be right."""
    with pytest.raises(AskedWrongError, match=words):
        wanted_by(asked, "events")


def test_since_is_read_as_start_from_is() -> None:
    """One form for both, and a sentence for what is none."""
    assert since_of(listing()) is None
    assert since_of(listing("24h")) == Ago(seconds=86_400)
    with pytest.raises(AskedWrongError, match="--since must be a duration"):
        since_of(listing("yesterday"))


def test_what_is_asked_stands_behind_the_number() -> None:
    """Nothing where everything is asked for."""
    assert asked_text(listing()) == ""
    assert asked_text(listing("24h", "not_json")) == "since 24h, with reason not_json"
