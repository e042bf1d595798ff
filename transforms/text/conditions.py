"""`when`: conditions on an event, one or a list of which all must hold."""

from math import isfinite
from typing import Final

import yaml

from transforms.blueprint import Comparable, Condition, OneOf, Present, Scalar, comparable
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
    if not document.has_room(node, len(items)):
        return None
    values: dict[Comparable, Scalar] = {}
    for item in items:
        value = _value(document, item, f"{key!r} of {what}")
        if value is None:
            continue
        if comparable(value) in values:
            document.report(item, f"{key!r} of {what} has {item.value!r} twice")
        values[comparable(value)] = value
    return OneOf(tuple(values.values()))


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
