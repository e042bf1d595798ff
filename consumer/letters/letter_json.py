"""`dead-letters show --json`: the same for a machine, a line for each letter, nothing cut.

Bytes are `{"text": ...}` where they are UTF-8, else `{"base64": ...}`, and null where there are none.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from consumer.core.printable import printable_json
from consumer.letters.counts_json import place_facts, source_facts
from consumer.letters.letter import Letter
from consumer.letters.times import iso_time_text
from consumer.offline.explained_json import explained_facts
from transforms.compiled.explanation import Explanation


def letter_json(letter: Letter, topic: str, explanation: Explanation | None) -> bytes:
    """Write a letter as one line of JSON, with its line end.

    Args:
        letter: as it was read.
        topic: the dead-letter topic.
        explanation: what today's mapping makes of it; None where its value is left out.
    """
    facts = {
        "topic": topic,
        **place_facts(letter.place),
        "written": iso_time_text(letter.written_ms),
        "source": source_facts(letter.source),
        "reason": letter.reason,
        "rule": letter.rule,
        "status": letter.status,
        "failed": iso_time_text(letter.failed_ms),
        "said": letter.said,
        "headers": None if letter.headers is None else [[name, _bytes(value)] for name, value in letter.headers],
        "key": _bytes(letter.key),
        "value": _bytes(letter.value),
        "is_value_left_out": letter.is_left_out,
        "today": None if explanation is None else explained_facts(explanation),
    }
    # Not orjson, which writes no integer beyond 64 bits: the event may hold one.
    return printable_json(f"{json.dumps(facts, ensure_ascii=False)}\n".encode())


def _bytes(raw: bytes | None) -> Mapping[str, Any] | None:
    if raw is None:
        return None
    try:
        return {"text": raw.decode()}
    except UnicodeDecodeError:
        return {"base64": b64encode(raw).decode()}
