"""What an event must pass before it is built: conditions, consent, age. What does not pass is dropped.

An event that the mapping does not want is dropped whatever else is wrong with it, so these come before every
check of its fields.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, assert_never

from transforms.blueprint import Blueprint, Condition, OneOf, Present, comparable
from transforms.compiled.reading import Continuation, Event
from transforms.compiled.signal_event import EventShape
from transforms.paths import Path, every_spelling

Holds = Callable[[Event], bool]
"""Whether something holds of a decoded event."""

IsTooOld = Callable[[Event, float], bool]
"""Whether a decoded event is too old at a time, seconds since the epoch."""

TIMESTAMP: Final[tuple[Path, ...]] = (("timestamp",),)
"""Where an event tells when it happened."""

_GRANTED: Final = frozenset({"true", "granted"})


def consent_paths(category: str) -> tuple[Path, ...]:
    """List where a visitor's consent to a category may stand.

    Signal writes it in four shapes: `canonical` beside the site's own `categories`, three or four flat
    categories, or `categories` alone (mobile). The canonical view is the one that its own mappings refer to.
    """
    places = (("consent", "canonical"), ("consent",), ("consent", "categories"))
    return tuple((*outer, *place, category) for outer in (("context",), ()) for place in places)


def gate_paths(blueprint: Blueprint) -> tuple[Path, ...]:
    """List every path, in every spelling, that the gates of a mapping read beside its conditions."""
    consent = () if blueprint.required_consent is None else consent_paths(blueprint.required_consent)
    return (*consent, *(() if blueprint.max_age_seconds is None else TIMESTAMP))


def all_hold(conditions: Sequence[Condition], shape: EventShape) -> Holds | None:
    """Make the function that says whether all conditions hold; None where there are none."""
    if not conditions:
        return None
    tests: dict[str, object] = {
        f"holds_{index}": condition_test(condition.test) for index, condition in enumerate(conditions)
    }
    lines = [
        line for index in range(len(conditions)) for line in (f"if not holds_{index}(v{index}):", "    return False")
    ]
    groups = [every_spelling(condition.paths) for condition in conditions]
    holds: Holds = shape.generate(groups, Continuation(lines=[*lines, "return True"], constants=tests))
    return holds


def condition_test(test: OneOf | Present) -> Callable[[object], bool]:
    """Make the function that tests the first present value, or None."""
    match test:
        case OneOf(values=values):
            wanted = frozenset(map(comparable, values))
            # Only what can be hashed may be looked for: a list or an object is equal to nothing here.
            return lambda raw: type(raw) in _SCALARS and comparable(raw) in wanted
        case Present(is_wanted=is_wanted):
            return lambda raw: (raw is not None) is is_wanted
        case _:
            assert_never(test)


def has_consent(category: str, shape: EventShape) -> Holds:
    """Make the function that says whether the visitor has consented; what cannot be read is no consent."""
    then = Continuation(lines=["return is_granted(v0)"], constants={"is_granted": _is_granted})
    holds: Holds = shape.generate([consent_paths(category)], then)
    return holds


def is_older_than(max_age_seconds: int, shape: EventShape) -> IsTooOld:
    """Make the function that says whether an event is too old. One whose time cannot be read is not."""
    timestamp = shape.generate([TIMESTAMP], Continuation(lines=["return v0"], constants={}))

    def is_too_old(event: Event, now_epoch_seconds: float) -> bool:
        milliseconds = epoch_milliseconds(timestamp(event))
        return milliseconds is not None and milliseconds < (now_epoch_seconds - max_age_seconds) * 1000

    return is_too_old


def epoch_milliseconds(raw: object) -> float | None:
    """Read an event's timestamp: ISO 8601 (UTC where it names no zone), or a number, perhaps written as a text.

    A number tells its unit by its size. From 2001 to 2286 seconds since the epoch have 10 digits before the point,
    milliseconds 13, microseconds 16 and nanoseconds 19; any other number is no time: not 0, which stands for none,
    nor 20260301.

    Returns:
        None where it is no readable time.
    """
    if type(raw) is str:
        text = raw.strip()
        return _of_iso(text) if _NUMBER.fullmatch(text) is None else _of_number(float(text))
    return _of_number(raw) if type(raw) is int or type(raw) is float else None


_NUMBER: Final = re.compile(r"[0-9]{9,32}(?:\.[0-9]{1,32})?")  # eight digits are a date, as ISO 8601 writes it too
_LEAST_SECONDS, _MOST_SECONDS = 10**9, 10**10
_UNITS_PER_SECOND: Final = (1, 10**3, 10**6, 10**9)


def _of_number(number: float) -> float | None:
    for units in _UNITS_PER_SECOND:
        # Compared before it is divided: an event's integer may have more digits than a float can hold.
        if _LEAST_SECONDS * units <= number < _MOST_SECONDS * units:
            return number * 1000 / units
    return None


def _of_iso(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000


_SCALARS: Final = frozenset({str, int, float, bool})


def _is_granted(raw: object) -> bool:
    return raw is True or (type(raw) is str and raw.lower() in _GRANTED)
