"""A finding, and what findings come to."""

import pytest

from consumer.check import finding
from consumer.check.finding import State, exit_code_of


def test_what_has_to_be_mended_says_how() -> None:
    """A warning or a problem without a way out helps nobody."""
    for state in (State.WARNING, State.PROBLEM):
        with pytest.raises(ValueError, match="nothing says how to mend this: it is broken"):
            finding.Finding("Kafka", state, "it is broken")


def test_only_a_problem_fails() -> None:
    """A consumer that copes is not held back."""
    harmless = [
        finding.ok("topic", "there"),
        finding.warning("Data API", "429", "wait"),
        finding.skipped("sample", "no topic"),
        finding.not_provable("Kameleoon", "goals"),
    ]
    assert exit_code_of(harmless) == 0
    assert exit_code_of([*harmless, finding.problem("group", "a stranger", "stop it")]) == 2


def test_what_was_not_looked_at_says_why() -> None:
    """So that nobody takes it for good."""
    assert finding.skipped("sample", "no topic").seen == "not looked at: no topic"
