"""The vendor event that is posted: made of options by the vendor's rules for fields, or by a mapping."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import orjson

from consumer.send_test.options import Options
from transforms import Send
from transforms.compiled.identity import COOKIE_PREFIX
from transforms.conversions import VendorValue, converter, wanted
from transforms.kameleoon_event import MAX_VISITOR_CODE_CHARACTERS, VENDOR_FIELDS, EventType

INVENTED_VISITOR_CODE: Final = "signal-kameleoon-test"
DEFAULT_URL: Final = "https://example.com/"


class Visitor(StrEnum):
    """What named the visitor."""

    GIVEN = "given"
    """A visitor code of somebody: of the option, or found by the mapping where Kameleoon's tag has set it."""
    INVENTED = "invented"
    """Ours: no experiment has seen it."""
    FALLBACK = "fallback"
    """The mapping's fallback, Signal's own identifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One vendor event.

    Attributes:
        body: the array of the one event, as it is posted.
        fields: the same event, decoded.
        visitor: what named its visitor.
        is_mapped: whether a mapping made it of a Signal event, so that its nonce is that event's.
    """

    body: bytes
    fields: Mapping[str, object]
    visitor: Visitor
    is_mapped: bool

    @property
    def visitor_code(self) -> str:
        """The visitor that the event is told of."""
        return str(self.fields["visitorCode"])

    @property
    def is_conversion(self) -> bool:
        """Whether it is a conversion, and not a page view."""
        return self.fields["eventType"] == EventType.CONVERSION


@dataclass(frozen=True, slots=True)
class Unusable:
    """Nothing can be sent with what was given; a sentence for each problem."""

    problems: tuple[str, ...]


def event_of_options(options: Options, nonce: str) -> Event | Unusable:
    """Make the event that options describe.

    Args:
        options: without contradictions.
        nonce: one that was never used before.

    Returns:
        The event, its fields in the specification's order; or everything that is wrong with the options.
    """
    event_type = EventType.PAGE if options.goal_id is None else EventType.CONVERSION
    # A person copies the code from the cookie, which may have the older form.
    code = (options.visitor_code or "").removeprefix(COOKIE_PREFIX)
    if options.visitor_code is None:
        code = INVENTED_VISITOR_CODE
    texts = _conversion_texts(options) if options.goal_id is not None else _page_texts(options)
    found = {name: _converted(event_type, name, text) for name, (_, text) in texts.items()}
    wrong = (_problem(event_type, name, *texts[name]) for name, value in found.items() if value is None)
    if problems := (*_visitor_problems(code), *wrong):
        return Unusable(problems)
    fields: dict[str, object] = {"nonce": nonce, "eventType": event_type.value, "visitorCode": code, **found}
    if options.is_negative:
        fields["negative"] = True
    visitor = Visitor.INVENTED if options.visitor_code is None else Visitor.GIVEN
    return _encoded(fields, visitor)


def event_of_mapping(verdict: Send) -> Event:
    """Take the event that a mapping made."""
    visitor = Visitor.FALLBACK if verdict.is_fallback else Visitor.GIVEN
    fields = orjson.loads(verdict.body)
    return Event(body=b"[%b]" % verdict.body, fields=fields, visitor=visitor, is_mapped=True)


def _page_texts(options: Options) -> dict[str, tuple[str, str]]:
    """Option and text of each field of a page view."""
    href = {"href": ("--url", DEFAULT_URL if options.url is None else options.url)}
    return href if options.title is None else {**href, "title": ("--title", options.title)}


def _conversion_texts(options: Options) -> dict[str, tuple[str, str]]:
    """Option and text of each field of a conversion."""
    goal = {"goalId": ("--goal-id", options.goal_id or "")}
    return goal if options.revenue is None else {**goal, "revenue": ("--revenue", options.revenue)}


def _converted(event_type: EventType, name: str, text: str) -> VendorValue | None:
    field = VENDOR_FIELDS[event_type][name]
    return converter(field.conversions[0], field.bounds)(text)


def _problem(event_type: EventType, name: str, option: str, text: str) -> str:
    field = VENDOR_FIELDS[event_type][name]
    return f"{option} is {text!a}: must be {wanted(field.conversions[0], field.bounds)}"


def _visitor_problems(code: str) -> Iterator[str]:
    if not code:
        yield "--visitor-code is empty: give the value of the cookie kameleoonVisitorCode, or leave the option out"
    elif len(code) > MAX_VISITOR_CODE_CHARACTERS:
        yield f"--visitor-code has {len(code)} characters: the Data API takes at most {MAX_VISITOR_CODE_CHARACTERS}"


def _encoded(fields: Mapping[str, object], visitor: Visitor) -> Event | Unusable:
    try:
        body = orjson.dumps([fields])
    except orjson.JSONEncodeError:  # bytes of the command line that are not UTF-8 arrive as halves of surrogate pairs
        return Unusable(("an option holds bytes that are not UTF-8: type it as text",))
    return Event(body=body, fields=fields, visitor=visitor, is_mapped=False)
