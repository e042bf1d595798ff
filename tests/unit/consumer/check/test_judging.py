"""A mapping and what it makes of records, as the check needs it."""

from pathlib import Path

from consumer.check.judging import BadMapping, UsableMapping, judging_mapping
from transforms import Dropped, Send


def test_the_default_mapping_judges() -> None:
    """Name and verdict in one; no name where there is none."""
    mapping = judging_mapping({}, None)
    assert isinstance(mapping, UsableMapping)
    assert mapping.source == "the default mapping"
    assert mapping.event_names == ("page", "Order Completed", "Order Refunded", "Signed Up")
    value = b'{"type": "page", "messageId": "1", "anonymousId": "2", "context": {"page": {"url": "https://a.b/"}}}'
    name, verdict = mapping.judge(value)
    assert (name, type(verdict)) == ("page", Send)
    name, verdict = mapping.judge(b'{"event": "Cart Viewed"}')
    assert (name, type(verdict)) == ("Cart Viewed", Dropped)
    assert [mapping.judge(broken)[0] for broken in (None, b"", b"{", b"[]", b"{}")] == [None] * 5


def test_a_file_of_an_option_or_of_the_environment_judges(tmp_path: Path) -> None:
    """The option's comes first; aliases are names too."""
    path = tmp_path / "mapping.yaml"
    path.write_text("extends: ga4\nevents: {page: drop}\n")
    for environ, given in (({"MAPPING_FILE": str(path)}, None), ({"MAPPING_FILE": "nowhere"}, path)):
        mapping = judging_mapping(environ, given)
        assert isinstance(mapping, UsableMapping)
        assert mapping.source == str(path)
        assert mapping.event_names[:2] == ("Order Completed", "purchase")


def test_a_mapping_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    """All of its problems at once; fixed goals are part of it."""
    path = tmp_path / "mapping.yaml"
    path.write_text("nonse: message_id\nevents: 7\n")
    bad = judging_mapping({}, path)
    assert isinstance(bad, BadMapping)
    assert len(bad.problems) > 1
    assert isinstance(judging_mapping({"KAMELEOON_GOAL_IDS": "x=1"}, None), BadMapping)
