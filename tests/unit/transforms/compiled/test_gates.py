"""Gates: conditions, consent and age of an event."""

import math
import time
from collections.abc import Iterator

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.blueprint import Blueprint, Condition, Identity, Nonce, OneOf, Present
from transforms.compiled.gates import (
    all_hold,
    condition_test,
    consent_paths,
    epoch_milliseconds,
    gate_paths,
    has_consent,
    is_older_than,
)
from transforms.compiled.signal_event import event_shape
from transforms.paths import every_spelling

PLAN = Condition(paths=(("plan_name",), ("plan",)), test=OneOf(("gold", 5)))
NO_TEST = Condition(paths=(("test",),), test=Present(is_wanted=False))
CONDITIONS = event_shape(every_spelling((*PLAN.paths, *NO_TEST.paths)))
TIMES = event_shape([("timestamp",)])
CONSENTS = event_shape(consent_paths("ads"))
NOW = 1_772_366_400.5
PRESENT: list[object] = [0, False, [], {}, "x"]
NO_CONSENT: list[object] = [False, 1, 1.0, "yes", "1", "", None, [], {}, ["true"], "denied"]
NO_TIME: list[object] = ["yesterday", "2026-13-01", "", None, True, [], {}, [2026]]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"plan": "gold"}, True),
        ({"planName": 5.0, "plan": "x"}, True),
        ({"plan_name": "x", "plan": "gold"}, False),
        ({"plan": "gold", "test": 0}, False),
        ({"test": 0}, False),
        ({}, False),
    ],
)
def test_all_conditions_must_hold(event: object, expected: object) -> None:
    """Each of the first present value among its places, in every spelling."""
    holds = all_hold([PLAN, NO_TEST], CONDITIONS)
    assert holds is not None
    assert holds(CONDITIONS.decode(orjson.dumps(event))) is expected


def test_no_conditions_are_no_function() -> None:
    """So that nothing is called where nothing is asked."""
    assert all_hold([], CONDITIONS) is None


@pytest.mark.parametrize(
    ("value", "equal"),
    [
        ("5", ["5"]),
        (5, [5, 5.0]),
        (1.5, [1.5]),
        (True, [True]),
        (False, [False]),
        (0, [0, -0.0]),
        (10**400, [10**400]),
    ],
)
def test_a_value_equals_itself_in_its_own_type(value: str | float, equal: list[object]) -> None:
    """A text no number, true not 1; nothing that holds values, and not nothing."""
    holds = condition_test(OneOf(("other", value)))
    others = ["5", 5, 5.0, 1.5, 1, 1.0, True, 0, -0.0, False, 10**400, None, [value], {"a": value}, "", []]
    for other in others:
        is_equal = any(type(other) is type(one) and other == one for one in equal)
        assert holds(other) is is_equal, other


@pytest.mark.parametrize("is_wanted", [True, False])
def test_a_present_value_is_any_but_none(is_wanted: object) -> None:
    """Reading has made null and the empty text None already."""
    holds = condition_test(Present(is_wanted is True))
    assert [holds(value) for value in PRESENT] == [is_wanted] * 5
    assert holds(None) is not is_wanted


def test_consent_is_looked_for_in_six_places() -> None:
    """The canonical view first, the site's own categories last; below the context before the top."""
    assert consent_paths("ads") == (
        ("context", "consent", "canonical", "ads"),
        ("context", "consent", "ads"),
        ("context", "consent", "categories", "ads"),
        ("consent", "canonical", "ads"),
        ("consent", "ads"),
        ("consent", "categories", "ads"),
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        *((raw, True) for raw in (True, "true", "granted", "GRANTED", "True")),
        *((raw, False) for raw in NO_CONSENT),
    ],
    ids=repr,
)
def test_consent_is_true_or_a_word_for_it(raw: object, expected: object) -> None:
    """Whatever else it is, is none."""
    for event in ({"consent": {"ads": raw}}, {"context": {"consent": {"categories": {"ads": raw}}}}):
        assert has_consent("ads", CONSENTS)(CONSENTS.decode(orjson.dumps(event))) is expected


