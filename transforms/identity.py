"""Which event it is and whose: the nonce and the visitor code that every vendor event carries."""

from collections.abc import Callable
from typing import Final

from transforms.blueprint import Blueprint
from transforms.invalid import absent, unusable
from transforms.kameleoon_event import MAX_VISITOR_CODE_CHARACTERS
from transforms.verdict import Invalid, InvalidReason

# An older form of the cookie has it before the code; Kameleoon's SDKs take it off as well.
_COOKIE_PREFIX: Final = "_js_"


def nonce_check(blueprint: Blueprint, rule: str) -> Callable[[object], str | Invalid]:
    """Make the check of the nonce. It is sent as it came: only so is a repeated event recognised.

    Args:
        blueprint: The mapping.
        rule: The rule's event name.

    Returns:
        A function from the raw value, or None, to the nonce.
    """
    missing = absent(rule, InvalidReason.MESSAGE_ID_MISSING, "nonce", blueprint.nonce)
    reject = unusable(rule, InvalidReason.FIELD_INVALID, "nonce", "a text")

    def check(raw: object) -> str | Invalid:
        if isinstance(raw, str):
            return raw
        return missing if raw is None else reject(raw)

    return check


def visitor_code_check(blueprint: Blueprint, rule: str) -> Callable[[object, object], str | Invalid]:
    """Make the resolution of the visitor: the code that Kameleoon's tag set, else the fallback.

    Args:
        blueprint: The mapping.
        rule: The rule's event name.

    Returns:
        A function from the two raw values, or None for each, to the visitor code.
    """
    identity, name = blueprint.identity, "visitorCode"
    places = identity.visitor_code + identity.fallback
    missing = absent(rule, InvalidReason.VISITOR_CODE_MISSING, name, places)
    reject = unusable(rule, InvalidReason.FIELD_INVALID, name, "a text")
    detail = f"{name}: it has more than {MAX_VISITOR_CODE_CHARACTERS} characters"
    too_long = Invalid(rule, InvalidReason.VISITOR_CODE_TOO_LONG, detail)

    def check(cookie: object, fallback: object) -> str | Invalid:
        code = cookie
        if isinstance(code, str) and code.startswith(_COOKIE_PREFIX):
            code = code.removeprefix(_COOKIE_PREFIX) or None
        if code is None:
            code = fallback
        if not isinstance(code, str):
            return missing if code is None else reject(code)
        return code if len(code) <= MAX_VISITOR_CODE_CHARACTERS else too_long

    return check
