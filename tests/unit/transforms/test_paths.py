"""Paths and their spellings."""

import pytest

from transforms.paths import parse_path, spellings


def test_a_path_is_its_keys() -> None:
    """Dots separate keys; a key may hold spaces, dashes and letters beyond ASCII."""
    assert parse_path("context.page.url") == ("context", "page", "url")
    assert parse_path("traits.Prénom usuel.x-y$") == ("traits", "Prénom usuel", "x-y$")


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", " a", "a ", "a. b", 'a."b"', "a.'b'", "a\\b", "a\nb"])
def test_what_cannot_be_told_from_punctuation_is_no_path(text: str) -> None:
    """Empty keys, quotes, backslashes and white space at the ends."""
    with pytest.raises(ValueError, match="is no path"):
        parse_path(text)


def test_every_key_in_snake_case_is_also_read_in_camel_case() -> None:
    """The written spelling first, and outer keys change last."""
    assert spellings(("vendor_ids", "kameleoon_visitor_code")) == (
        ("vendor_ids", "kameleoon_visitor_code"),
        ("vendor_ids", "kameleoonVisitorCode"),
        ("vendorIds", "kameleoon_visitor_code"),
        ("vendorIds", "kameleoonVisitorCode"),
    )


@pytest.mark.parametrize("key", ["url", "orderId", "_pin_unauth", "ORDER_ID", "a__b", "a_", "ab cd_e"])
def test_any_other_key_has_one_spelling(key: str) -> None:
    """What is not snake_case is read as it is written."""
    assert spellings((key,)) == ((key,),)
