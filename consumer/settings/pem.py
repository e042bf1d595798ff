r"""PEM text as variables carry it: with `\n` for its line ends, or with blanks, as YAML and shells join lines.

OpenSSL wants the marks on lines of their own, and lines of 64 characters between them.
"""

import re
from typing import Final

_BLOCK: Final = re.compile(r"-----BEGIN (?P<label>[A-Z0-9 ]+)-----(?P<body>[A-Za-z0-9+/=\s]*)-----END (?P=label)-----")
_LINE_CHARACTERS: Final = 64


def with_line_ends(text: str) -> str:
    r"""The text with real line ends; one that has them, or that is no PEM, stays as it is.

    An encrypted key of the old form has headers before its body: where `\n` stands for their ends it is read, too.
    """
    if "\n" in text.strip():
        return text
    if "\\n" in text:
        return text.replace("\\r\\n", "\n").replace("\\n", "\n")
    blocks = list(_BLOCK.finditer(text))
    return "".join(map(_block, blocks)) if blocks else text


def _block(found: re.Match[str]) -> str:
    body = "".join(found["body"].split())
    lines = [body[index : index + _LINE_CHARACTERS] for index in range(0, len(body), _LINE_CHARACTERS)]
    return "\n".join([f"-----BEGIN {found['label']}-----", *lines, f"-----END {found['label']}-----", ""])
