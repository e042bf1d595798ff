"""Which options go together."""

from pathlib import Path

import pytest

from consumer.send_test.options import Options, contradictions

EVENT = Path("event.json")


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(url="https://example.com/", title="t", visitor_code="v"),
        Options(goal_id="1", revenue="2", is_negative=True, visitor_code="v"),
        Options(event_path=EVENT, mapping_path=Path("mapping.yaml")),
    ],
)
def test_what_describes_one_event_is_no_contradiction(options: Options) -> None:
    """A page view, a conversion, or an event of a file."""
    assert contradictions(options) == ()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (Options(event_path=EVENT, goal_id="1", visitor_code="v"), "leave out --visitor-code, --goal-id, or"),
        (Options(event_path=EVENT, is_negative=True), "leave out --negative, or"),
        (Options(revenue="2"), "a conversion only: --revenue; add --goal-id"),
        (Options(is_negative=True), "a conversion only: --negative; add --goal-id"),
        (Options(goal_id="1", url="https://example.com/", title="t"), "a page view only: --url, --title;"),
        (Options(mapping_path=Path("mapping.yaml")), "--mapping is for --event"),
    ],
)
def test_a_contradiction_names_its_options(options: Options, named: str) -> None:
    """And what to do."""
    (sentence,) = contradictions(options)
    assert named in sentence


def test_all_contradictions_are_told_at_once() -> None:
    """Not one after the other."""
    assert len(contradictions(Options(mapping_path=Path("m"), revenue="1"))) == 2
