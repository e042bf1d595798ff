"""A YAML text as values that know where they stand, so that every problem can be shown with its place.

PyYAML's loaders keep the last of two equal keys and forget lines, so its node tree is read instead.
Nothing here knows what a mapping means.

Invariants: a problem never stops the reading; `Document.problems` has every one, and whatever a reading
function could not read is None, left out or `Unreadable`. Keys that a tree repeats are reported when it is
parsed, once, so that trees can be laid over one another afterwards without losing such a problem.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

import yaml

from transforms.text.tree import MAX_CHARACTERS, compose

Scalar = str | int | float | bool | None

# 2026-02-30; "\ud800", which UTF-8 cannot write; !!bool maybe and the like, over which PyYAML's constructors stumble.
_CONSTRUCTION_ERRORS: Final = (yaml.YAMLError, ValueError, ArithmeticError, LookupError, AttributeError)

MAX_PARTS: Final = 200_000
"""What compiles in some seconds."""

PARTS_OF_A_RULE: Final = 20
"""What a rule costs beside its fields: as much as so many places."""

MAX_OFFERED: Final = 20
"""Of many words that may be meant, so many are listed."""

_DECIMAL: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_PLAIN: Final = "quote a text, or write a decimal number, true or false"


class Unreadable:
    """Stands for what could not be read and has been reported."""


@dataclass(slots=True)
class Document:
    """Reads nodes and gathers what is wrong with them."""

    problems: list[tuple[int, int, str]] = field(default_factory=list)
    parts: int = 0

    def root(self, text: str) -> yaml.Node | None:
        """Read a text into its tree.

        Args:
            text: YAML, of one document.

        Returns:
            The top of it; None when the text is empty or is no YAML, which is then a problem.
        """
        if len(text) > MAX_CHARACTERS:
            self._report(None, f"the mapping is too large: it has {len(text):,} characters, {MAX_CHARACTERS:,} at most")
            return None
        try:
            node = compose(text)
        except yaml.MarkedYAMLError as error:
            problem = ", ".join(part for part in (error.context, error.problem) if part)
            self._report(error.problem_mark, f"this is not valid YAML: {problem}")
        except yaml.reader.ReaderError as error:
            before = text[: text.find(chr(error.character))].split("\n")  # libyaml counts bytes
            problem = f"this is not valid YAML: the character U+{error.character:04X} is not allowed"
            self.problems.append((len(before), len(before[-1]) + 1, problem))
        except (ValueError, OverflowError) as error:  # "\UFFFFFFFF"; %YAML and a version of 5,000 digits
            self._report(None, f"this is not valid YAML: {error}")
        except RecursionError:
            self._report(None, "this YAML cannot be read: it is nested too deeply")
        else:
            if node is None:
                self._report(None, "the mapping is empty")
            else:
                self._report_repeated_keys(node)
            return node
        return None

    def _report_repeated_keys(self, root: yaml.Node) -> None:
        for node in _mappings(root):
            seen: set[str] = set()
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode):
                    if key.value in seen:
                        self.report(key, f"{key.value!r} is there twice")
                    seen.add(key.value)

    def report(self, node: yaml.Node, problem: str) -> None:
        """Add a problem at the beginning of a node."""
        self._report(node.start_mark, problem)

    def has_room(self, node: yaml.Node, parts: int) -> bool:
        """Count what the mapping is made of; when it is too much, tell it once, and read nothing more of the kind.

        Args:
            node: Where they stand.
            parts: How many there are. An anchor's are there again wherever it is referred to.
        """
        if self.parts <= MAX_PARTS < self.parts + parts:
            self.report(
                node,
                f"the mapping is too large: from here it has more than {MAX_PARTS:,} places and values "
                f"(each spelling of a path is a place; a rule counts for {PARTS_OF_A_RULE})",
            )
        self.parts += parts
        return self.parts <= MAX_PARTS

    def entries(self, node: yaml.Node, what: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """Read keys and values.

        Args:
            node: What should be a YAML mapping.
            what: Its name in problems.

        Returns:
            For each key its own node and its value's, in the order of the text.
        """
        if not isinstance(node, yaml.MappingNode):
            self.report(node, f"{what} must be keys with values, not {_kind(node)}")
            return {}
        entries: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key_node, value_node in node.value:
            key = self.text(key_node, f"a key of {what}")
            if key is not None:
                entries[key] = (key_node, value_node)
        return entries

    def known_entries(
        self, node: yaml.Node, what: str, known: Collection[str], *, required: Collection[str] = ()
    ) -> dict[str, yaml.Node]:
        """Read keys and values where only certain keys have a meaning.

        Args:
            node: What should be a YAML mapping.
            what: Its name in problems.
            known: The keys that have a meaning; all others are problems.
            required: The keys that must be there.

        Returns:
            The values of the known keys.
        """
        entries = self.entries(node, what)
        for key, (key_node, _) in entries.items():
            if key not in known:
                self.report(key_node, f"{what} has no {key!r}{nearest(key, known)}")
        if isinstance(node, yaml.MappingNode):
            for key in required:
                if key not in entries:
                    self.report(node, f"{what} lacks {key!r}")
        return {key: value for key, (_, value) in entries.items() if key in known}

    def text(self, node: yaml.Node, what: str) -> str | None:
        """Read a text that is not empty; what YAML takes for another type must be quoted."""
        value = self.scalar(node, what)
        if isinstance(value, str) and value:
            return value
        if not isinstance(value, Unreadable):
            shown = "an empty text" if value == "" else f"{node.value or 'null'} unquoted"
            self.report(node, f"{what} must be a text, not {shown}")
        return None

    def scalar(self, node: yaml.Node, what: str) -> Scalar | Unreadable:
        """Read a text, number, true, false or null."""
        if not isinstance(node, yaml.ScalarNode):
            self.report(node, f"{what} must be one value, not {_kind(node)}")
            return Unreadable()
        try:
            value = yaml.constructor.SafeConstructor().construct_object(node)
            node.value.encode()
        except _CONSTRUCTION_ERRORS:
            self.report(node, f"{what} cannot be read as {node.tag.rpartition(':')[2]}: {node.value!r}")
            return Unreadable()
        if _is_ambiguous(value, node.value):
            self.report(node, f"{what} is {node.value} unquoted, which does not mean the same everywhere: {_PLAIN}")
            return Unreadable()
        # A date, say, is no JSON: the text is what its author sees.
        return value if isinstance(value, str | int | float | None) else node.value

    def word(self, node: yaml.Node, what: str, known: Iterable[str]) -> str | None:
        """Read one of certain words."""
        word, words = self.text(node, what), list(known)
        if word is None or word in words:
            return word
        self.report(node, f"{what} is {word!r}{nearest(word, words)}")
        return None

    def items(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        """Read one value, or a list of at least one, as a list."""
        if not isinstance(node, yaml.SequenceNode):
            return [node]
        if not node.value:
            self.report(node, f"{what} must not be an empty list")
        return list(node.value)

    def sorted_problems(self) -> tuple[str, ...]:
        """List the problems in the order of the text, for a person, each once however often its place is read."""
        return tuple(f"line {line}, column {column}: {text}" for line, column, text in sorted(set(self.problems)))

    def _report(self, mark: yaml.Mark | None, problem: str) -> None:
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        self.problems.append((line, column, problem))


def _is_ambiguous(value: object, text: str) -> bool:
    """Whether YAML 1.1, which is read here, and YAML 1.2 (an editor, say) take a text for different values."""
    match value:
        case bool():
            return text.lower() not in {"true", "false"}  # yes, no, on, off
        case int():
            return not _DECIMAL.fullmatch(text)  # 0100, 1_000, 1:30
        case float():
            return "_" in text or ":" in text  # 1_0.5, 1:30.5
        case _:
            return False


def nearest(word: str, known: Iterable[str]) -> str:
    """Name the known word that looks most like another one, as the end of a sentence; else what there is."""
    words = list(known)
    if not words:
        return ""
    by_letters = {known.casefold(): known for known in words}
    close = get_close_matches(word.casefold(), by_letters)
    if close:
        return f"; did you mean {by_letters[close[0]]!r}?"
    more = f" and {len(words) - MAX_OFFERED:,} more" if len(words) > MAX_OFFERED else ""
    return f"; there is {', '.join(words[:MAX_OFFERED])}{more}"


def _mappings(root: yaml.Node) -> Iterator[yaml.MappingNode]:
    """Walk a tree; an anchor that is referred to often, or from within itself, is visited once."""
    visited: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in visited:
            continue
        visited.add(id(node))
        match node:
            case yaml.MappingNode(value=pairs):
                yield node
                waiting += [part for pair in pairs for part in pair]
            case yaml.SequenceNode(value=items):
                waiting += items


def _kind(node: yaml.Node) -> str:
    match node:
        case yaml.MappingNode():
            return "keys with values"
        case yaml.SequenceNode():
            return "a list"
        case _:
            return "a single value"
