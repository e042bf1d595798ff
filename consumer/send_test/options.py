"""What the command was asked for, and which options contradict each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The command line, as it was typed; None is what was left out."""

    visitor_code: str | None = None
    goal_id: str | None = None
    revenue: str | None = None
    is_negative: bool = False
    url: str | None = None
    title: str | None = None
    event_path: Path | None = None
    mapping_path: Path | None = None


def contradictions(options: Options) -> tuple[str, ...]:
    """Say what does not go together, a sentence for each kind of contradiction."""
    return tuple(_contradictions(options))


def _contradictions(options: Options) -> Iterator[str]:
    given = _given(options)
    if options.event_path is not None:
        if given:
            yield f"--event says all of the event: leave out {', '.join(given)}, or leave out --event"
        return
    if options.mapping_path is not None:
        yield "--mapping is for --event: an event that options describe goes past the mapping"
    if options.goal_id is None:
        if conversions := [name for name in given if name in {"--revenue", "--negative"}]:
            yield f"for a conversion only: {', '.join(conversions)}; add --goal-id with the number of its goal"
    elif pages := [name for name in given if name in {"--url", "--title"}]:
        yield f"for a page view only: {', '.join(pages)}; --goal-id makes a conversion, so leave one or the other out"


def _given(options: Options) -> tuple[str, ...]:
    """Names of the options that describe an event."""
    values = {
        "--visitor-code": options.visitor_code,
        "--goal-id": options.goal_id,
        "--revenue": options.revenue,
        "--negative": options.is_negative or None,
        "--url": options.url,
        "--title": options.title,
    }
    return tuple(name for name, value in values.items() if value is not None)
