"""Every golden case under `cases/` through the default preset."""

from pathlib import Path

import pytest

from tests.unit.transforms.case_file import Golden, load_cases
from transforms import Dropped, Invalid, InvalidReason, compile_blueprint, load_preset

CASES = load_cases(Path(__file__).parent / "cases")
TRANSFORM = compile_blueprint(load_preset("default"))

# No event can bring these about: `test_kameleoon_event` and `test_transform` do.
UNREACHABLE = {InvalidReason.NOT_ENCODABLE, InvalidReason.TRANSFORM_FAILED}


@pytest.mark.parametrize("golden", CASES, ids=lambda golden: golden.title)
def test_a_golden_case_has_its_verdict(golden: Golden) -> None:
    """Byte by byte where it is sent; rule and reason where it is not."""
    verdict = TRANSFORM(golden.value)
    if isinstance(verdict, Invalid):
        assert verdict.detail
        verdict = Invalid(verdict.rule, verdict.reason, "")
    assert verdict == golden.expected


def test_every_reason_has_a_case() -> None:
    """A reason that no case shows would be one that nobody has seen."""
    seen = {golden.expected.reason for golden in CASES if isinstance(golden.expected, Dropped | Invalid)}
    assert {reason for reason in InvalidReason if reason not in seen} == UNREACHABLE
    assert "not_mapped" in seen


def test_no_two_cases_have_the_same_title() -> None:
    """A title that is there twice is a case that was copied and not changed."""
    titles = [golden.title for golden in CASES]
    assert len(set(titles)) == len(titles)