@pytest.mark.parametrize(
    ("raw", "milliseconds"),
    [
        (1_772_366_400_500, NOW * 1000),
        (1_772_366_400_500.0, NOW * 1000),
        ("2026-03-01T12:00:00.500Z", NOW * 1000),
        ("2026-03-01T12:00:00.500", NOW * 1000),
        ("2026-03-01T13:00:00.5+01:00", NOW * 1000),
        ("2026-03-01", (NOW - 12 * 3600 - 0.5) * 1000),
        (1_772_366_400, NOW * 1000 - 500),
        (1_772_366_400.5, NOW * 1000),
        (1_772_366_400_500_000, NOW * 1000),
        (1_772_366_400_500_000_000, NOW * 1000),
        ("1772366400500", NOW * 1000),
        (" 1772366400.5\n", NOW * 1000),
        ("1610121600500", 1_610_121_600_500),
        (" 2026-03-01T12:00:00.500Z ", NOW * 1000),
        ("20260301", (NOW - 12 * 3600 - 0.5) * 1000),
        (10**9, 10**12),
        (10**10 - 1, (10**10 - 1) * 1000),
        *((raw, None) for raw in NO_TIME),
        *(
            (raw, None)
            for raw in (0, 0.0, 1, -1_772_366_400, 10**9 - 1, 10**10, 10**12 - 1, 10**13, 10**19, -(10**400))
        ),
        *(
            (raw, None)
            for raw in (20_260_301, 20_260_301_120_000, "202603011200", "0", "-1772366400", math.nan, math.inf)
        ),
    ],
    ids=repr,
)
def test_a_timestamp_is_read(raw: object, milliseconds: float | None) -> None:
    """ISO 8601, which is UTC where it names no zone, or a number that tells its unit by its size; else it is no time.

    The text of milliseconds that begins 16101216 is not the year 1610, for which Python takes it.
    """
    assert epoch_milliseconds(raw) == milliseconds


@pytest.fixture
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine keeps another time than UTC."""
    monkeypatch.setenv("TZ", "JST-9")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_tokyo")
def test_the_machines_own_zone_does_not_matter() -> None:
    """A time without a zone is UTC everywhere."""
    assert time.timezone == -9 * 3600
    assert epoch_milliseconds("2026-03-01T12:00:00.500") == NOW * 1000


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        ("1772366340500", False),
        ("1772366340499", True),
        ("1772366340499.9", True),
        ("1772366500000", False),
        ('"2026-03-01T11:59:00.500Z"', False),
        ('"2026-03-01T11:59:00.499Z"', True),
        ("9" * 400, False),
        ("-" + "9" * 400, False),
        ("9" * 4300, False),
        ("-1e300", False),
        ("1e300", False),
        ("null", False),
        ('""', False),
        ("true", False),
    ],
)
def test_an_event_is_too_old_or_not(timestamp: str, expected: object) -> None:
    """To the millisecond; digits without end are no time."""
    event = TIMES.decode(f'{{"timestamp":{timestamp}}}'.encode())
    assert is_older_than(60, TIMES)(event, NOW) is expected


@given(st.text() | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none())
def test_any_timestamp_is_judged(timestamp: object) -> None:
    """Without an exception, and never a time where there is none."""
    milliseconds = epoch_milliseconds(timestamp)
    assert milliseconds is None or not isinstance(timestamp, bool | None)


def test_the_paths_of_the_gates_are_those_that_are_asked_for() -> None:
    """Nothing is decoded for a gate that the mapping does not have."""
    nonce, identity = Nonce(paths=(("m",),)), Identity(visitor_code=(("v",),), fallback=())

    def paths(consent: str | None, age: int | None) -> tuple[object, ...]:
        blueprint = Blueprint(required_consent=consent, max_age_seconds=age, nonce=nonce, identity=identity, events=())
        return gate_paths(blueprint)

    assert paths(None, None) == ()
    assert paths("ads", None) == consent_paths("ads")
    assert paths(None, 1) == (("timestamp",),)
    assert paths("ads", 1) == (*consent_paths("ads"), ("timestamp",))
