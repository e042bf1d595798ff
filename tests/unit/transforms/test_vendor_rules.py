"""The second reading of the vendor's rules finds what breaks them."""

from typing import Any

import pytest

from tests.unit.transforms.vendor_rules import breaches

HEAD = {"nonce": "n", "eventType": "CONVERSION", "visitorCode": "v"}


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ({**HEAD, "goalId": 1, "revenue": 2.5, "negative": True}, []),
        ({**HEAD, "eventType": "PAGE", "href": "https://e.example/", "title": "t", "referrers": ["r"]}, []),
        ({"eventType": "CONVERSION", "nonce": "n", "visitorCode": "v", "goalId": 1}, ["the first three fields"]),
        ({**HEAD, "nonce": "", "goalId": 1}, ["nonce"]),
        ({**HEAD, "visitorCode": 5, "goalId": 1}, ["visitorCode"]),
        ({**HEAD, "visitorCode": "v" * 101, "goalId": 1}, ["the visitor code's length"]),
        ({**HEAD, "eventType": "page"}, ["eventType"]),
        ({**HEAD, "goalId": True, "revenue": -1, "negative": False, "x": 1}, ["x", "goalId", "revenue", "negative"]),
        (
            {**HEAD, "eventType": "PAGE", "href": "ftp://e", "title": "", "referrers": []},
            ["href", "title", "referrers"],
        ),
        ({**HEAD, "eventType": "PAGE", "href": "https://e", "goalId": 1}, ["goalId"]),
    ],
)
def test_each_breach_is_found(event: dict[str, Any], found: list[str]) -> None:
    """By the name of the field that breaks a rule."""
    assert breaches(event) == found
