"""What today's mapping makes of a letter's record, for a person: as `explain` says it."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from consumer.offline.explained import explained
from transforms import Blueprint
from transforms.compiled.explanation import Explanation


def judged_text(
    explanation: Explanation | None, mapping_file: str | None, blueprint: Blueprint
) -> Iterator[RenderableType]:
    """Lay the judgement out, part by part.

    Args:
        explanation: what the mapping makes of the record's value; None where the letter came without it.
        mapping_file: the mapping's file; None for the default mapping.
        blueprint: the mapping.
    """
    yield ""
    yield Text(f"What the mapping makes of it today ({mapping_file or 'the default mapping'})", style="bold")
    if explanation is None:
        yield Text("  not judged: the value is not here")
    else:
        yield Padding(explained(explanation, blueprint), (0, 0, 0, 2))
