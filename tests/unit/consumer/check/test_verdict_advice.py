"""Every verdict of the mapping has its advice."""

import pytest

from consumer.check.verdict_advice import ADVICE, advice_on
from transforms import DropReason, InvalidReason


@pytest.mark.parametrize("reason", [*DropReason, *InvalidReason])
def test_every_reason_has_its_advice(reason: DropReason | InvalidReason) -> None:
    """A reason that is added to the transforms fails here until it has."""
    assert ADVICE[reason.value]


def test_an_event_that_a_preset_maps_is_told_the_preset() -> None:
    """Its own one, and only where the mapping does not know the event."""
    presets = {"purchase": "ga4"}.get
    assert advice_on("not_mapped", "purchase", presets) == "preset ga4 maps it (extends: ga4)"
    assert advice_on("not_mapped", "Cart Viewed", presets) == ADVICE["not_mapped"]
    assert advice_on("not_mapped", None, presets) == ADVICE["not_mapped"]
    assert advice_on("goal_id_missing", "purchase", presets) == "send kameleoon_goal_id or set KAMELEOON_GOAL_IDS"
