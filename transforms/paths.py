"""Dot paths into a Signal event, and the spellings under which Signal writes them.

Signal's own pages spell the same field in snake_case and in camelCase (`message_id` and `messageId`,
`vendor_ids` and `vendorIds`). A path is written in snake_case once, and every spelling of it is read.
"""

import re
from collections.abc import Iterable
from itertools import product
from math import prod
from typing import Final

Path = tuple[str, ...]
"""The keys from the top of an event down to a value."""

# A key that holds a dot, a quote or a backslash could not be told apart from the path's own punctuation.
_KEY = r"""[^\s."'\\]+(?: +[^\s."'\\]+)*"""
PATH_PATTERN: Final = rf"{_KEY}(?:\.{_KEY})*"
"""A regular expression of every path."""

MAX_KEYS: Final = 50
"""No event is nested so deeply; the types that decode one are, and Python refuses some hundreds of levels."""

MAX_SPELLINGS: Final = 256
"""Each key in snake_case doubles them."""

_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


def parse_path(text: str) -> Path:
    """Split a dot path into its keys.

    Args:
        text: Such as `context.page.url`.

    Returns:
        The keys, outermost first.

    Raises:
        ValueError: If a key is empty or holds a quote, a backslash or white space at its ends, or if there are too
            many keys or spellings.
    """
    if not re.fullmatch(PATH_PATTERN, text):
        raise ValueError(f"{_shortened(text)} is no path: write keys joined by dots, such as context.page.url")
    path = tuple(text.split("."))
    if len(path) > MAX_KEYS:
        raise ValueError(f"{_shortened(text)} has {len(path)} keys, {MAX_KEYS} at most")
    if (count := spelling_count(path)) > MAX_SPELLINGS:
        raise ValueError(
            f"{_shortened(text)} has {count:,} spellings, {MAX_SPELLINGS} at most: each key in snake_case is looked "
            "for in camelCase too. Write the keys as the event spells them, in camelCase if they are"
        )
    return path


def spelling_count(path: Path) -> int:
    """How many spellings a path has."""
    return prod(len(_key_spellings(key)) for key in path)


def spellings(path: Path) -> tuple[Path, ...]:
    """List every spelling of a path, the written one first.

    Args:
        path: Keys in the spelling of the mapping.

    Returns:
        The path and, where a key is in snake_case, the same path with that key in camelCase. Of two
        paths that differ in several keys, the one whose outer keys are as written comes first.
    """
    return tuple(product(*(_key_spellings(key) for key in path)))


def every_spelling(paths: Iterable[Path]) -> tuple[Path, ...]:
    """List the spellings of several paths: all of the first, then all of the second."""
    return tuple(spelling for path in paths for spelling in spellings(path))


def _key_spellings(key: str) -> tuple[str, ...]:
    if not _SNAKE_CASE.fullmatch(key):
        return (key,)
    first, *others = key.split("_")
    return key, first + "".join(word.capitalize() for word in others)


def _shortened(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}...")
