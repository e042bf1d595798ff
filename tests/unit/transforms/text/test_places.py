"""Places in an event, one or several."""

import pytest

from tests.unit.transforms.text.mappings import tree
from transforms.paths import Path
from transforms.text.document import Document
from transforms.text.places import read_paths

SPELLED = (
    "256 at most: each key in snake_case is looked for in camelCase too. Write the keys as the event spells them, in "
    "camelCase if they are"
)


@pytest.mark.parametrize(
    ("text", "paths", "problems"),
    [
        ("a.b", (("a", "b"),), ()),
        ("[a, b.c d]", (("a",), ("b", "c d")), ()),
        ("[]", (), ("line 1, column 1: it must not be an empty list",)),
        ("[a, a, b]", (("a",), ("b",)), ("line 1, column 5: it has 'a' twice",)),
        (
            "[5, a, b., c]",
            (("a",), ("c",)),
            (
                "line 1, column 2: it must be a text, not 5 unquoted",
                "line 1, column 8: it: 'b.' is no path: write keys joined by dots, such as context.page.url",
            ),
        ),
        (
            f"[{'.'.join(['a'] * 51)}, c]",
            (("c",),),
            (f"line 1, column 2: it: '{'a.' * 30}...' has 51 keys, 50 at most",),
        ),
        (
            f"[{'.'.join(['a_b'] * 40)}, c]",
            (("c",),),
            (f"line 1, column 2: it: '{'a_b.' * 15}...' has 1,099,511,627,776 spellings, {SPELLED}",),
        ),
    ],
)
def test_places_are_read(text: str, paths: tuple[Path, ...], problems: tuple[str, ...]) -> None:
    """In their order; what is no path is told and left out."""
    document = Document()
    assert read_paths(document, tree(text), "it") == paths
    assert document.sorted_problems() == problems
