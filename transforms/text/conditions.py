"""`when`: conditions on an event, one or a list of which all must hold."""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Final

import yaml

from transforms.blueprint import Condition, OneOf, Present, Scalar
from transforms.text.document import Document, Unreadable
from transforms.text.places import read_paths

_TESTS: Final = ("equals", "one_of", "present")
CONDITION_KEYS: Final = ("from", *_TESTS)


def read_conditions(document: Document, node: yaml.Node | None, what: str) -> tuple[Condition, ...]:
    """Read a `when`.

    Args:
        document: Where problems go.
        node: One condition or a list; None when there is no `when`.
        what: Its name in problems.

    Returns:
        The conditions that could be read.
    """
    if node is None:
        return ()
    conditions = (_condition(document, item, what) for item in document.items(node, what))
    return tuple(condition for condition in conditions if condition is not None)


def takes_all(conditions: Iterable[Condition], others: Sequence[Condition]) -> bool:
    """Whether whatever satisfies all of the other conditions satisfies all of these.

    Args:
        conditions: Of a rule.
        others: Of a rule that stands after it.

    Returns:
        True if the other rule is never reached. That it can be is not proven otherwise: the places differ, say.
    """
    return all(any(_implies(other, condition) for other in others) for condition in conditions)


def _implies(condition: Condition, other: Condition) -> bool:
    if condition.paths != other.paths:
        return False
    match condition.test, other.test:
        case OneOf(values), OneOf(wider):
            return all(_is_among(value, wider) for value in values)
        case OneOf(), Present(is_wanted):
            return is_wanted
        case test, other_test:
            return test == other_test


def _condition(document: Document, node: yaml.Node, what: str) -> Condition | None:
    parts = document.known_entries(node, what, CONDITION_KEYS, required=("from",))
    tests = [key for key in _TESTS if key in parts]
    if len(tests) != 1:
        if isinstance(node, yaml.MappingNode):  # anything else has been reported
            document.report(node, f"{what} needs one of {', '.join(_TESTS)}")
        return None
    test = _test(document, tests[0], parts[tests[0]], what)
    if test is None or "from" not in parts:
        return None
    return Condition(paths=read_paths(document, parts["from"], f"'from' of {what}"), test=test)


def _test(document: Document, key: str, node: yaml.Node, what: str) -> OneOf | Present | None:
    if key == "present":
        return _present(document, node, what)
    items = document.items(node, f"'one_of' of {what}") if key == "one_of" else [node]
    values = [_value(document, item, f"{key!r} of {what}") for item in items]
    for index, value in enumerate(values):
        if value is not None and _is_among(value, values[:index]):
            document.report(items[index], f"{key!r} of {what} has {items[index].value!r} twice")
    return OneOf(tuple(value for value in values if value is not None))


def _is_among(value: Scalar, others: Iterable[Scalar | None]) -> bool:
    """Whether a value equals another as JSON values do: 1 is 1.0, but true is not 1, though Python thinks so."""
    return any(value == other and isinstance(value, bool) == isinstance(other, bool) for other in others)


def _present(document: Document, node: yaml.Node, what: str) -> Present | None:
    value = document.scalar(node, f"'present' of {what}")
    if isinstance(value, bool):
        return Present(value)
    if not isinstance(value, Unreadable):
        document.report(node, f"'present' of {what} must be true or false, unquoted")
    return None


def _value(document: Document, node: yaml.Node, what: str) -> Scalar | None:
    value = document.scalar(node, what)
    if isinstance(value, Unreadable):
        return None
    if value is None or value == "" or (isinstance(value, float) and not isfinite(value)):
        shown = "null" if value is None else repr(node.value)
        document.report(node, f"{what} can never hold: nothing in an event is equal to {shown}")
        return None
    return value
