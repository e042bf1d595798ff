"""The second reading of the vendor's rules finds what breaks them."""

from typing import Any

import pytest

from tests.unit.transforms.vendor_rules import breaches

HEAD = {"nonce": "n", "eventType": "CONVERSION", "visitorCode": "v"}
INDICES = "referrersIndices"
WRONG_INDICES: list[object] = [3, [], [-1], [2**31], [True], ["3"], [1.0]]
WRONG_METADATA: list[object] = [{}, ["a"], {"3": "a"}, {"3": []}, {"3": [5]}, {"x": ["a"]}, {"\u0663": ["a"]}]


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
        ({**HEAD, "goalId": True, "revenue": -1, "negative": 0, "x": 1}, ["x", "goalId", "revenue", "negative"]),
        ({**HEAD, "goalId": 1, "negative": False, "metadata": {"3": ["a", ""], "12": ["b"]}}, []),
        *(({**HEAD, "goalId": 1, "metadata": data}, ["metadata"]) for data in WRONG_METADATA),
        ({**HEAD, "eventType": "PAGE", "href": "https://e", "referrersIndices": [0, 2**31 - 1]}, []),
        *(
            ({**HEAD, "eventType": "PAGE", "href": "https://e", "referrersIndices": i}, [INDICES])
            for i in WRONG_INDICES
        ),
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
