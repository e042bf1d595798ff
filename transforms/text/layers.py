"""A mapping laid over the preset that it extends: what it states replaces what the preset states.

Keys are laid over one another down to a single field of an event; a field, a condition or a list is replaced
whole. The word `drop` in place of an event takes it out of the mapping, `omit` in place of a field that field.
"""

from typing import Final

import yaml

DROP: Final = "drop"
OMIT: Final = "omit"

# What has keys of its own that are laid over one by one; `*` is any event name.
_MERGED: Final = (("nonce",), ("identity",), ("events",), ("events", "*"), ("events", "*", "fields"))


def laid_over(base: yaml.Node, over: yaml.Node) -> yaml.Node:
    """Lay one mapping's tree over another's.

    Args:
        base: The preset's tree.
        over: The tree of the mapping that extends it.

    Returns:
        A new tree. What was stated in `over` keeps its place in that text; entries of the preset come first, and
        stand where the part of that text begins that they belong to: of a place in the preset nobody would know.
    """
    return _merged(base, over, ())


def with_entries_of(base: yaml.MappingNode, over: yaml.MappingNode) -> yaml.MappingNode:
    """Add to a tree the entries of another that it does not have itself; they come first and keep their places."""
    pairs = {_name(key): (key, value) for key, value in (*base.value, *over.value)}
    return yaml.MappingNode(over.tag, list(pairs.values()), over.start_mark)


def _merged(base: yaml.Node, over: yaml.Node, path: tuple[str | int, ...]) -> yaml.Node:
    if not (isinstance(base, yaml.MappingNode) and isinstance(over, yaml.MappingNode)):
        return over
    pairs = {_name(key): (_placed(key, over), _placed(value, over)) for key, value in base.value}
    for key, value in over.value:
        name = _name(key)
        below = (*path, "*" if path == ("events",) else name)
        if name in pairs and below in _MERGED:
            value = _merged(pairs[name][1], value, below)  # noqa: PLW2901  the laid-over one takes its place
        pairs[name] = (key, value)
    return yaml.MappingNode(over.tag, list(pairs.values()), over.start_mark)


def _placed(node: yaml.Node, at: yaml.Node) -> yaml.Node:
    match node:
        case yaml.MappingNode(value=pairs):
            placed = [(_placed(key, at), _placed(value, at)) for key, value in pairs]
            return yaml.MappingNode(node.tag, placed, at.start_mark)
        case yaml.SequenceNode(value=items):
            return yaml.SequenceNode(node.tag, [_placed(item, at) for item in items], at.start_mark)
        case _:
            return yaml.ScalarNode(node.tag, node.value, at.start_mark)


def _name(key: yaml.Node) -> str | int:
    """What a key is told from others by; a list or YAML mapping as a key, which is a mistake, is like no other."""
    return key.value if isinstance(key, yaml.ScalarNode) else id(key)
