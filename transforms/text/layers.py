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
        A new tree. What was stated in `over` keeps its place in that text; entries of the preset come first.
    """
    return _merged(base, over, ())


def _merged(base: yaml.Node, over: yaml.Node, path: tuple[str, ...]) -> yaml.Node:
    if not (isinstance(base, yaml.MappingNode) and isinstance(over, yaml.MappingNode)):
        return over
    pairs = {_name(key): (key, value) for key, value in base.value}
    for key, value in over.value:
        name = _name(key)
        below = (*path, "*" if path == ("events",) else name)
        if name in pairs and below in _MERGED:
            value = _merged(pairs[name][1], value, below)  # noqa: PLW2901  the laid-over one takes its place
        pairs[name] = (key, value)
    return yaml.MappingNode(over.tag, list(pairs.values()), over.start_mark, over.end_mark)


def _name(key: yaml.Node) -> str:
    return str(key.value)
