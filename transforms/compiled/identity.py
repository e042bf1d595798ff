"""Which event it is and whose: the nonce and the visitor code that every vendor event carries.

Both are made by lines of the rule's generated function; a call for each of them would cost a tenth of the
time of an event.
"""

import hashlib
from typing import Final

from transforms.blueprint import Blueprint
from transforms.compiled.invalid import absent, unusable
from transforms.paths import Path
from transforms.verdict import Invalid, InvalidReason

COOKIE_PREFIX: Final = "_js_"
"""An older form of the cookie has it before the code; Kameleoon's SDKs take it off as well."""

NONCE: Final = "nonce"
VISITOR_CODE: Final = "visitorCode"


def identity_paths(blueprint: Blueprint) -> tuple[tuple[Path, ...], ...]:
    """List the places of `v0`, `v1` and `v2`: the nonce, the code that Kameleoon's tag set, the fallback."""
    return blueprint.nonce.paths, blueprint.identity.visitor_code, blueprint.identity.fallback


def hashed(text: str) -> str:
    """Make 16 hexadecimal characters of a text, always the same ones: the form that the API reference asks for."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def identity_lines(blueprint: Blueprint) -> list[str]:
    """Write the lines that make `nonce`, `code` and `is_fallback` of `v0`, `v1` and `v2`, or return a verdict."""
    return [
        # Not isinstance(v0, Invalid) and the like: msgspec's metaclass answers that six times as slowly.
        "if v0.__class__ is not str:",
        "    return missing_nonce if v0 is None else reject_nonce(v0)",
        f"nonce = {'hashed(v0)' if blueprint.nonce.is_hashed else 'v0'}",
        "code = v1",
        f"if code.__class__ is str and code[:{len(COOKIE_PREFIX)}] == cookie_prefix:",
        f"    code = code[{len(COOKIE_PREFIX)}:] or None",
        "is_fallback = code is None",
        "if is_fallback:",
        "    code = v2",
        "if code.__class__ is not str:",
        "    return missing_code if code is None else reject_code(code)",
        f"if len(code) > {blueprint.identity.max_characters}:",
        "    return too_long",
    ]


def identity_constants(blueprint: Blueprint, rule: str) -> dict[str, object]:
    """What these lines refer to."""
    nonce, identity = blueprint.nonce, blueprint.identity
    places = identity.visitor_code + identity.fallback
    detail = f"{VISITOR_CODE}: it has more than {identity.max_characters} characters"
    return {
        "missing_nonce": absent(rule, InvalidReason.MESSAGE_ID_MISSING, NONCE, nonce.paths),
        "reject_nonce": unusable(rule, InvalidReason.FIELD_INVALID, NONCE, "a text"),
        "hashed": hashed,
        "cookie_prefix": COOKIE_PREFIX,
        "missing_code": absent(rule, InvalidReason.VISITOR_CODE_MISSING, VISITOR_CODE, places),
        "reject_code": unusable(rule, InvalidReason.FIELD_INVALID, VISITOR_CODE, "a text"),
        "too_long": Invalid(rule, InvalidReason.VISITOR_CODE_TOO_LONG, detail),
    }
