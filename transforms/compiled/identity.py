"""Which event it is and whose: the nonce and the visitor code that every vendor event carries.

Both are made by lines of the rule's generated function; a call for each of them would cost a tenth of the
time of an event. The lines know the usual identifier; `NonceFinder` and `VisitorFinder` know all.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from transforms.blueprint import Blueprint
from transforms.compiled.invalid import absent, placeholder, unusable
from transforms.compiled.quick import is_plain
from transforms.compiled.reading import Event
from transforms.compiled.signal_event import EventShape
from transforms.conversions import text_of
from transforms.nothing import LONGEST_WORD, is_nobody, trimmed
from transforms.paths import Path
from transforms.verdict import Invalid, InvalidReason

COOKIE_PREFIX: Final = "_js_"
"""An older form of the cookie has it before the code; Kameleoon's SDKs take it off as well."""

NONCE: Final = "nonce"
VISITOR_CODE: Final = "visitorCode"

_WANTED: Final = "a text or an integer"


def identity_paths(blueprint: Blueprint) -> tuple[tuple[Path, ...], ...]:
    """List the places of `v0`, `v1` and `v2`: the nonce, the code that Kameleoon's tag set, the fallback."""
    return blueprint.nonce.paths, blueprint.identity.visitor_code, blueprint.identity.fallback


def hashed(text: str) -> str:
    """Make 16 hexadecimal characters of a text, always the same ones: the form that the API reference asks for."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def identifier(raw: object) -> str | None:
    """Make an identifier of a present value.

    Returns:
        A text without blanks around it, empty where it stands for nobody; None where it can be none.
    """
    text = text_of(raw)
    if text is None:
        return None
    return "" if is_nobody(text) else trimmed(text)


def visitor_code(raw: object) -> str | None:
    """Make a visitor code of what Kameleoon's cookie holds; returns as `identifier` does."""
    code = identifier(raw)
    return identifier(code.removeprefix(COOKIE_PREFIX)) if code else code


def first_usable(values: Iterable[object], make: Callable[[object], str | None]) -> tuple[int, str | None] | None:
    """Find the first value that is an identifier, or else the first that is present and can be none.

    Args:
        values: As an event holds them; None and an empty text are absent.
        make: `identifier` or `visitor_code`.

    Returns:
        Its number and what was made of it, None where it can be no identifier; None where all stand for nothing.
    """
    unusable: tuple[int, None] | None = None
    for index, raw in enumerate(values):
        made = "" if raw is None else make(raw)
        if made:
            return index, made
        if made is None and unusable is None:
            unusable = index, None
    return unusable


