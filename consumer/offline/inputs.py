"""What the commands read: the mapping, an event from a file or from standard input."""

import os
import sys
from pathlib import Path
from typing import Final

from consumer.settings import load_mapping
from consumer.settings.files import at_most
from transforms import CompiledBlueprint, compile_blueprint

STANDARD_INPUT: Final = Path("-")


def open_mapping(path: Path | None) -> CompiledBlueprint:
    """Compile the mapping of a file, or else the one that the environment asks for.

    Raises:
        SettingsError: with everything that is wrong with it.
    """
    return compile_blueprint(load_mapping(os.environ, None if path is None else str(path)))


def read_event(path: Path) -> bytes:
    """Read one event, of whatever layout, from a file or from standard input.

    Raises:
        OSError: the file cannot be read, or holds more than any event.
    """
    if path == STANDARD_INPUT:
        return at_most(sys.stdin.buffer, "standard input")
    with path.open("rb") as file:  # a pipe as well, such as a shell's <(command)
        return at_most(file, str(path))
