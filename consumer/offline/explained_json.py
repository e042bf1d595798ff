"""`explain --json`: the same for a machine."""

import json
from typing import Any, assert_never

from consumer.core.printable import printable_json
from consumer.offline.values import writable
from transforms import Dropped, Invalid, Send, Verdict
from transforms.compiled.explanation import ConditionFinding, Explanation, FieldFinding


def explained_json(explanation: Explanation) -> bytes:
    """Write an explanation as one JSON object, with its line end."""
    return printable_json(f"{json.dumps(explained_facts(explanation), indent=2, ensure_ascii=False)}\n".encode())


def explained_facts(explanation: Explanation) -> dict[str, Any]:
    """An explanation as JSON has it, to be a part of something larger."""
    return {
        **_verdict(explanation.verdict),
        "event_name": explanation.event_name,
        "rule": explanation.matched,
        "rule_number": explanation.rule_number,
        "conditions": [_condition(finding) for finding in explanation.conditions],
        "fields": [_field(finding) for finding in explanation.fields],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    match verdict:
        case Send(body=body, is_fallback=is_fallback):
            return {"outcome": "send", "event": json.loads(body), "by_fallback": is_fallback}
        case Dropped(reason=reason):
            return {"outcome": "drop", "reason": reason}
        case Invalid(reason=reason, detail=detail):
            return {"outcome": "invalid", "reason": reason, "detail": detail}
        case _:
            assert_never(verdict)


def _condition(finding: ConditionFinding) -> dict[str, Any]:
    return {
        "condition": finding.words,
        "holds": finding.holds,
        "from": finding.found.place,
        "value": writable(finding.found.value),
    }


def _field(finding: FieldFinding) -> dict[str, Any]:
    return {
        "field": finding.name,
        "from": finding.found.place,
        "value": writable(finding.found.value),
        "looked_at": finding.found.places,
        "is_required": finding.is_required,
        "is_usable": finding.is_usable,
    }
