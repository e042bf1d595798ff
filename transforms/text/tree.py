"""A YAML text as PyYAML's node tree, in a second or two however large the text is.

PyYAML's own loader takes 5 s for a mapping of a thousand kilobytes, libyaml a tenth of that. libyaml's errors say less,
so it reads only what is large. It crashes where the tree is nested deeply: its events, which are read without nesting,
tell the depth first.
"""

from typing import Final

import yaml

MAX_CHARACTERS: Final = 1 << 20
"""A Kubernetes ConfigMap holds 1 MiB."""

_LARGE_CHARACTERS: Final = 50_000
_MAX_DEPTH: Final = 100
_FAST_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # absent where PyYAML was built without libyaml


def compose(text: str) -> yaml.Node | None:
    """Read a text into its tree.

    Args:
        text: YAML, of one document.

    Returns:
        The top of it; None when the text is empty.

    Raises:
        yaml.YAMLError: It is no YAML.
        ValueError, OverflowError: It is no YAML either: an escape or a version that is no number.
        RecursionError: It is nested too deeply.
    """
    if len(text) < _LARGE_CHARACTERS:
        return _composed(text, yaml.SafeLoader)
    depth = 0
    for event in yaml.parse(text, Loader=_FAST_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise RecursionError
    return _composed(text, _FAST_LOADER)


def _composed(text: str, loader: type[yaml.SafeLoader]) -> yaml.Node | None:
    node: yaml.Node | None = yaml.compose(text, Loader=loader)
    return node
