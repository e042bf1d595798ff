"""A run of `signal-kameleoon check`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.processes.program import Program


@dataclass(frozen=True, slots=True)
class CheckRun:
    """What a run came to: its exit code and the lines that it wrote, to stdout and stderr."""

    exit_code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)

    def of(self, mark: str) -> list[str]:
        """The findings of a state, such as `PROBLEM`, each with the lines that belong to it."""
        findings: list[str] = []
        for line in self.lines:
            if not line.startswith(" "):
                findings.append(line)
            elif findings:
                findings[-1] += f"\n{line.strip()}"
        return [found for found in findings if found.startswith(mark)]


def check_run(
    environ: Mapping[str, str], directory: Path, arguments: Sequence[str] = (), seconds: float = 30
) -> CheckRun:
    """Run it to its end.

    Raises:
        TimeoutError: it takes longer than an init container should.
    """
    program = Program(["check", *arguments], environ, directory / "check.log")
    try:
        return CheckRun(program.wait(seconds), tuple(program.text.splitlines()))
    finally:
        program.end()
