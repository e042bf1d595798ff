"""What a letter holds, for a person: its record's headers, key and value."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from consumer.core.printable import printable
from consumer.core.source_topic import SourceTopic
from consumer.letters.letter import Letter
from consumer.letters.value_text import laid_out, one_line

VALUE_CHARACTERS: Final = 4_000
HEADER_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is shown.

    Attributes:
        is_full: nothing is cut.
        has_all_headers: every header as it is, besides what is made of them.
    """

    is_full: bool
    has_all_headers: bool

    def cut(self, characters: int) -> int | None:
        """The most characters; None for all."""
        return None if self.is_full else characters


@dataclass(frozen=True, slots=True)
class Where:
    """Where letters are read from."""

    topic: str
    bootstrap_servers: str


def content_text(letter: Letter, where: Where, extent: Extent) -> Iterator[RenderableType]:
    """Lay out headers, key and value, part by part."""
    yield from _headers(letter, extent)
    yield _key(letter, extent)
    yield from _value(letter, where, extent)


def _headers(letter: Letter, extent: Extent) -> Iterator[RenderableType]:
    if letter.headers is None:
        yield Text("Headers: unreadable, since the name of one is not UTF-8", style="bold")
        return
    found = letter.headers if extent.has_all_headers else letter.original_headers
    which = "All headers, in order" if extent.has_all_headers else "Headers of the record"
    yield Text(f"{which}: {len(found) or 'none'}", style="bold")
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for name, value in found:
        cut = extent.cut(HEADER_CHARACTERS)
        shown = Text("null", style="dim") if value is None else Text(one_line(value, cut))
        table.add_row(Text(f"  {one_line(name.encode(), cut)}"), shown)
    if found:
        yield table


def _key(letter: Letter, extent: Extent) -> Text:
    null = Text("null", style="dim")
    key = null if letter.key is None else Text(one_line(letter.key, extent.cut(HEADER_CHARACTERS)))
    return Text.assemble(("Key: ", "bold"), key)


def _value(letter: Letter, where: Where, extent: Extent) -> Iterator[Text]:
    if letter.is_left_out:
        yield from _left_out(letter, where)
    elif letter.value is None:
        yield Text("Value: null (a tombstone)", style="bold")
    else:
        yield from _lines(letter.value, extent)


def _left_out(letter: Letter, where: Where) -> Iterator[Text]:
    size, digest = printable(letter.said.get("value-bytes", "?")), printable(letter.said["value-sha256"])
    yield Text(f"Value: left out, since its {size} bytes are more than the dead-letter topic takes", style="bold")
    yield Text(f"  SHA-256 {digest}")
    if source := letter.source:
        yield Text("  The original is the record itself, for as long as its topic keeps it. Read it there:")
        topic = SourceTopic(source.topic, where.bootstrap_servers)
        yield Text(f"  $ {topic.read_command(source.place.partition, source.place.offset)}")


def _lines(value: bytes, extent: Extent) -> Iterator[Text]:
    laid = laid_out(value, extent.cut(VALUE_CHARACTERS))
    yield Text(f"Value: {len(value):,} bytes, {'JSON' if laid.is_json else 'not JSON'}", style="bold")
    for line in laid.text.split("\n") if laid.text else ():
        yield Text(f"  {line}")
    if laid.left_characters:
        yield Text(f"  … characters left out: {laid.left_characters:,} (--full shows all)", style="yellow")
