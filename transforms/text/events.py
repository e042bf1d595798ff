"""`events`: for each event name its aliases and its rules."""

from collections.abc import Iterator, Sequence
from typing import Final

import yaml

from transforms.blueprint import Condition, EventMapping, Rule
from transforms.kameleoon_event import EventType
from transforms.text.conditions import read_conditions
from transforms.text.document import PARTS_OF_A_RULE, Document, nearest
from transforms.text.fields import read_fields
from transforms.text.layers import DROP, with_entries_of
from transforms.text.reach import Reach
from transforms.verdict import UNMAPPED

RULE_KEYS: Final = ("when", "eventType", "fields")
EVENT_KEYS: Final = ("aliases", *RULE_KEYS, "rules")

_Parts = dict[str, yaml.Node]


def read_events(document: Document, node: yaml.Node) -> tuple[EventMapping, ...]:
    """Read the `events` of a mapping.

    Args:
        document: Where problems go.
        node: The entries by event name, a preset's among them.

    Returns:
        The entries that could be read, in the order of the text.
    """
    entries = document.entries(node, "'events'")
    if UNMAPPED in entries:
        document.report(entries[UNMAPPED][0], f"no event can be called {UNMAPPED!r}: metrics call what has no rule so")
    named = [(name, key, part) for name, (key, part) in entries.items() if not is_dropped(part)]
    aliases = {name: _aliases(document, name, part) for name, _, part in named}
    _report_repeated_names(document, [(name, key, aliases[name]) for name, key, _ in named])
    events = (_event(document, name, [alias for alias, _ in aliases[name]], part) for name, _, part in named)
    return tuple(event for event in events if event is not None)


def is_dropped(node: yaml.Node) -> bool:
    """Whether an entry only takes its event out of the mapping."""
    return isinstance(node, yaml.ScalarNode) and node.value == DROP


def _aliases(document: Document, name: str, node: yaml.Node) -> list[tuple[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        return []  # reported when the entry is read
    part = next((value for key, value in node.value if key.value == "aliases"), None)
    if part is None:
        return []
    items = part.value if isinstance(part, yaml.SequenceNode) else [part]  # no item takes a preset's aliases away
    texts = [(document.text(item, f"'aliases' of event {name!r}"), item) for item in items]
    return [(text, item) for text, item in texts if text is not None]


def _report_repeated_names(
    document: Document, named: Sequence[tuple[str, yaml.Node, Sequence[tuple[str, yaml.Node]]]]
) -> None:
    """An event of two entries would be counted by whichever comes first: nobody can mean that."""
    places: dict[str, list[tuple[str, yaml.Node]]] = {}
    for name, key, aliases in named:
        for text, node in ((name, key), *aliases):
            places.setdefault(text, []).append((name, node))
    for text, claims in places.items():
        if len(claims) > 1:
            last = max((node for _, node in claims), key=lambda node: node.start_mark.index)
            entries = " and ".join(dict.fromkeys(repr(name) for name, _ in claims))
            document.report(last, f"{text!r} is claimed twice, by event {entries}")


def _event(document: Document, name: str, aliases: list[str], node: yaml.Node) -> EventMapping | None:
    what = f"event {name!r}"
    parts = document.known_entries(node, what, EVENT_KEYS)
    if not isinstance(node, yaml.MappingNode):
        return None
    shared = {key: part for key, part in parts.items() if key in RULE_KEYS}
    if "rules" not in parts:
        rules = [rule] if (rule := _rule(document, what, shared, node)) else []
    else:
        rules = list(_listed_rules(document, what, shared, parts["rules"]))
    return EventMapping(name=name, aliases=tuple(aliases), rules=tuple(rules))


def _listed_rules(document: Document, what: str, shared: _Parts, node: yaml.Node) -> Iterator[Rule]:
    """Read several rules of one event. The conditions of its entry hold for each, the rest where a rule has no own."""
    when = read_conditions(document, shared.pop("when", None), f"'when' of {what}")
    if "eventType" in shared:
        _event_type(document, shared["eventType"], what)  # tells what is wrong, should every rule have its own
    if "fields" in shared:
        document.entries(shared["fields"], f"'fields' of {what}")
    earlier = Reach()
    for number, item in enumerate(document.items(node, f"'rules' of {what}"), start=1):
        called = f"rule {number} of {what}"
        own = document.known_entries(item, called, RULE_KEYS)
        if not isinstance(item, yaml.MappingNode):
            continue
        known_problems = len(document.problems)
        rule = _rule(document, called, _with_shared(shared, own), item, when)
        if rule is None or len(document.problems) > known_problems:
            continue  # what is wrong with it has been said; what it would take of others is not known
        if earlier.is_taken(rule.when):
            document.report(item, f"{called} can never be reached: a rule before it takes all of its events")
        earlier.add(rule.when)
        yield rule


def _with_shared(shared: _Parts, own: _Parts) -> _Parts:
    parts = {**shared, **own}
    both = [part for part in (shared.get("fields"), own.get("fields")) if isinstance(part, yaml.MappingNode)]
    if len(both) == 2:
        parts["fields"] = with_entries_of(*both)
    return parts


def _rule(
    document: Document, what: str, parts: _Parts, node: yaml.Node, shared_when: tuple[Condition, ...] = ()
) -> Rule | None:
    if not document.has_room(node, PARTS_OF_A_RULE):
        return None
    for key in ("eventType", "fields"):
        if key not in parts:
            document.report(node, f"{what} lacks {key!r}")
    when = shared_when + read_conditions(document, parts.get("when"), f"'when' of {what}")
    event_type = _event_type(document, parts["eventType"], what) if "eventType" in parts else None
    if event_type is None or "fields" not in parts:
        return None
    return Rule(when=when, event_type=event_type, fields=read_fields(document, parts["fields"], what, event_type))


def _event_type(document: Document, node: yaml.Node, what: str) -> EventType | None:
    word = document.text(node, f"'eventType' of {what}")
    known = [str(kind) for kind in EventType]
    if word is None or word in known:
        return None if word is None else EventType(word)
    document.report(node, f"there is no eventType {word!r}{nearest(word, known)}")
    return None
