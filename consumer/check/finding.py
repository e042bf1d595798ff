"""A finding: one thing that was looked at, what was seen, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from consumer.stopping import ExitCode


class State(StrEnum):
    """How something stands."""

    OK = "ok"
    WARNING = "warning"
    """`run` would start; somebody should look at it."""
    PROBLEM = "problem"
    """`run` would not start, or would not do what it is for."""
    NOT_PROVABLE = "unproven"
    """Nothing that can be looked at from here would tell."""
    SKIPPED = "skipped"
    """Could not be looked at, because something before it failed."""


_TO_BE_MENDED = frozenset({State.WARNING, State.PROBLEM})


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one look.

    Attributes:
        subject: what was looked at, in a word or two.
        seen: what was seen, in a sentence that says which topic, group or address it is about.
        mend: what to change; required of what has to be mended.
        command: a command that mends it, to be copied as it is.

    Raises:
        ValueError: something has to be mended, and nothing says how.
    """

    subject: str
    state: State
    seen: str
    mend: str = ""
    command: str = ""

    def __post_init__(self) -> None:
        if self.state in _TO_BE_MENDED and not self.mend:
            raise ValueError(f"nothing says how to mend this: {self.seen}")


def ok(subject: str, seen: str) -> Finding:
    """It is as it should be."""
    return Finding(subject, State.OK, seen)


def warning(subject: str, seen: str, mend: str, command: str = "") -> Finding:
    """`run` would start all the same."""
    return Finding(subject, State.WARNING, seen, mend, command)


def problem(subject: str, seen: str, mend: str, command: str = "") -> Finding:
    """It has to be mended first."""
    return Finding(subject, State.PROBLEM, seen, mend, command)


def not_provable(subject: str, seen: str, mend: str = "") -> Finding:
    """Cannot be told from here; `mend` may say how to make sure of it elsewhere."""
    return Finding(subject, State.NOT_PROVABLE, seen, mend)


def skipped(subject: str, because: str) -> Finding:
    """Was not looked at."""
    return Finding(subject, State.SKIPPED, f"not looked at: {because}")


def exit_code_of(findings: Iterable[Finding]) -> ExitCode:
    """Only a problem fails: an init container must not hold back a consumer that copes with what was seen."""
    has_problem = any(finding.state is State.PROBLEM for finding in findings)
    return ExitCode.BAD_SETTINGS if has_problem else ExitCode.CLEAN
