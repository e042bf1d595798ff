"""Coordinates within a topic: PARTITION:OFFSET, as people write them."""

import re
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

_PLACE: Final = re.compile(r"(?P<partition>[0-9]{1,9}):(?P<offset>[0-9]{1,18})")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Place:
    """A partition and an offset in it."""

    partition: int
    offset: int

    @override
    def __str__(self) -> str:
        return f"{self.partition}:{self.offset}"


def parse_place(text: str) -> Place:
    """Read PARTITION:OFFSET.

    Raises:
        ValueError: saying what would be right.
    """
    if not (found := _PLACE.fullmatch(text.strip())):
        raise ValueError("must be PARTITION:OFFSET, such as 0:1234")
    return Place(int(found["partition"]), int(found["offset"]))


def number(text: str | None) -> int | None:
    """A header's text as a number; None where it is none."""
    return int(text) if text is not None and _NUMBER.fullmatch(text) else None
