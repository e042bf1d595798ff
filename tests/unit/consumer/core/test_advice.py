"""What the person on call is told to change."""

import pytest

from consumer.core.advice import Configured, advice
from consumer.core.outcome import Refused, RefusedReason


def configured(region: str | None = "eu") -> Configured:
    """Settings of a deployment."""
    return Configured(
        region=region, site_code="f17c21u1ag", url="https://api.example/visit/events", user_agent="signal-kameleoon/9"
    )


@pytest.mark.parametrize(("region", "other"), [("eu", "na"), ("na", "eu")])
def test_a_404_names_the_other_region_and_the_site_code(region: str, other: str) -> None:
    """The specification's chapter on troubleshooting: the Data Region is wrong."""
    sentence = advice(Refused(RefusedReason.NOT_FOUND, 404), configured(region))
    assert sentence == (
        f"the Data Region or the site code is wrong: set KAMELEOON_REGION to {other} (it is {region}), or correct "
        "KAMELEOON_SITE_CODE (f17c21u1ag)"
    )


def test_a_404_of_an_address_without_a_region_names_the_address() -> None:
    """Nothing can be said about another region."""
    sentence = advice(Refused(RefusedReason.NOT_FOUND, 404), configured(None))
    assert "https://api.example/visit/events" in sentence
    assert "correct KAMELEOON_BASE_URL, or unset it and set KAMELEOON_REGION to eu or na" in sentence
    assert "KAMELEOON_SITE_CODE (f17c21u1ag)" in sentence


@pytest.mark.parametrize(
    ("reason", "named"),
    [
        (RefusedReason.REJECTED, "check the mapping"),
        (RefusedReason.TOO_LARGE, "BATCH_MAX_BYTES"),
        (RefusedReason.UNAUTHORISED, "authenticated connection"),
        (RefusedReason.FORBIDDEN, "signal-kameleoon/9"),
        (RefusedReason.REDIRECTED, "KAMELEOON_BASE_URL"),
        (RefusedReason.UNEXPECTED, "KAMELEOON_BASE_URL"),
    ],
)
def test_every_other_refusal_names_what_to_look_at(reason: RefusedReason, named: str) -> None:
    """A setting, the mapping, or whom to ask."""
    assert named in advice(Refused(reason, 400), configured())


@pytest.mark.parametrize("reason", RefusedReason)
def test_there_is_advice_for_every_reason(reason: RefusedReason) -> None:
    """A reason without one would end the process at the worst moment."""
    assert advice(Refused(reason, 400), configured())


@pytest.mark.parametrize("reason", RefusedReason)
def test_advice_begins_with_a_word(reason: RefusedReason) -> None:
    """A command that makes a sentence of it capitalises it: an address would become Https://..."""
    assert not advice(Refused(reason, 400), configured()).startswith("http")
