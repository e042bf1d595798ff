"""Commands that are printed: one function makes them all."""

import ast
import re
from typing import Final

from tests.unit.project.source_tree import PACKAGES, modules, parsed

COMMAND: Final = re.compile(r"\.sh\s|signal-kameleoon [a-z-]+\s")


def test_no_command_is_put_together_by_hand() -> None:
    """What an f-string puts into one is not quoted: `consumer.core.shell_command` does so."""
    by_hand = [
        f"{module}:{string.lineno}"
        for module in modules(*PACKAGES)
        for string in ast.walk(parsed(module))
        if isinstance(string, ast.JoinedStr)
        for part in string.values
        if isinstance(part, ast.Constant) and COMMAND.search(str(part.value))
    ]
    assert by_hand == []
