r"""Text that strict JSON refuses and its author takes for JSON: JavaScript cuts emoji in two, Python writes NaN.

A field that nobody reads must not decide about an event, and the decoder refuses these wherever they stand. So when it
has refused a value, the value is written anew, and decoded once more by the same decoder:

| there is                                              | it becomes                                    |
|-------------------------------------------------------|-----------------------------------------------|
| half a surrogate pair, a malformed `\u`                | U+FFFD                                        |
| a byte that is no UTF-8                               | U+FFFD                                        |
| a raw control character in a text                     | its escape                                    |
| an escape that JSON does not know, such as `\'`        | the character itself, as in JavaScript        |
| NaN, Infinity, a number beyond a double               | the same as a text, which is no number either |
| a list or an object below `MAX_DEPTH` others          | null: no path leads there                     |
| a byte order mark at the beginning                    | nothing                                       |

What is no JSON for any other reason stays so.
"""

import codecs
import re
from math import isfinite
from typing import Final

MAX_DEPTH: Final = 64
"""More than the keys of any path, and what a field's own value may hold."""

# Each alternative takes all that it can and gives nothing back, and a text may lack its end: linear, whatever comes.
_TEXT: Final = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
_TOKEN: Final = re.compile(rf"{_TEXT}|-?(?:NaN|Infinity)|-?[0-9][0-9.eE+-]*+", re.DOTALL)
_BRACKET: Final = re.compile(rf"{_TEXT}|[\[{{]|[\]}}]".encode(), re.DOTALL)
_HIGH: Final = r"\\u[dD][89abAB][0-9a-fA-F]{2}"
_LOW: Final = r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_PART: Final = re.compile(
    rf"""(?P<pair>{_HIGH}{_LOW})
       | (?P<half>{_HIGH}|{_LOW}|\\u(?![0-9a-fA-F]{{4}}))
       | (?P<escape>\\["\\/bfnrtu])
       | \\(?P<stray>.)
       | (?P<control>[\x00-\x1f])""",
    re.DOTALL | re.VERBOSE,
)


def repaired(value: bytes) -> bytes:
    """Write a value anew, as the table says but for its depth.

    Args:
        value: Which is no JSON by the letter.

    Returns:
        UTF-8. It is JSON if nothing else was wrong with it.
    """
    text = value.removeprefix(codecs.BOM_UTF8).decode(errors="replace")
    return _TOKEN.sub(_repaired_token, text).encode()


def shallow(value: bytes) -> bytes:
    """Put null for what is nested too deeply.

    Args:
        value: JSON.

    Returns:
        The same with at most `MAX_DEPTH` lists and objects in one another.
    """
    kept, kept_until, depth = [], 0, 0
    for token in _BRACKET.finditer(value):
        if token[0] in b"[{":
            depth += 1
            if depth == MAX_DEPTH + 1:
                kept += [value[kept_until : token.start()], b"null"]
        elif token[0] in b"]}":
            depth -= 1
            if depth == MAX_DEPTH:
                kept_until = token.end()
    return b"".join(kept if depth > MAX_DEPTH else [*kept, value[kept_until:]])


def _repaired_token(token: re.Match[str]) -> str:
    text = token[0]
    if text.startswith('"'):
        return _PART.sub(_repaired_part, text)
    try:
        return text if isfinite(float(text)) else f'"{text}"'
    except ValueError:
        return text  # the decoder says that it is none


def _repaired_part(part: re.Match[str]) -> str:
    match part.lastgroup:
        case "half":
            return r"\ufffd"
        case "stray" | "control" as group:
            return _escaped(part[group])
        case _:
            return part[0]


def _escaped(character: str) -> str:
    return character if character >= " " else f"\\u{ord(character):04x}"
