"""Where values stand in an event: one path or a list of paths."""

import yaml

from transforms.paths import Path, parse_path, spelling_count
from transforms.text.document import Document


def read_paths(document: Document, node: yaml.Node, what: str) -> tuple[Path, ...]:
    """Read one path or several.

    Args:
        document: Where problems go.
        node: A text or a list of texts.
        what: Its name in problems.

    Returns:
        The paths that could be read, in their order.
    """
    paths: dict[Path, None] = {}
    for item in document.items(node, what):
        word = document.text(item, what)
        if word is None:
            continue
        try:
            path = parse_path(word)
        except ValueError as error:
            document.report(item, f"{what}: {error}")
            continue
        if path in paths:
            document.report(item, f"{what} has {word!r} twice")
        if not document.has_room(item, spelling_count(path)):
            break
        paths[path] = None
    return tuple(paths)
