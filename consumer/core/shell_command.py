"""Commands that are printed to be copied into a shell. Whatever a word holds, it stays one word and only a word."""

import shlex


def shell_command(program: str, *words: str) -> str:
    """The command in one line, every word quoted where a shell would read anything into it.

    Args:
        program: its name.
        words: its arguments. None may hold NUL, which no argument of a process can.
    """
    return " ".join(_quoted(word) for word in (program, *words))


def _quoted(word: str) -> str:
    return shlex.quote(word) if word.isprintable() else _escaped(word)


def _escaped(word: str) -> str:
    r"""What a terminal would not show as it is, in the form `$'...'` of bash, zsh, ksh and POSIX 2024.

    Each octet has three octal digits, so that no letter behind it can belong to it.
    """
    return f"$'{''.join(_letter(letter) for letter in word)}'"


def _letter(letter: str) -> str:
    if letter in "\\'":
        return f"\\{letter}"
    # A variable of the environment that is not UTF-8 reaches us with its octets as halves of surrogate pairs.
    return letter if letter.isprintable() else "".join(f"\\{o:03o}" for o in letter.encode("utf-8", "surrogateescape"))
