"""The mapping as a value: which event becomes which vendor event, and where each field comes from.

A blueprint is correct by construction: `parse_blueprint` reports everything that is wrong with a text at
once, so what comes out of it compiles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from transforms.conversions import Conversion
from transforms.kameleoon_event import MAX_VISITOR_CODE_CHARACTERS, EventType
from transforms.paths import Path

Scalar = str | int | float | bool
"""One value of an event or of a mapping's text."""

Comparable = tuple[bool, object]
"""A value as conditions compare it: Python takes true for 1."""


def comparable(value: object) -> Comparable:
    """Tell true from 1; 1 is 1.0, as in JSON."""
    return type(value) is bool, value


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

    value: Scalar
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


@dataclass(frozen=True, slots=True)
class OneOf:
    """Holds when the value is one of these: a text a text, a number a number, true or false itself.

    Attributes:
        values: At least one; they differ.
    """

    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """Holds when there is a value, or, if not wanted, when there is none."""

    is_wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must hold of an event.

    Attributes:
        paths: At least one place; the first present value is tested.
        test: What must hold of it.
    """

    paths: tuple[Path, ...]
    test: OneOf | Present


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How the events of one name become vendor events.

    Attributes:
        when: What must all hold of an event for this rule to take it.
        event_type: The vendor's kind of event.
        fields: In the order in which they are written. Every field that the kind requires is among them.
    """

    when: tuple[Condition, ...] = ()
    event_type: EventType
    fields: tuple[FieldMapping, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMapping:
    """What becomes of the events of one name.

    Attributes:
        name: The event name, by which metrics and dead letters call its rules.
        aliases: Other names of the same event.
        rules: At least one. The first whose conditions hold takes the event; each can be reached.
    """

    name: str
    aliases: tuple[str, ...] = ()
    rules: tuple[Rule, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that an event of this mapping may have."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nonce:
    """Where the token is found by which the vendor recognises a repeated event.

    Attributes:
        paths: At least one place.
        is_hashed: Whether 16 hexadecimal characters are made of it, instead of its being sent as it came.
    """

    paths: tuple[Path, ...]
    is_hashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Where the visitor code is found.

    Attributes:
        visitor_code: Places of the code that Kameleoon's tag set; at least one.
        fallback: Places of an identifier that is used where there is none. Conversions sent with it are
            not attributed to an experiment. Without a place, an event without a code is invalid.
        max_characters: The longest code that is sent.
    """

    visitor_code: tuple[Path, ...]
    fallback: tuple[Path, ...]
    max_characters: int = MAX_VISITOR_CODE_CHARACTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """A whole mapping.

    Attributes:
        when: What must all hold of an event; the others are dropped before anything else is looked at.
        required_consent: The category that the visitor must have consented to; None asks for none.
        max_age_seconds: Events whose own timestamp is older are dropped; None sends them all.
        drops_tombstones: Whether records without a value are dropped, instead of being invalid.
        nonce: Where the token is found that marks a repeated event.
        identity: Where the visitor code is found.
        events: All names and aliases differ. Events of other names are dropped.
    """

    when: tuple[Condition, ...] = ()
    required_consent: str | None = None
    max_age_seconds: int | None = None
    drops_tombstones: bool = False
    nonce: Nonce
    identity: Identity
    events: tuple[EventMapping, ...]

    def paths(self) -> Iterator[Path]:
        """List every path that the mapping names, as written and possibly repeated."""
        yield from self.nonce.paths
        yield from self.identity.visitor_code
        yield from self.identity.fallback
        rules = list(chain.from_iterable(event.rules for event in self.events))
        for condition in chain(self.when, *(rule.when for rule in rules)):
            yield from condition.paths
        for field in chain.from_iterable(rule.fields for rule in rules):
            if isinstance(field.source, FromEvent):
                yield from field.source.paths
