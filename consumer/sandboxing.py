"""`sandbox` as a process: its options, what it prints of each request, and what keeps it from starting."""

import errno
import os
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import ValidationError

from consumer.core.printable import printable, printable_lines
from consumer.sandbox import JournalError, SandboxOptions, Seen, body_lines, request_line, run_sandbox
from consumer.stopping import ExitCode

_OPTIONS: Final = {"journal_path": "--journal", "refuses_tokens": "--refuse-tokens"}


def run_sandbox_process(fields: Mapping[str, object], *, has_bodies: bool) -> ExitCode:
    """Play the Data API until SIGTERM or SIGINT.

    Args:
        fields: of `SandboxOptions`, as they were typed.
        has_bodies: the body of each request is printed too.
    """
    try:
        options = SandboxOptions(**fields)  # type: ignore[arg-type]  # it judges them itself
    except ValidationError as refused:
        return _refused("\n".join(_problems(refused)), ExitCode.BAD_SETTINGS)

    def tell(seen: Seen) -> None:
        _say(request_line(seen, time.strftime("%H:%M:%S")))
        if has_bodies and seen.body:
            for line in body_lines(seen.body):
                _say(line)

    try:
        run_sandbox(options, _announce, tell if has_bodies or sys.stdout.isatty() else None)
    except JournalError as fault:
        return _refused(f"--journal names a file that is no journal: {fault}", ExitCode.BAD_SETTINGS)
    except OSError as fault:
        return _refused(_obstacle(fault, options), ExitCode.CANNOT_START)
    return ExitCode.CLEAN


def _problems(refused: ValidationError) -> Iterator[str]:
    for error in refused.errors(include_url=False, include_input=False):
        names = [str(part) for part in error["loc"]]
        option = _OPTIONS.get(names[0], f"--{names[0].replace('_', '-')}") if names else ""
        said = str(error.get("ctx", {}).get("error", error["msg"]))
        yield f"{option} {said}".strip()


def _obstacle(fault: OSError, options: SandboxOptions) -> str:
    """Asyncio puts the address into the error's own words; the number tells the same in every language."""
    why = os.strerror(fault.errno) if fault.errno and fault.errno > 0 else fault.strerror or str(fault)
    if fault.filename is not None:
        return f"the journal {fault.filename} cannot be opened: {why}"
    return f"cannot listen at {options.host}:{options.port}: {why}\n-> {_way_out(fault)}"


def _way_out(fault: OSError) -> str:
    if fault.errno in {errno.EADDRINUSE, errno.EACCES}:
        return "Give another --port; 0 takes a free one"
    return "Give another --host: a name or an address of this machine, such as 127.0.0.1 or 0.0.0.0"


def _announce(url: str) -> None:
    _say(f"sandbox listens on {url}")


def _say(text: str) -> None:
    print(printable(text), flush=True)  # noqa: T201  for a person


def _refused(text: str, exit_code: ExitCode) -> ExitCode:
    print(printable_lines(text), file=sys.stderr)  # noqa: T201  for a person
    return exit_code
