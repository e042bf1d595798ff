"""Mappings that are large: they are compiled in seconds, or refused in a sentence."""

import time

import pytest

from tests.unit.transforms.text.mappings import problems
from transforms import compile_blueprint, parse_blueprint
from transforms.text.document import MAX_PARTS
from transforms.text.tree import MAX_CHARACTERS

HEAD = "extends: default\nevents:\n"
PLACES = ",".join(f"p{number}" for number in range(1_000))


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "".join(f"  E{n}: {{eventType: CONVERSION, fields: {{goalId: {{value: 1}}}}}}\n" for n in range(8_000)),
        HEAD
        + "".join(f"  E{n}: {{eventType: CONVERSION, fields: {{goalId: {{from: g{n}}}}}}}\n" for n in range(3_000)),
        HEAD
        + "  page:\n    rules:\n"
        + "".join(f"    - {{when: {{from: p, equals: {n}}}, fields: {{title: {{value: a}}}}}}\n" for n in range(4_000)),
        f"{HEAD}  page: {{aliases: [{PLACES}]}}\n",
        f"extends: default\nwhen: {{from: p, one_of: [{','.join(f'v{n}' for n in range(100_000))}]}}",
        f"extends: default\nwhen: [{','.join(f'{{from: p{n}, present: false}}' for n in range(5_000))}]",
        f"extends: default\nwhen: {{from: [{','.join(f'p{n}.x' for n in range(5_000))}], present: false}}",
    ],
    ids=["events", "places", "rules", "aliases", "values", "conditions", "containers"],
)
def test_a_large_mapping_is_compiled_in_seconds(text: str) -> None:
    """What compared each with each took minutes, and what nested was refused by Python."""
    started = time.process_time()
    transform = compile_blueprint(parse_blueprint(text)).transform
    transform(b'{"type":"page"}', 0.0)
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}  A: &a {{eventType: CONVERSION, fields: {{goalId: {{from: [{PLACES}]}}}}}}\n"
        + "".join(f"  B{number}: *a\n" for number in range(1_000)),
        f"{HEAD}  page: {{rules: &r [{','.join(['{when: {from: a, equals: b}}'] * 200)}]}}\n"
        + "".join(
            f"  B{number}: {{eventType: PAGE, fields: {{href: {{from: a}}}}, rules: *r}}\n" for number in range(500)
        ),
        f"extends: default\nwhen: [{{from: a, one_of: &v [{PLACES}]}}"
        + "".join(f", {{from: a{number}, one_of: *v}}" for number in range(1_000))
        + "]",
    ],
    ids=["places", "rules", "values"],
)
def test_what_an_anchor_repeats_counts_wherever_it_is_used(text: str) -> None:
    """A few kilobytes of text can mean millions of places. It is told once, and where it becomes too much."""
    started = time.process_time()
    told = [problem for problem in problems(text) if "too large" in problem]
    assert time.process_time() - started < 20
    assert len(told) == 1
    assert f"more than {MAX_PARTS:,} places and values" in told[0]


def test_a_text_that_no_config_map_holds_is_not_read() -> None:
    """Its length is told, and nothing else."""
    text = "extends: default\n" + "#" * MAX_CHARACTERS
    assert problems(text) == (
        f"line 1, column 1: the mapping is too large: it has {len(text):,} characters, 1,048,576 at most",
    )
