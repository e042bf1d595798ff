"""Whatever happened: a good history passes, and one defect is found as what it is and as nothing else."""

from hypothesis import given, settings

from tests.loss_checker import History, Report, check
from tests.loss_checker.report import UNLAWFUL
from tests.unit.loss_checker.histories import DEFECTS, good_histories

KINDS = (*UNLAWFUL, "repeated", "repeated_dead_letters")


def kinds_found(report: Report) -> set[str]:
    """Names of the findings that are not empty."""
    return {kind for kind in KINDS if getattr(report, kind)}


@settings(max_examples=50)
@given(history=good_histories())
def test_a_history_without_fault_passes(history: History) -> None:
    """No finding, whether the judge takes it for finished or not."""
    for complete in (False, True):
        report = check(history, complete=complete)
        assert kinds_found(report) == set()
        assert report.violations == ()
        assert report.text.endswith("Nothing to find fault with.")


@settings(max_examples=50)
@given(history=good_histories())
def test_a_single_defect_is_found_as_what_it_is(history: History) -> None:
    """The finding of this kind is there, and no other; each defect is put into each history, which is dear to draw."""
    for defect, (kind, inject) in DEFECTS.items():
        report = check(inject(history), complete=True)
        assert kinds_found(report) == {kind}, defect
        assert kind.replace("_", " ") in report.text, defect
        assert report.violations == ((kind,) if kind in UNLAWFUL else ()), defect
