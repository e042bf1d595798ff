"""Golden cases as data: what stands in `cases/*.yaml`, and how it becomes bytes and verdicts.

Each file has a `base` event, the `rule` that its verdicts name, perhaps a `mapping` in place of the default
preset, and `cases`. A case changes the base (`with` sets dot paths, `without` removes them) or brings a value of
its own: `text`, `hex`, `pieces` (texts and how often each is repeated) or `tombstone`; it may have a `mapping` of
its own, `goal_ids` as the setting gives them, and a `now`. It expects one of `send` (the vendor event, in the order
of its fields; `fallback` where it matters how the visitor was found), `dropped` and `invalid` (the reason).
"""

import copy
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import orjson
import yaml

from transforms import (
    UNMAPPED,
    CompiledBlueprint,
    Dropped,
    DropReason,
    Invalid,
    InvalidReason,
    Send,
    Verdict,
    compile_blueprint,
    parse_blueprint,
    with_goal_ids,
)

NOW = "2026-03-01T12:00:00Z"


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One case as it is written."""

    name: str
    changes: dict[str, Any] = msgspec.field(name="with", default_factory=dict)
    without: list[str] = []
    text: str | None = None
    hex: str | None = None
    pieces: list[tuple[str, int]] | None = None
    tombstone: bool = False
    mapping: dict[str, Any] | None = None
    goal_ids: str | None = None
    now: str = NOW
    rule: str | None = None
    send: dict[str, Any] | None = None
    fallback: bool | None = None
    dropped: DropReason | None = None
    invalid: InvalidReason | None = None


class CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file as it is written."""

    rule: str = UNMAPPED
    mapping: dict[str, Any] = msgspec.field(default_factory=lambda: {"extends": "default"})
    goal_ids: str = ""
    base: dict[str, Any] = {}
    cases: list[Case]


class Golden(msgspec.Struct, frozen=True, kw_only=True):
    """A case ready to be run.

    Attributes:
        title: The file's name and the case's.
        mapping: YAML, written as JSON, which is YAML too.
        goal_ids: As the setting gives them.
        now_epoch_seconds: The time.
        value: The record's value.
        expected: The verdict; the detail of an invalid one is left empty.
        is_fallback: Whether the visitor comes from the fallback; None where the case does not say.
    """

    title: str
    mapping: str
    goal_ids: str
    now_epoch_seconds: float
    value: bytes | None
    expected: Verdict
    is_fallback: bool | None

    def compiled(self) -> CompiledBlueprint:
        """Compile the mapping, once for all cases that share it."""
        return _compiled(self.mapping, self.goal_ids)


@cache
def _compiled(mapping: str, goal_ids: str) -> CompiledBlueprint:
    return compile_blueprint(with_goal_ids(parse_blueprint(mapping), goal_ids))


@cache
def load_cases(folder: Path) -> list[Golden]:
    """Read every case of a folder."""
    return [golden for path in sorted(folder.glob("*.yaml")) for golden in parse_cases(path.stem, path.read_text())]


def parse_cases(title: str, text: str) -> list[Golden]:
    """Read the cases of one file.

    Raises:
        ValueError: If a key is unknown, or a case does not expect exactly one thing.
    """
    file = msgspec.convert(yaml.load(text, Loader=yaml.CSafeLoader), CaseFile)
    return [
        Golden(
            title=f"{title}: {case.name}",
            mapping=json.dumps(file.mapping if case.mapping is None else case.mapping),
            goal_ids=file.goal_ids if case.goal_ids is None else case.goal_ids,
            now_epoch_seconds=datetime.fromisoformat(case.now).timestamp(),
            value=_value(case, file),
            expected=_expected(case, file),
            is_fallback=case.fallback,
        )
        for case in file.cases
    ]


def _value(case: Case, file: CaseFile) -> bytes | None:
    if case.tombstone:
        return None
    if case.hex is not None:
        return bytes.fromhex(case.hex)
    if case.pieces is not None:
        return "".join(text * times for text, times in case.pieces).encode()
    return json.dumps(_event(case, file)).encode() if case.text is None else case.text.encode()


def _event(case: Case, file: CaseFile) -> dict[str, Any]:
    event = copy.deepcopy(file.base)
    for path in case.without:
        *outer, key = path.split(".")
        del _container(event, outer)[key]
    for path, value in case.changes.items():
        *outer, key = path.split(".")
        _container(event, outer)[key] = value
    return event


def _container(event: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    for key in keys:
        event = event.setdefault(key, {})
    return event


def _expected(case: Case, file: CaseFile) -> Verdict:
    rule = file.rule if case.rule is None else case.rule
    match case.send, case.dropped, case.invalid:
        case fields, None, None if fields is not None:
            return Send(rule, orjson.dumps(fields))
        case None, reason, None if reason is not None:
            return Dropped(rule, reason)
        case None, None, reason if reason is not None:
            return Invalid(rule, reason, "")
        case _:
            raise ValueError(f"the case {case.name!r} must expect one of send, dropped and invalid")
