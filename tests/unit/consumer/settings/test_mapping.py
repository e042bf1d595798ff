"""The mapping among the settings: a file, fixed goals, or the default preset."""

from collections.abc import Mapping

import pytest

from consumer.settings import SettingsError, load_mapping, load_settings
from tests.unit.consumer.settings.environments import REQUIRED
from transforms import Blueprint, load_preset, parse_blueprint, with_goal_ids

FILES = {
    "mapping.yaml": "extends: ga4\n",
    "wrong.yaml": "extends: defualt\nevnets: {}\n",
    "goals": "Signed Up=36152\n",
}


def read_text(path: str) -> str:
    """Reads from a disk that holds a few files."""
    if path == "latin-1":
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
    if path not in FILES:
        raise FileNotFoundError(2, "No such file or directory", path)
    return FILES[path]


def mapping_of(**environ: str) -> Blueprint:
    """The mapping of a complete environment."""
    return load_settings({**REQUIRED, **environ}, read_text).blueprint


def problems_of(environ: Mapping[str, str], path: str | None = None) -> tuple[str, ...]:
    """What is wrong with a mapping alone."""
    with pytest.raises(SettingsError) as refused:
        load_mapping(environ, path, read_text)
    return refused.value.problems


def test_without_a_setting_it_is_the_default_preset() -> None:
    """For all settings, and for the mapping alone."""
    assert mapping_of() == load_mapping({}) == load_preset("default")


def test_a_file_is_the_mapping() -> None:
    """The setting names it; a path that a command was given comes first."""
    assert mapping_of(MAPPING_FILE="mapping.yaml") == load_preset("ga4")
    assert load_mapping({"MAPPING_FILE": "nowhere"}, "mapping.yaml", read_text) == load_preset("ga4")


def test_goals_are_fixed_on_top_of_it() -> None:
    """By a variable or by a file, as every setting can be given."""
    expected = with_goal_ids(load_preset("default"), "Signed Up=36152")
    assert mapping_of(KAMELEOON_GOAL_IDS="Signed Up=36152") == expected
    assert mapping_of(KAMELEOON_GOAL_IDS_FILE="goals") == expected
    assert mapping_of(KAMELEOON_GOAL_IDS="Signed Up=1") != expected


def test_the_mapping_alone_needs_no_other_setting() -> None:
    """Nor minds one that is wrong."""
    environ = {"KAMELEOON_REGION": "asia", "MAPPING_FILE": "mapping.yaml", "KAFKA_ACKS": "0"}
    assert load_mapping(environ, None, read_text) == parse_blueprint("extends: ga4")


@pytest.mark.parametrize(
    ("environ", "problems"),
    [
        (
            {"MAPPING_FILE": "wrong.yaml"},
            (
                "wrong.yaml: line 1, column 10: 'extends' is 'defualt'; did you mean 'default'?",
                "wrong.yaml: line 2, column 1: the mapping has no 'evnets'; did you mean 'events'?",
            ),
        ),
        ({"MAPPING_FILE": "nowhere"}, ("the mapping nowhere cannot be read: No such file or directory",)),
        ({"MAPPING_FILE": "latin-1"}, ("the mapping latin-1 is not UTF-8",)),
        (
            {"KAMELEOON_GOAL_IDS": "Signd Up=1"},
            ("KAMELEOON_GOAL_IDS: the mapping makes no conversion of 'Signd Up'; did you mean 'Signed Up'?",),
        ),
        (
            {"KAMELEOON_GOAL_IDS_FILE": "nowhere"},
            ("KAMELEOON_GOAL_IDS_FILE names nowhere, which cannot be read: No such file or directory",),
        ),
    ],
)
def test_everything_that_is_wrong_is_said(environ: Mapping[str, str], problems: tuple[str, ...]) -> None:
    """With the file's name."""
    assert problems_of(environ) == problems


def test_a_wrong_mapping_is_told_with_the_other_problems() -> None:
    """Nobody should have to start twice."""
    with pytest.raises(SettingsError) as refused:
        load_settings({**REQUIRED, "KAMELEOON_REGION": "asia", "MAPPING_FILE": "wrong.yaml"}, read_text)
    problems = refused.value.problems
    assert len(problems) == 3
    assert any("KAMELEOON_REGION" in problem for problem in problems)


def test_larger_bodies_allow_larger_events_and_smaller_ones_forbid_none() -> None:
    """An event that is larger than BATCH_MAX_BYTES is sent alone."""
    sizes = ("20000", "1000000", "2000000")
    limits = [load_settings({**REQUIRED, "BATCH_MAX_BYTES": size}).max_event_bytes for size in sizes]
    assert limits == [999_998, 999_998, 1_999_998]
