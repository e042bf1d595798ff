"""The topics that a misspelled name may have meant."""

import difflib
from collections.abc import Iterable
from typing import Final

_MOST: Final = 3


def nearest_names(name: str, known: Iterable[str]) -> str:
    """The nearest names as a phrase: `a or b`; empty when none is near."""
    return " or ".join(difflib.get_close_matches(name, list(known), n=_MOST))
