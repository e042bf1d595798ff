"""Values of an event as text: whatever JSON holds, longer integers and deeper nesting than orjson writes among it."""

import json

from transforms.conversions import kind_of


def value_text(value: object) -> str:
    """Write a value as JSON, or say its kind where it is nested too deeply to be written."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return kind_of(value)


def writable(value: object) -> object:
    """Give a value back, or its kind where it is nested too deeply to be written."""
    try:
        json.dumps(value, indent=2)
    except RecursionError:
        return kind_of(value)
    return value
