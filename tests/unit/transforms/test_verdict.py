"""Verdicts, and the closed lists of reasons, which are values of metrics and headers of dead letters."""

import gc

import pytest

from transforms import Dropped, DropReason, Invalid, InvalidReason, Send, Verdict

VERDICTS = (
    Send("page", b"{}"),
    Dropped("page", DropReason.TOO_OLD),
    Invalid("page", InvalidReason.HREF_MISSING, "href: there is nothing"),
)


def test_reasons_are_called_what_people_look_for() -> None:
    """Dashboards, alerts and replays name them: another name is a change that users have to be told of."""
    dropped = "not_mapped condition_not_met consent_missing too_old tombstone"
    assert list(DropReason) == dropped.split()
    invalid = (
        "empty not_json not_json_compressed not_json_registry not_json_utf_16 not_json_text not_an_object "
        "event_type_missing message_id_missing message_id_placeholder "
        "visitor_code_missing visitor_code_placeholder visitor_code_too_long goal_id_missing goal_id_invalid "
        "revenue_invalid href_missing href_invalid field_invalid not_encodable too_large transform_failed"
    )
    assert list(InvalidReason) == invalid.split()


@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda verdict: type(verdict).__name__)
def test_a_verdict_can_be_shared_and_costs_the_garbage_collector_nothing(verdict: Verdict) -> None:
    """It cannot be changed, and is not tracked: one is made for every event that is sent."""
    with pytest.raises(AttributeError):
        setattr(verdict, "rule", "other")  # noqa: B010  mypy knows that it cannot be assigned
    assert not gc.is_tracked(verdict)


def test_a_visitor_is_known_by_the_tags_code_unless_it_is_said() -> None:
    """The fallback is the exception."""
    assert Send("page", b"{}") == Send("page", b"{}", is_fallback=False)
