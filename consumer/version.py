"""The version of the installed package, as `pyproject.toml` names it."""

from importlib.metadata import version
from typing import Final

VERSION: Final = version("signal-kameleoon")
