"""`explain` for a person: which rule matched, where each field came from, what was missing, what would be sent."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import assert_never

import orjson
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from consumer.core.printable import printable, printable_bytes
from consumer.offline.values import value_text
from transforms import Blueprint, Dropped, Invalid, Send, Verdict, preset_with
from transforms.compiled.explanation import ConditionFinding, Explanation, FieldFinding, Found

_VALUE_CHARACTERS = 60


def explained(explanation: Explanation, blueprint: Blueprint) -> RenderableType:
    """Lay out an explanation.

    Args:
        explanation: Of one event.
        blueprint: The mapping that it was judged by.

    Returns:
        Something that rich prints.
    """
    parts: list[RenderableType] = [_headline(explanation.verdict), *_which_rule(explanation, blueprint)]
    if explanation.conditions:
        parts += ["", Text("Conditions", style="bold"), _conditions(explanation.conditions)]
    if explanation.fields:
        parts += ["", Text("Fields", style="bold"), _fields(explanation.fields)]
    if isinstance(explanation.verdict, Send):
        parts += ["", Text("Sent to Kameleoon", style="bold"), _pretty(explanation.verdict.body)]
    return Group(*parts)


def _headline(verdict: Verdict) -> Text:
    match verdict:
        case Send(is_fallback=is_fallback):
            note = "; by the fallback identifier, so not attributed to an experiment" if is_fallback else ""
            return Text.assemble(("SEND", "bold green"), note)
        case Dropped(reason=reason):
            return Text.assemble(("DROP", "bold yellow"), f" {reason}")
        case Invalid(reason=reason, detail=detail):
            return Text.assemble(("INVALID", "bold red"), f" {reason}: {_shown(detail)}")
        case _:
            assert_never(verdict)


def _which_rule(explanation: Explanation, blueprint: Blueprint) -> Iterator[Text]:
    name = explanation.event_name
    if name is None:
        if isinstance(explanation.verdict, Dropped):
            yield Text("Event     without a name")
        return
    yield Text.assemble("Event     ", (_shown(name), "bold"))
    if explanation.matched is None:
        yield Text(f"Rule      none{_near(name, blueprint)}")
    elif explanation.rule is None:
        yield Text(f"Rule      {_shown(explanation.matched)}: none of its conditions holds")
    else:
        number = f", rule {explanation.rule_number}" if _rule_count(explanation, blueprint) > 1 else ""
        yield Text(f"Rule      {_shown(explanation.matched)}{number}, makes a {explanation.rule.event_type}")


def _rule_count(explanation: Explanation, blueprint: Blueprint) -> int:
    return next((len(event.rules) for event in blueprint.events if event.name == explanation.matched), 0)


def _near(name: str, blueprint: Blueprint) -> str:
    known = [known for event in blueprint.events for known in event.names]
    if name in known:  # the whole mapping's condition came first
        return ""
    if preset := preset_with(name):
        return f"; preset {preset} maps it (extends: {preset})"
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; the mapping has {_shown(', '.join(known))}"


def _conditions(findings: Sequence[ConditionFinding]) -> Table:
    table = _grid()
    for finding in findings:
        state = Text("holds", style="green") if finding.holds else Text("does not hold", style="yellow")
        table.add_row(Text(_shown(finding.words)), state, _origin(finding.found))
    return table


def _fields(findings: Sequence[FieldFinding]) -> Table:
    table = _grid()
    for finding in findings:
        if finding.found.place is not None:
            style = "" if finding.is_usable else "red"
            note = "" if finding.is_usable else ", cannot be used"
            table.add_row(
                Text(finding.name), Text(_value(finding.found.value), style=style), _origin(finding.found, note)
            )
        else:
            absent = Text("missing", style="red") if finding.is_required else Text("left out", style="dim")
            table.add_row(Text(finding.name), absent, _origin(finding.found))
    return table


def _origin(found: Found, note: str = "") -> Text:
    if found.place is not None:
        place = _shown(found.place)
        return Text(f"from {place}{note}" if found.places else f"{place}{note}", style="dim")
    return Text(f"nothing in {_shown(', '.join(found.places))}", style="dim")


def _value(value: object) -> str:
    text = printable_bytes(value_text(value).encode())
    return text if len(text) <= _VALUE_CHARACTERS else f"{text[:_VALUE_CHARACTERS]}…"


def _shown(name: str) -> str:
    """Names come from strangers: control characters must not reach the terminal."""
    return printable(name)


def _pretty(body: bytes) -> Text:
    return Text(printable_bytes(orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2)))


def _grid() -> Table:
    table = Table.grid(padding=(0, 2))
    for _ in range(3):
        table.add_column(overflow="fold")
    return table
