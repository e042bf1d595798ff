"""Who visits the shop, with which device, and how Signal knows them."""

from dataclasses import dataclass
from random import Random
from string import ascii_lowercase, digits
from typing import Final

KAMELEOON_COOKIE_SHARE: Final = 0.88
"""The rest blocks the Kameleoon tag, so only the anonymous id is left to attribute their events to."""

GOOGLE_COOKIE_SHARE: Final = 0.4
"""The rest refused marketing, or blocks Google's tag."""

ACCOUNT_SHARE: Final = 0.2
"""Visitors who are logged in when they come."""

_CODE_CHARACTERS: Final = ascii_lowercase + digits

_CHROME: Final = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0"
_WEBKIT: Final = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
_MAC: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_IPHONE: Final = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)"
_GALAXY: Final = "Mozilla/5.0 (Linux; Android 15; SM-S921B)"
_PIXEL: Final = "Mozilla/5.0 (Linux; Android 15; Pixel Tablet)"

# Type, manufacturer and model (null where Signal cannot tell), user agent.
_DEVICES: Final[tuple[tuple[str, str | None, str | None, str], ...]] = (
    ("desktop", None, None, f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36"),
    ("desktop", None, None, "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"),
    ("desktop", "Apple", "Macintosh", f"{_MAC} {_WEBKIT} Safari/605.1.15"),
    ("mobile", "Apple", "iPhone", f"{_IPHONE} {_WEBKIT} Mobile/15E148 Safari/604.1"),
    ("mobile", "Samsung", "SM-S921B", f"{_GALAXY} {_CHROME} Mobile Safari/537.36"),
    ("tablet", "Google", "Pixel Tablet", f"{_PIXEL} {_CHROME} Safari/537.36"),
)
_LOCALES: Final = ("de-DE", "fr-FR", "en-GB", "es-ES", "en-US")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One visitor.

    Attributes:
        anonymous_id: Signal's first-party identifier, a UUID.
        user_id: The account, for visitors who are logged in.
        vendor_ids: Identifiers that vendors' tags left in cookies, by Signal's names for them.
        surroundings: What an event's context says of the visitor: device, locale, address, consent.
    """

    anonymous_id: str
    user_id: str | None
    vendor_ids: dict[str, str]
    surroundings: dict[str, object]


def uuid_text(rng: Random) -> str:
    """Return a random version 4 UUID; `uuid.UUID` takes three times as long."""
    text = f"{rng.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def new_user_id(rng: Random) -> str:
    """Return the id of a new account."""
    return f"user_{rng.randrange(10_000_000):07d}"


def new_visitor(rng: Random) -> Visitor:
    """Return a visitor who has never been seen before."""
    return Visitor(
        anonymous_id=uuid_text(rng),
        user_id=new_user_id(rng) if rng.random() < ACCOUNT_SHARE else None,
        vendor_ids=_vendor_ids(rng),
        surroundings=_surroundings(rng),
    )


def _vendor_ids(rng: Random) -> dict[str, str]:
    """Return what the visitor's cookies hold."""
    vendor_ids = {}
    if rng.random() < GOOGLE_COOKIE_SHARE:
        vendor_ids["ga_client_id"] = f"{rng.randrange(10**9)}.{rng.randrange(17 * 10**8, 18 * 10**8)}"
    if rng.random() < KAMELEOON_COOKIE_SHARE:
        # Kameleoon's own SDKs make visitor codes of 16 lower-case letters and digits.
        vendor_ids["kameleoon_visitor_code"] = "".join(rng.choices(_CODE_CHARACTERS, k=16))
    return vendor_ids


def _surroundings(rng: Random) -> dict[str, object]:
    """Return device, locale, address (of a range kept for documentation, RFC 5737) and consent."""
    kind, manufacturer, model, user_agent = rng.choice(_DEVICES)
    return {
        "device": {"type": kind, "manufacturer": manufacturer, "model": model},
        "locale": rng.choice(_LOCALES),
        "ip": f"203.0.113.{rng.randrange(1, 255)}",
        "userAgent": user_agent,
        # Analytics is always granted: an enriched topic lies behind Signal's consent gate.
        "consent": {
            "functional": True,
            "analytics": True,
            "marketing": rng.random() < 0.6,
        },
    }