def first_visitor(codes: Sequence[object], fallbacks: Sequence[object]) -> tuple[int, str | None] | None:
    """Find the visitor: a code, or else a fallback, or else what can be neither.

    Returns:
        As `first_usable` does; the fallbacks' numbers come after the codes'.
    """
    of_tag = first_usable(codes, visitor_code)
    if of_tag is not None and of_tag[1] is not None:
        return of_tag
    fallback = first_usable(fallbacks, identifier)
    if fallback is None or (of_tag is not None and fallback[1] is None):
        return of_tag
    return len(codes) + fallback[0], fallback[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class NonceFinder:
    """Finds the nonce where it is not the usual text: short, an integer, with blanks, a placeholder."""

    values: Callable[[Event], list[object]]
    missing: Invalid
    placeholder: Invalid
    reject: Callable[[object], Invalid]

    def __call__(self, event: Event, first: object) -> str | Invalid:
        """Give the nonce, or why there is none: the first value that is an identifier."""
        if first is not None and (nonce := identifier(first)):
            return nonce
        values = self.values(event)
        found = first_usable(values, identifier)
        if found is None:
            return self.missing if all(map(_is_blank, values)) else self.placeholder
        index, nonce = found
        return self.reject(values[index]) if nonce is None else nonce


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorFinder:
    """Finds the visitor where it is not the usual text."""

    codes: Callable[[Event], list[object]]
    fallbacks: Callable[[Event], list[object]]
    max_characters: int
    missing: Invalid
    placeholder: Invalid
    too_long: Invalid
    reject: Callable[[object], Invalid]

    def __call__(self, event: Event, first: object, is_fallback: bool) -> tuple[str, bool] | Invalid:  # noqa: FBT001  not for people
        """Give the code and whether it is the fallback, or why there is none; likewise."""
        if first is not None and (code := (identifier if is_fallback else visitor_code)(first)):
            return self.too_long if len(code) > self.max_characters else (code, is_fallback)
        codes, fallbacks = self.codes(event), self.fallbacks(event)
        found = first_visitor(codes, fallbacks)
        if found is None:
            return self.missing if all(map(_is_blank, codes + fallbacks)) else self.placeholder
        index, code = found
        if code is None:
            return self.reject((codes + fallbacks)[index])
        return self.too_long if len(code) > self.max_characters else (code, index >= len(codes))


def _is_blank(raw: object) -> bool:
    """Whether there is not even a placeholder; the cookie's prefix alone is none."""
    return raw is None or (isinstance(raw, str) and trimmed(raw) in {"", COOKIE_PREFIX})


def identity_lines(blueprint: Blueprint) -> list[str]:
    """Write the lines that make `nonce`, `code` and `is_fallback` of `v0`, `v1` and `v2`, or return a verdict."""
    longest = blueprint.identity.max_characters
    is_plain_code = f"{LONGEST_WORD} < len(code) <= {longest} and {is_plain('code')}"
    return [
        # Not isinstance(v0, Invalid) and the like: msgspec's metaclass answers that six times as slowly.
        "nonce = v0",
        f"if not (nonce.__class__ is str and len(nonce) > {LONGEST_WORD} and {is_plain('nonce')}):",
        "    nonce = find_nonce(event, v0)",
        "    if nonce.__class__ is not str:",
        "        return nonce",
        *(["nonce = hashed(nonce)"] if blueprint.nonce.is_hashed else []),
        "code = v1",
        "is_fallback = code is None",
        "if is_fallback:",
        "    code = v2",
        f"if not (code.__class__ is str and {is_plain_code}):",
        "    code = find_visitor(event, code, is_fallback)",
        "    if code.__class__ is not tuple:",
        "        return code",
        "    code, is_fallback = code",
    ]


def identity_constants(blueprint: Blueprint, rule: str, shape: EventShape) -> dict[str, object]:
    """What these lines refer to."""
    nonce, identity = blueprint.nonce, blueprint.identity
    places = identity.visitor_code + identity.fallback
    detail = f"{VISITOR_CODE}: it has more than {identity.max_characters} characters"
    find_nonce = NonceFinder(
        values=shape.values(nonce.paths),
        missing=absent(rule, InvalidReason.MESSAGE_ID_MISSING, NONCE, nonce.paths),
        placeholder=placeholder(rule, InvalidReason.MESSAGE_ID_PLACEHOLDER, NONCE, nonce.paths),
        reject=unusable(rule, InvalidReason.FIELD_INVALID, NONCE, _WANTED),
    )
    find_visitor = VisitorFinder(
        codes=shape.values(identity.visitor_code),
        fallbacks=shape.values(identity.fallback),
        max_characters=identity.max_characters,
        missing=absent(rule, InvalidReason.VISITOR_CODE_MISSING, VISITOR_CODE, places),
        placeholder=placeholder(rule, InvalidReason.VISITOR_CODE_PLACEHOLDER, VISITOR_CODE, places),
        too_long=Invalid(rule, InvalidReason.VISITOR_CODE_TOO_LONG, detail),
        reject=unusable(rule, InvalidReason.FIELD_INVALID, VISITOR_CODE, _WANTED),
    )
    return {"find_nonce": find_nonce, "find_visitor": find_visitor, "hashed": hashed}
