"""The project's own modules, parsed."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
PACKAGES: Final = ("consumer", "transforms")


@cache
def modules(*folders: str) -> Sequence[Path]:
    """Paths of all modules below these folders, relative to the root."""
    return sorted(path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def source(module: Path) -> str:
    """Text of a module."""
    return (ROOT / module).read_text(encoding="utf-8")


@cache
def parsed(module: Path) -> ast.Module:
    """Syntax tree of a module."""
    return ast.parse(source(module), str(module))


def statements(parent: ast.AST) -> Iterator[ast.stmt]:
    """All statements inside, nested ones too; expressions, which hold none, are most of a tree and are passed by."""
    for child in ast.iter_child_nodes(parent):
        if isinstance(child, ast.stmt):
            yield child
        if not isinstance(child, ast.expr):
            yield from statements(child)


def imported(module: Path) -> Iterator[str]:
    """Dotted names that a module imports, wherever in it."""
    for node in statements(parsed(module)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(name)):
                yield name
                yield from (f"{name}.{alias.name}" for alias in node.names)
