"""The tree of a text, small or large."""

import pytest
import yaml

from transforms.text.document import Document
from transforms.text.tree import compose

PADDING = "# \n" * 20_000


def plain(node: yaml.Node | None) -> object:
    """A tree as values that can be compared, with where they stand."""
    match node:
        case yaml.MappingNode(value=pairs):
            return [(plain(key), plain(value)) for key, value in pairs]
        case yaml.SequenceNode(value=items):
            return [plain(item) for item in items]
        case yaml.ScalarNode():
            return node.tag, node.value, node.start_mark.line, node.start_mark.column, node.start_mark.index
        case _:
            return None


@pytest.mark.parametrize(
    "text", ["a: {b: [1, x, 'y', \"z\\u00e9\"]}\né: |\n  text\nc: &n [~, true]\nd: *n\n", "- 1\n- {a: b}\n", ""]
)
def test_a_large_text_has_the_tree_of_a_small_one(text: str) -> None:
    """Tags, values and places are the same by either of PyYAML's loaders."""
    assert len(text) < 50_000 < len(text + PADDING)
    assert plain(compose(text + PADDING)) == plain(compose(text))


@pytest.mark.parametrize("nested", ["[" * 200_000, "- " * 200_000, "{a: " * 100_000, "[" * 101 + "]" * 101 + PADDING])
def test_what_is_nested_deeply_is_refused(nested: str) -> None:
    """By an exception: libyaml's own loader would end the process."""
    with pytest.raises(RecursionError):
        compose(nested)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (
            "é: [b",
            "line 3, column 1: this is not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'",
        ),
        ("é: \x00", "line 1, column 4: this is not valid YAML: the character U+0000 is not allowed"),
        ("é: \ud800", "line 1, column 1: this is not valid YAML: 'utf-8' codec can't encode character '\\ud800'"),
    ],
)
def test_what_is_wrong_with_a_large_text_is_told_too(wrong: str, problem: str) -> None:
    """In libyaml's words, with the place in characters."""
    document = Document()
    assert document.root(f"{wrong}\n# {'x' * 60_000}") is None
    assert [told[: len(problem)] for told in document.sorted_problems()] == [problem]
