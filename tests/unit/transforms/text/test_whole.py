"""A whole mapping: its text becomes a blueprint, or everything that is wrong with it is said at once."""

import pytest

from tests.unit.transforms.text.mappings import ALONE, Mistake, mistakes, problems, read
from transforms.blueprint import (
    Blueprint,
    Condition,
    EventMapping,
    FieldMapping,
    Fixed,
    FromEvent,
    Identity,
    Nonce,
    OneOf,
    Rule,
)
from transforms.conversions import Conversion
from transforms.kameleoon_event import EventType

GOOD = """\
when: {from: site, equals: shop}
require_consent: analytics
max_age: 7d
nonce: {from: [message_id, properties.event_id], as: hex16}
identity: {visitor_code: [code, kameleoon_visitor_code], fallback: anonymous_id, max_characters: 255}
events:
  Trial Started:
    aliases: [trial]
    eventType: CONVERSION
    fields:
      goalId: {value: 7}
      revenue: {from: properties.price, as: absolute_number}
"""


def test_a_mapping_becomes_a_blueprint() -> None:
    """Everything that one may state."""
    price = FromEvent(paths=(("properties", "price"),), conversion=Conversion.ABSOLUTE_NUMBER)
    rule = Rule(
        event_type=EventType.CONVERSION,
        fields=(
            FieldMapping(name="goalId", source=Fixed(value=7, conversion=Conversion.INTEGER)),
            FieldMapping(name="revenue", source=price),
        ),
    )
    assert read(GOOD) == Blueprint(
        when=(Condition(paths=(("site",),), test=OneOf(("shop",))),),
        required_consent="analytics",
        max_age_seconds=604_800,
        nonce=Nonce(paths=(("message_id",), ("properties", "event_id")), is_hashed=True),
        identity=Identity(
            visitor_code=(("code",), ("kameleoon_visitor_code",)), fallback=(("anonymous_id",),), max_characters=255
        ),
        events=(EventMapping(name="Trial Started", aliases=("trial",), rules=(rule,)),),
    )


def test_what_is_not_stated_is_off() -> None:
    """No condition, consent, age, fallback or event; the nonce as it comes, codes of 100 characters."""
    assert read(f"{ALONE}events: {{}}") == Blueprint(
        when=(),
        required_consent=None,
        max_age_seconds=None,
        nonce=Nonce(paths=(("m",),), is_hashed=False),
        identity=Identity(visitor_code=(("v",),), fallback=(), max_characters=100),
        events=(),
    )


@pytest.mark.parametrize("mistake", mistakes("whole"), ids=lambda mistake: mistake.what)
def test_a_mistake_is_told(mistake: Mistake) -> None:
    """Everything that is wrong, and nothing else."""
    assert problems(mistake.text) == tuple(mistake.problems)


@pytest.mark.parametrize(
    ("age", "seconds"),
    [
        ("1s", 1),
        ("30m", 1_800),
        ("12h", 43_200),
        ("7d", 604_800),
        ("2w", 1_209_600),
        ("999999s", 999_999),
        ("007d", 604_800),
    ],
)
def test_an_age_is_in_seconds_to_weeks(age: str, seconds: int) -> None:
    """One number and one unit."""
    assert read(f"extends: default\nmax_age: {age}").max_age_seconds == seconds


@pytest.mark.parametrize("category", ["analytics", "C0002", "ad-storage_2"])
def test_consent_is_to_one_category(category: str) -> None:
    """Named as the consent platform names it."""
    assert read(f"extends: default\nrequire_consent: {category}").required_consent == category


@pytest.mark.parametrize("characters", [1, 100, 255])
def test_a_visitor_code_may_be_as_long_as_the_vendor_takes(characters: int) -> None:
    """From 1 to 255 characters."""
    assert read(f"extends: default\nidentity: {{max_characters: {characters}}}").identity.max_characters == characters


@pytest.mark.parametrize(("form", "is_hashed"), [("text", False), ("hex16", True)])
def test_a_nonce_is_sent_as_it_comes_or_made_of_it(form: str, *, is_hashed: bool) -> None:
    """The places are the preset's in either case."""
    assert read(f"extends: default\nnonce: {{as: {form}}}").nonce == Nonce(
        paths=(("message_id",),), is_hashed=is_hashed
    )


@pytest.mark.parametrize(("fallback", "paths"), [("dead_letter", ()), ("[dead_letter]", (("dead_letter",),))])
def test_no_fallback_is_a_word_of_its_own(fallback: str, paths: tuple[tuple[str, ...], ...]) -> None:
    """In a list it is a place like any other."""
    assert read(f"extends: default\nidentity: {{fallback: {fallback}}}").identity.fallback == paths


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    """An editor may have left them."""
    assert read("\ufeff" + GOOD.replace("\n", "\r\n")) == read(GOOD)
