"""The closed lists of reasons, which are values of metrics and headers of dead letters."""

from transforms import DropReason, InvalidReason


def test_reasons_are_called_what_people_look_for() -> None:
    """Dashboards, alerts and replays name them: another name is a change that users have to be told of."""
    dropped = "not_mapped condition_not_met consent_missing too_old"
    assert list(DropReason) == dropped.split()
    invalid = (
        "empty not_json not_an_object event_type_missing message_id_missing visitor_code_missing visitor_code_too_long "
        "goal_id_missing goal_id_invalid revenue_invalid href_missing href_invalid field_invalid "
        "not_encodable too_large transform_failed"
    )
    assert list(InvalidReason) == invalid.split()
