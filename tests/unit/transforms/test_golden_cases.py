"""Every golden case under `cases/` through its mapping: the default preset, unless it has one of its own."""

from pathlib import Path
from typing import assert_never

import orjson
import pytest

from tests.unit.transforms.case_file import Golden, load_cases
from transforms import Dropped, DropReason, Invalid, InvalidReason, Send, Verdict
from transforms.compiled.explanation import explain

CASES = load_cases(Path(__file__).parent / "cases")

# No event can bring these about: `test_rule` and `test_transform` do.
UNREACHABLE = {InvalidReason.NOT_ENCODABLE, InvalidReason.TRANSFORM_FAILED}


def plain(verdict: Verdict) -> Verdict:
    """Leave out what a case does not state: the detail, and how the visitor was found."""
    match verdict:
        case Invalid(rule=rule, reason=reason):
            return Invalid(rule, reason, "")
        case Send(rule=rule, body=body):
            return Send(rule, body)
        case Dropped():
            return verdict
        case _:
            assert_never(verdict)


@pytest.mark.parametrize("golden", CASES, ids=lambda golden: golden.title)
def test_a_golden_case_has_its_verdict(golden: Golden) -> None:
    """Byte by byte where it is sent; rule and reason where it is not. The explanation agrees with it."""
    compiled = golden.compiled()
    verdict = compiled.transform(golden.value, golden.now_epoch_seconds)
    explanation = explain(compiled, golden.value, golden.now_epoch_seconds)
    assert explanation.verdict == verdict
    assert plain(verdict) == golden.expected
    match verdict:
        case Invalid(detail=detail):
            assert detail
        case Send(is_fallback=is_fallback):
            assert golden.is_fallback in {None, is_fallback}
            told = [field.name for field in explanation.fields if field.found.place is not None and field.is_usable]
            assert told == [name for name in orjson.loads(verdict.body) if name != "eventType"]
        case Dropped():
            assert not explanation.fields


def test_every_reason_has_a_case() -> None:
    """A reason that no case shows would be one that nobody has seen."""
    seen = {golden.expected.reason for golden in CASES if isinstance(golden.expected, Dropped | Invalid)}
    assert {reason for reason in (*InvalidReason, *DropReason) if reason not in seen} == UNREACHABLE


def test_no_two_cases_have_the_same_title() -> None:
    """A title that is there twice is a case that was copied and not changed."""
    titles = [golden.title for golden in CASES]
    assert len(set(titles)) == len(titles)
