"""The command: looks, shows, ends with an exit code."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from consumer.check.checking import look_at_everything
from consumer.check.finding import Finding, exit_code_of
from consumer.check.report import show, show_summary
from consumer.stopping import ExitCode


def run_check(environ: Mapping[str, str], mapping_path: Path | None) -> ExitCode:
    """Look at everything, show each finding as it comes, and sum up: 2 when something has to be mended, else 0."""
    console = Console(highlight=False)
    findings: list[Finding] = []
    with console.status("looking"):  # shown on terminals only
        for item in look_at_everything(environ, mapping_path):
            show(console, item)
            if isinstance(item, Finding):
                findings.append(item)
    exit_code = exit_code_of(findings)
    show_summary(console, findings, exit_code)
    return exit_code
