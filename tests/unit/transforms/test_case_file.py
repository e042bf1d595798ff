"""The loader of the golden cases refuses what it would otherwise leave unchecked."""

import pytest

from tests.unit.transforms.case_file import parse_cases
from transforms import UNMAPPED, Dropped, DropReason, Send


def test_a_case_changes_its_files_base_event() -> None:
    """`with` sets and `without` removes, below containers too."""
    text = """
    base: {a: {b: 1, c: 2}}
    cases: [{name: n, with: {a.d.e: 3}, without: [a.b], dropped: not_mapped}]
    """
    (golden,) = parse_cases("file", text)
    assert golden.value == b'{"a": {"c": 2, "d": {"e": 3}}}'
    assert golden.expected == Dropped(UNMAPPED, DropReason.NOT_MAPPED)
    assert golden.title == "file: n"


def test_an_expected_event_keeps_its_order_and_types() -> None:
    """The expected bytes tell 1 from 1.0 and a, b from b, a."""
    (golden,) = parse_cases("file", "{rule: r, cases: [{name: n, text: '', send: {b: 1.0, a: 1}}]}")
    assert golden.expected == Send("r", b'{"b":1.0,"a":1}')


@pytest.mark.parametrize(
    "text",
    [
        "{cases: [{name: n, text: '', dropped: not_mapped, expect: x}]}",
        "{cases: [], bases: {}}",
        "{cases: [{name: n, text: '', invalid: no_such_reason}]}",
        "{cases: [{name: n, text: ''}]}",
        "{cases: [{name: n, text: '', invalid: empty, dropped: not_mapped}]}",
    ],
)
def test_what_a_case_file_cannot_mean_is_refused(text: str) -> None:
    """Unknown keys and reasons, and cases that expect nothing or two things."""
    with pytest.raises(ValueError, match=r"field|enum|must expect"):
        parse_cases("file", text)


def test_a_removal_that_removes_nothing_is_refused() -> None:
    """A misspelt path in `without` would leave the event whole and the case without a meaning."""
    with pytest.raises(KeyError):
        parse_cases("file", "{cases: [{name: n, without: [nope], dropped: not_mapped}]}")
