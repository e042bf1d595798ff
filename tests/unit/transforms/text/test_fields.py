"""Fields: from places in the event, or fixed."""

import pytest

from tests.unit.transforms.text.mappings import Mistake, mistakes, problems, read_rule
from transforms.blueprint import Fixed, FromEvent
from transforms.conversions import Conversion


@pytest.mark.parametrize("mistake", mistakes("fields"), ids=lambda mistake: mistake.what)
def test_a_mistake_is_told(mistake: Mistake) -> None:
    """Everything that is wrong, and nothing else."""
    assert problems(mistake.text) == tuple(mistake.problems)


@pytest.mark.parametrize(
    ("field", "source"),
    [
        ("revenue: {from: a}", FromEvent(paths=(("a",),), conversion=Conversion.NUMBER)),
        ("revenue: {from: [a, b.c]}", FromEvent(paths=(("a",), ("b", "c")), conversion=Conversion.NUMBER)),
        ("revenue: {from: a, as: number}", FromEvent(paths=(("a",),), conversion=Conversion.NUMBER)),
        ("revenue: {from: a, as: absolute_number}", FromEvent(paths=(("a",),), conversion=Conversion.ABSOLUTE_NUMBER)),
        ("metadata: {from: a, as: metadata}", FromEvent(paths=(("a",),), conversion=Conversion.METADATA)),
        ("revenue: {value: 5}", Fixed(value=5, conversion=Conversion.NUMBER)),
        ("revenue: {value: 0}", Fixed(value=0, conversion=Conversion.NUMBER)),
        ("revenue: {value: '23.50'}", Fixed(value="23.50", conversion=Conversion.NUMBER)),
        ("revenue: {value: -5, as: absolute_number}", Fixed(value=-5, conversion=Conversion.ABSOLUTE_NUMBER)),
        ("negative: {value: false}", Fixed(value=False, conversion=Conversion.BOOLEAN)),
        ("negative: {value: 'true'}", Fixed(value="true", conversion=Conversion.BOOLEAN)),
        ("negative: {value: 'false'}", Fixed(value="false", conversion=Conversion.BOOLEAN)),
        ("revenue: {value: '5'}", Fixed(value="5", conversion=Conversion.NUMBER)),
    ],
)
def test_a_field_of_a_conversion_is_read(field: str, source: FromEvent | Fixed) -> None:
    """Its places and how its value is made of what is found there, or its value as it is written."""
    goal, other = read_rule(f"{{eventType: CONVERSION, fields: {{goalId: {{value: 1}}, {field}}}}}").fields
    assert (goal.name, other.name, other.source) == ("goalId", field.partition(":")[0], source)


def test_the_fields_of_a_page_view_are_read_in_the_order_of_the_text() -> None:
    """In which they are sent; a date is the text that its author sees."""
    rule = read_rule(
        "{eventType: PAGE, fields: {title: {value: 2026-02-25}, referrersIndices: {value: 3}, "
        "referrers: {value: 'app://x'}, href: {value: 'https://e.example/'}}}"
    )
    assert [(field.name, field.source) for field in rule.fields] == [
        ("title", Fixed(value="2026-02-25", conversion=Conversion.TEXT)),
        ("referrersIndices", Fixed(value=3, conversion=Conversion.INDEX_LIST)),
        ("referrers", Fixed(value="app://x", conversion=Conversion.TEXT_LIST)),
        ("href", Fixed(value="https://e.example/", conversion=Conversion.URL)),
    ]


def test_a_field_that_is_left_out_is_not_there() -> None:
    """`omit` takes out what a preset or the event's entry states; where nothing is stated it does nothing."""
    rule = read_rule("{eventType: CONVERSION, fields: {goalId: {value: 1}, revenue: omit}}")
    assert [field.name for field in rule.fields] == ["goalId"]
