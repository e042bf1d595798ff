"""Event names, and mappings from files."""

from pathlib import Path

import pytest

from consumer.check.judging import BadMapping, UsableMapping, event_name, load_mapping
from transforms import Dropped, Send


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b'{"type": "page", "event": "ignored"}', "page"),
        (b'{"type": "track", "event": "Signed Up"}', "Signed Up"),
        (b'{"event": "Signed Up"}', "Signed Up"),
        (b'{"type": "", "event": "Signed Up"}', "Signed Up"),
        (b'{"type": 7, "event": "Signed Up"}', "Signed Up"),
        (b'{"type": "track"}', None),
        (b'{"event": ["Signed Up"]}', None),
        (b"[]", None),
        (b"{", None),
        (b"", None),
        (None, None),
    ],
)
def test_the_name_is_the_one_that_the_mapping_looks_for(value: bytes | None, name: str | None) -> None:
    """None where there is none."""
    assert event_name(value) == name


def test_the_built_in_mapping_judges() -> None:
    """Name and verdict in one."""
    mapping = load_mapping(None)
    assert isinstance(mapping, UsableMapping)
    assert mapping.event_names == ("page", "Order Completed", "Order Refunded", "Signed Up")
    value = b'{"type": "page", "messageId": "1", "anonymousId": "2", "context": {"page": {"url": "https://a.b/"}}}'
    assert isinstance(mapping.judge(value)[1], Send)
    name, verdict = mapping.judge(b'{"event": "Cart Viewed"}')
    assert name == "Cart Viewed"
    assert isinstance(verdict, Dropped)


def test_a_file_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    """Missing, no text, or no mapping: all of its problems at once."""
    assert load_mapping(tmp_path / "none.yaml") == BadMapping(
        str(tmp_path / "none.yaml"), ("cannot be read: No such file or directory",)
    )
    path = tmp_path / "mapping.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    assert load_mapping(path) == BadMapping(str(path), ("is no UTF-8 text",))
    path.write_text("nonse: message_id\nevents: 7\n")
    bad = load_mapping(path)
    assert isinstance(bad, BadMapping)
    assert len(bad.problems) > 1
