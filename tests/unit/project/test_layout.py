"""Small files with one subject, short functions; tests where one looks for them."""

import ast
from pathlib import Path
from typing import Final

from tests.unit.project.source_tree import PACKAGES, ROOT, modules, parsed, source, statements

ALL: Final = modules(*PACKAGES, "tests")
FILE_MAX_LINES: Final = 300
FUNCTION_MAX_LINES: Final = 40


def lengths_of_functions(module: Path) -> dict[str, int]:
    """Lines of every function of a module without its decorators, nested ones too."""
    functions = [n for n in statements(parsed(module)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {f"{module}:{f.name}": (f.end_lineno or 0) - f.lineno + 1 for f in functions}


def test_a_file_is_small_enough_to_be_read_at_once() -> None:
    """Longer, and it has two subjects."""
    lengths = {str(module): source(module).count("\n") for module in ALL}
    assert {module: length for module, length in lengths.items() if length > FILE_MAX_LINES} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    """Longer, and it has two tasks."""
    lengths = [item for module in ALL for item in lengths_of_functions(module).items()]
    assert [item for item in lengths if item[1] > FUNCTION_MAX_LINES] == []
    assert len(lengths) > 500


def test_no_test_is_about_a_mock() -> None:
    """Fakes are written out, and real parts are preferred."""
    mock = "unittest" + ".mock"
    assert [module for module in modules("tests") if mock in source(module)] == []


def test_every_module_of_the_core_has_its_tests() -> None:
    """In the file of the same name; declarations alone have nothing to test."""
    declares_only = {"__init__.py", "api_state.py", "chunk.py", "part.py", "record.py"}
    core = [module for module in modules("consumer/core") if module.name not in declares_only]
    missing = [m for m in core if not (ROOT / "tests/unit" / m.parent / f"test_{m.name}").exists()]
    assert missing == []


def test_every_folder_of_tests_is_a_package() -> None:
    """So that two test files may have the same name."""
    folders = {path.parent for path in modules("tests")}
    assert [folder for folder in folders if not (ROOT / folder / "__init__.py").exists()] == []
