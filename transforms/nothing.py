"""What stands for nothing: text that a language, a template or a tag manager prints where there was no value.

Sent as a visitor, such a text makes one person of all the strangers who have it; sent as a nonce, one event of all
events. The lists are closed, and `presets/default.yaml` documents them. Capital letters do not matter, nor do blanks,
quotes and brackets around a word.
"""

import re
from typing import Final

_ASCII_BLANKS: Final = "\0\t\n\v\f\r "
BLANKS: Final = _ASCII_BLANKS + "".join(
    map(
        chr,
        (
            *(0x85, 0xA0, 0xAD, 0x061C, 0x1680, 0x180E),
            *range(0x2000, 0x2010),
            *range(0x2028, 0x2030),
            *range(0x205F, 0x2070),
            *(0x2800, 0x3000, 0x3164, 0xFEFF),
        ),
    )
)
"""Blanks, and characters of no width. Around an identifier they are no part of it."""

WORDS: Final = frozenset(
    {
        *("undefined", "null", "none", "nil", "nan"),  # JavaScript, Python, Go, Ruby and their templates
        *("n/a", "#n/a", "na", "\\n"),  # spreadsheets, pandas, R; MySQL's and PostgreSQL's dumps
        *("not set", "not_set", "not-set", "notset", "no value"),  # Google Analytics; Go's templates
        "",
    }
)
"""What is nothing in every field that is no free text."""

NUMBER: Final = "nan"
"""In place of a number it is a sum that went wrong, and is told as such."""

NOBODY: Final = frozenset(
    {"true", "false", "unknown", "anonymous", "unset", "empty", "blank", "dbnull", "infinity", "-1", "0.0"}
)
"""What is nothing as an identifier, beside `WORDS` and noughts: `0`, `00000000-0000-0000-0000-000000000000`."""

NOUGHTS: Final = "0" * 255
LONGEST_WORD: Final = max(map(len, WORDS | NOBODY))
_CLOSING: Final = "\"')>]}"
PLAIN: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""A text that begins and ends with one of these, comes after `NOUGHTS` in the order of texts and is longer than any of
the words is no word, no nought and no placeholder, and has no blank around it. Nearly every identifier is one."""

_QUOTES: Final = f"{BLANKS}{_CLOSING}(<[{{"
_PLACEHOLDER_ENDS: Final = ("}", ">", "]", "%", "%7d", "%7D")
_PLACEHOLDER: Final = re.compile(
    r"""\{\{.*\}\} | \$\{.*\} | \#\{.*\} | %\{.*\} | \{%.*%\} | <%.*%> | \[\[.*\]\] | %%.*%% | \{[a-z_][a-z_ .]*\}
      | %7b%7b.*%7d%7d | (?:\$|%24)%7b.*%7d | \[object\ .*\]""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def trimmed(text: str) -> str:
    """Take the blanks around a text away."""
    return text.strip(BLANKS)


def is_nothing(text: str) -> bool:
    """Whether a text stands for nothing: blank, one of `WORDS`, or a placeholder that nobody filled in.

    `{{...}}`, `${...}`, `#{...}`, `%{...}`, `{%...%}`, `<%...%>`, `[[...]]`, `%%...%%` and `{...}` of a name are
    placeholders, percent-encoded ones too; so is JavaScript's `[object Object]` and the like.
    """
    return _core(text) in WORDS or _is_placeholder(text)


def is_word(text: str) -> bool:
    """Whether a text is blank or a short one of `WORDS`; what is longer may mean something where anything may stand."""
    return len(text.strip()) <= LONGEST_WORD and _core(text) in WORDS


def is_nobody(text: str) -> bool:
    """Whether a text, as an identifier, stands for nothing."""
    core = _core(text)
    is_empty = not core.strip("0-") or not core.strip("\ufffd")  # which stands for what could not be read
    return is_empty or core in WORDS or core in NOBODY or _is_placeholder(text)


def _core(text: str) -> str:
    """Take the blanks around a text away, and quotes or brackets if it ends with one."""
    whole = text.strip(BLANKS)
    return (whole.strip(_QUOTES) if whole.endswith(tuple(_CLOSING)) else whole).lower()


def _is_placeholder(text: str) -> bool:
    whole = text.strip(BLANKS)
    return whole.endswith(_PLACEHOLDER_ENDS) and _PLACEHOLDER.fullmatch(whole) is not None
