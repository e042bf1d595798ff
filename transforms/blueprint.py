"""The mapping as a value: which event becomes which vendor event, and where each field comes from.

A blueprint is correct by construction: `parse_blueprint` reports everything that is wrong with a text at
once, so what comes out of it compiles.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.conversions import Conversion
from transforms.kameleoon_event import EventType
from transforms.paths import Path


class BlueprintError(ValueError):
    """A mapping that cannot be used.

    Attributes:
        problems: Everything that is wrong, in the order of the text, each with its line and column.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class FromEvent:
    """A field that takes the first present of one or more places in the event.

    Attributes:
        paths: At least one place; every spelling of each is read, in this order.
        conversion: How the vendor's value is made of what is found.
    """

    paths: tuple[Path, ...]
    conversion: Conversion


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A field that is the same in every event of its rule.

    Attributes:
        value: As it is written; it converts.
        conversion: How the vendor's value is made of it.
    """

    value: str | float | bool
    conversion: Conversion


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMapping:
    """One field of a vendor event and where it comes from.

    Attributes:
        name: The vendor's name of the field.
        source: Where its value comes from.
    """

    name: str
    source: FromEvent | Fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How the events of one name become vendor events.

    Attributes:
        name: The event name.
        event_type: The vendor's kind of event.
        fields: In the order in which they are written. Every field that the kind requires is among them.
    """

    name: str
    event_type: EventType
    fields: tuple[FieldMapping, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Where the visitor code is found.

    Attributes:
        visitor_code: Places of the code that Kameleoon's tag set; at least one.
        fallback: Places of an identifier that is used where there is none. Conversions sent with it are
            not attributed to an experiment.
    """

    visitor_code: tuple[Path, ...]
    fallback: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """A whole mapping.

    Attributes:
        nonce: Places of the token by which the vendor recognises a repeated event; at least one.
        identity: Where the visitor code is found.
        rules: By event name; names differ. Events of other names are dropped.
    """

    nonce: tuple[Path, ...]
    identity: Identity
    rules: tuple[Rule, ...]

    def paths(self) -> Iterator[Path]:
        """List every path that the mapping reads, as written and possibly repeated."""
        yield from self.nonce
        yield from self.identity.visitor_code
        yield from self.identity.fallback
        for rule in self.rules:
            for field in rule.fields:
                if isinstance(field.source, FromEvent):
                    yield from field.source.paths
