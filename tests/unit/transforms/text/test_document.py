"""YAML as values that know where they stand, whatever the YAML."""

import pytest
import yaml

from tests.unit.transforms.text.mappings import Mistake, mistakes, problems, tree
from transforms.text.document import Document, Unreadable, nearest


@pytest.mark.parametrize("mistake", mistakes("document"), ids=lambda mistake: mistake.what)
def test_a_mistake_is_told(mistake: Mistake) -> None:
    """Everything that is wrong, and nothing else."""
    assert problems(mistake.text) == tuple(mistake.problems)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1, column 1: the mapping is empty"),
        ("# nothing but a comment\n", "line 1, column 1: the mapping is empty"),
        (
            "extends: [default",
            "line 1, column 18: this is not valid YAML: while parsing a flow sequence, expected ',' or ']', but got",
        ),
        (
            "extends:\tdefault",
            "line 1, column 9: this is not valid YAML: while scanning for the next token, found character '\\t'",
        ),
        (
            "extends: default\n---\nextends: default",
            "line 2, column 1: this is not valid YAML: expected a single document in the stream, but found another",
        ),
        ("extends: *preset", "line 1, column 10: this is not valid YAML: found undefined alias 'preset'"),
        ("a: é\nb: \x00", "line 2, column 4: this is not valid YAML: the character U+0000 is not allowed"),
        ("\ud800", "line 1, column 1: this is not valid YAML: the character U+D800 is not allowed"),
        ('a: "\\U00110000"', "line 1, column 1: this is not valid YAML: chr() arg not in range(0x110000)"),
        ('a: "\\UFFFFFFFF"', "line 1, column 1: this is not valid YAML: Python int too large to convert to C int"),
        ("[" * 1_000, "line 1, column 1: this YAML cannot be read: it is nested too deeply"),
        (
            "nonce: &n " + "[" * 100 + "*n" + "]" * 100,
            "line 1, column 1: the mapping lacks 'events': state it, or begin",
        ),
    ],
    ids=range(12),
)
def test_what_is_no_yaml_is_told(text: str, problem: str) -> None:
    """With its place, where the parser knows it, and what it would have needed."""
    first, *_ = problems(text)
    assert first.startswith(problem)


def test_a_version_of_thousands_of_digits_is_told() -> None:
    """Which int() refuses with an error that is none of YAML's."""
    (problem,) = problems("%YAML 1." + "9" * 5_000 + "\n---\na: b")
    assert problem.startswith("line 1, column 1: this is not valid YAML: Exceeds the limit")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("9" * 5_000, "cannot be read as int: '999"),
        ("0x" + "f" * 5_000, "is 0xfff"),
        ("1" + ":00" * 300 + ".5", "cannot be read as float: '1:00"),
    ],
    ids=["decimal", "hexadecimal", "sexagesimal"],
)
@pytest.mark.parametrize(
    "line", ["max_age: {}", "when: {{from: a, present: {}}}", "when: {{from: a, one_of: [{}, {}]}}"]
)
def test_a_number_too_large_for_python_is_told(line: str, number: str, why: str) -> None:
    """Neither reading it nor writing the problem fails."""
    told = problems("extends: default\n" + line.format(number, number))
    assert all(why in problem for problem in told)
    assert len(told) == line.count("{}")


def test_a_key_that_stands_for_a_thousand_million_lists_is_told_at_once() -> None:
    """A few lines of aliases, written out, would not fit in any memory."""
    lists = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))
    told = problems(f"extends: default\nl0: &l0 [a]\n{lists}? *l9\n: b\n")
    assert told[-1] == "line 11, column 5: a key of the mapping must be one value, not a list"


@pytest.mark.parametrize(
    "text", ["5", "+5", "-0", "1.5", ".5", "1.5e+3", "true", "False", ".inf", "2026-02-25", "yes it is"]
)
def test_what_every_yaml_reads_alike_is_read(text: str) -> None:
    """Decimal numbers, true, false and texts."""
    document = Document()
    node = document.root(text)
    assert node is not None
    assert document.scalar(node, "this") == (yaml.safe_load(text) if text != "2026-02-25" else text)
    assert document.problems == []


def test_what_is_not_read_has_been_told() -> None:
    """Whoever gets nothing need not report it."""
    document = Document()
    node = tree("[]")
    assert isinstance(document.scalar(node, "this"), Unreadable)
    assert (document.text(node, "that"), document.word(node, "it", ["a"]), document.entries(node, "all")) == (
        None,
        None,
        {},
    )
    assert document.sorted_problems() == (
        "line 1, column 1: all must be keys with values, not a list",
        "line 1, column 1: it must be one value, not a list",
        "line 1, column 1: that must be one value, not a list",
        "line 1, column 1: this must be one value, not a list",
    )


def test_problems_are_told_in_the_order_of_the_text_and_once() -> None:
    """By numbers, not by their digits."""
    document = Document(problems=[(10, 1, "d"), (2, 11, "c"), (2, 9, "b"), (2, 9, "a"), (10, 1, "d")])
    assert document.sorted_problems() == (
        "line 2, column 9: a",
        "line 2, column 9: b",
        "line 2, column 11: c",
        "line 10, column 1: d",
    )


@pytest.mark.parametrize(
    ("word", "known", "end"),
    [
        ("nonse", ["identity", "nonce"], "; did you mean 'nonce'?"),
        ("page", ["PAGE", "CONVERSION"], "; did you mean 'PAGE'?"),
        ("GOALID", ["revenue", "goalId"], "; did you mean 'goalId'?"),
        ("x", ["identity", "nonce"], "; there is identity, nonce"),
        ("x", [], ""),
    ],
)
def test_the_nearest_right_word_is_named(word: str, known: list[str], end: str) -> None:
    """Else all of them; capital letters matter less than any other."""
    assert nearest(word, iter(known)) == end


def test_an_offer_of_many_words_is_short() -> None:
    """A list of thousands, with each of thousands of mistakes, would be gigabytes."""
    words = [f"w{number:03}" for number in range(1_000)]
    assert nearest("something", words) == f"; there is {', '.join(words[:20])} and 980 more"
