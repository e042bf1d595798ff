"""The core decides and does nothing else: no await, clock, randomness, log or I/O."""

import ast
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tests.unit.project.source_tree import imported, modules, parsed

ACTING: Final = {
    "api",
    "asking_again",
    "checking",
    "command",
    "group_protocol_look",
    "judging",
    "kafka_looks",
    "report",
    "resolving",
    "token_look",
}
"""The modules of `consumer.check` that look or print; the others make something of what was seen."""

OPENING: Final = {"commands", "topic"}
"""The modules of `consumer.letters` that read or print."""

PURE: Final = [
    *modules("consumer/core", "transforms"),
    *(module for module in modules("consumer/check") if module.stem not in ACTING),
    *(module for module in modules("consumer/send_test") if module.stem not in {"command", "posting"}),
    *(module for module in modules("consumer/letters") if module.stem not in OPENING),
]

IMPURE_MODULES: Final = {
    "aiohttp",
    "asyncio",
    "confluent_kafka",
    "logging",
    "os",
    "prometheus_client",
    "random",
    "secrets",
    "socket",
    "structlog",
    "subprocess",
    "sys",
    "threading",
    "time",
}
IMPURE_CALLS: Final = {"input", "open", "print", "now", "today", "utcnow", "uuid1", "uuid4"}
WAITING: Final = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)


def packages_of(module: Path) -> set[str]:
    """Top-level packages that a module imports."""
    return {name.partition(".")[0] for name in imported(module)}


def calls_of(module: Path) -> set[str]:
    """Last names of all that a module calls."""
    calls = [node.func for node in ast.walk(parsed(module)) if isinstance(node, ast.Call)]
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def offenders(among: Sequence[Path], offences: Callable[[Path], set[str]]) -> dict[str, set[str]]:
    """Modules that offend, with what they offend by."""
    return {str(module): found for module in among if (found := offences(module))}


def test_there_are_pure_modules_to_look_at() -> None:
    """Else the tests below would hold of nothing."""
    assert {
        "consumer/core/commits.py",
        "consumer/check/tally.py",
        "consumer/send_test/meaning.py",
        "transforms/paths.py",
    } <= {str(module) for module in PURE}


def test_a_pure_module_imports_nothing_that_acts() -> None:
    """Time and chance are arguments."""
    assert offenders(PURE, lambda module: packages_of(module) & IMPURE_MODULES) == {}


def test_a_pure_module_never_waits() -> None:
    """What awaits cannot be tested as a function of values."""
    waiting = [module for module in PURE if any(isinstance(node, WAITING) for node in ast.walk(parsed(module)))]
    assert waiting == []


def test_a_pure_module_calls_neither_clock_nor_disk() -> None:
    """Not through a class of the standard library either."""
    assert offenders(PURE, lambda module: calls_of(module) & IMPURE_CALLS) == {}


def test_only_telemetry_makes_log_lines_and_metrics() -> None:
    """One function per happening, there and nowhere else."""
    others = [module for module in modules("consumer") if module.parts[1] != "telemetry"]
    assert offenders(others, lambda module: packages_of(module) & {"structlog", "prometheus_client"}) == {}
