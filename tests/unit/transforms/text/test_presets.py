"""The mappings that ship with the package."""

from pathlib import Path

import pytest

import transforms
from transforms import BlueprintError, load_preset, preset_with
from transforms.text.presets import PRESETS, preset_text


def test_every_file_is_a_preset_that_can_be_read() -> None:
    """And none is named that is not there."""
    folder = Path(transforms.__file__).parent / "presets"
    assert sorted(path.stem for path in folder.iterdir()) == sorted(PRESETS)
    for name in PRESETS:
        assert preset_text(name) == (folder / f"{name}.yaml").read_text(encoding="utf-8")
        assert load_preset(name).events


def test_the_default_preset_has_the_specifications_four_names() -> None:
    """A fifth would count what a site sends under two names twice."""
    names = [event.names for event in load_preset("default").events]
    assert names == [("page",), ("Order Completed",), ("Order Refunded",), ("Signed Up",)]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("defualt", "there is no preset 'defualt'; did you mean 'default'?"),
        ("segment", "there is no preset 'segment'; there is default, ga4"),
    ],
)
def test_an_unknown_preset_is_refused_with_the_known_ones(name: str, problem: str) -> None:
    """The message tells which there are."""
    with pytest.raises(BlueprintError) as caught:
        load_preset(name)
    assert caught.value.problems == (problem,)


@pytest.mark.parametrize(
    ("event", "preset"),
    [
        ("page", "default"),
        ("Order Completed", "default"),
        ("purchase", "ga4"),
        ("page_view", "ga4"),
        ("add_to_cart", None),
    ],
)
def test_the_first_preset_that_knows_an_event_is_found(event: str, preset: str | None) -> None:
    """By its name or an alias."""
    assert preset_with(event) == preset
