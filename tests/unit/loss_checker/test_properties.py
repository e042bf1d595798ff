"""Whatever happened: a good history passes, and one defect is found as what it is and as nothing else."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loss_checker import History, Report, check
from tests.loss_checker.report import UNLAWFUL
from tests.unit.loss_checker.histories import DEFECTS, good_histories

KINDS = (*UNLAWFUL, "repeated", "repeated_dead_letters")


def kinds_found(report: Report) -> set[str]:
    """Names of the findings that are not empty."""
    return {kind for kind in KINDS if getattr(report, kind)}


@given(history=good_histories(), complete=st.booleans())
def test_a_history_without_fault_passes(history: History, complete: bool) -> None:  # noqa: FBT001 - drawn
    """No finding, whether the judge takes it for finished or not."""
    report = check(history, complete=complete)
    assert kinds_found(report) == set()
    assert report.violations == ()
    assert report.text.endswith("Nothing to find fault with.")


@pytest.mark.parametrize(("kind", "inject"), DEFECTS.values(), ids=DEFECTS.keys())
@settings(max_examples=30)
@given(data=st.data())
def test_a_single_defect_is_found_as_what_it_is(
    kind: str, inject: Callable[[History], History], data: st.DataObject
) -> None:
    """The finding of this kind is there, and no other."""
    report = check(inject(data.draw(good_histories())), complete=True)
    assert kinds_found(report) == {kind}
    assert kind.replace("_", " ") in report.text
    assert report.violations == ((kind,) if kind in UNLAWFUL else ())
