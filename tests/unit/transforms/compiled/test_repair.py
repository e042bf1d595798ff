"""What strict JSON refuses is written anew: the same value as Python's lenient reader gives, and never slowly."""

import json
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.transforms.events import json_values
from transforms.compiled.repair import MAX_DEPTH, repaired, shallow

HALVES = st.text(st.sampled_from('\ud83d\ude00a\\"\t\n\0é😀'), max_size=6)
halved = st.recursive(HALVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HALVES, inner, max_size=3))


def whole(value: object) -> object:
    """Put U+FFFD for each half of a pair, and letters for pairs, in texts and keys."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [whole(inner) for inner in value]
        case dict():
            return {whole(key): whole(inner) for key, inner in value.items()}
        case _:
            return value


@given(halved)
def test_halves_of_pairs_become_one_sign_each(value: object) -> None:
    """Wherever they stand; what follows a backslash is no half."""
    written = json.dumps(value).encode()
    assert msgspec.json.decode(repaired(written)) == whole(json.loads(written))


@given(json_values)
def test_what_is_json_stays_as_it_is(value: object) -> None:
    """Numbers beyond a double apart, which `json` writes as Infinity and NaN."""
    written = json.dumps(value).encode()
    if b"NaN" not in written and b"Infinity" not in written:
        assert repaired(written) == written
        assert shallow(written) == written


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"\xef\xbb\xbf{}", b"{}"),
        (b'["a\tb\n"]', b'["a\\u0009b\\u000a"]'),
        (rb'["\\\ud83d", "\\\\ud83d"]', rb'["\\\ufffd", "\\\\ud83d"]'),
        (rb'["\q\u12\u"]', rb'["q\ufffd12\ufffd"]'),
        (b'[NaN,-Infinity,1e400,-1e999,1e5,"NaN"]', b'["NaN","-Infinity","1e400","-1e999",1e5,"NaN"]'),
        (b"[01,1.2.3,-,+1]", b"[01,1.2.3,-,+1]"),
        (b'["\xff\xfe"]', '["\ufffd\ufffd"]'.encode()),
        (b'["never ends', b'["never ends'),
        (rb'["never ends\\\"', rb'["never ends\\\"'),
    ],
)
def test_a_value_is_written_anew(value: bytes, expected: bytes) -> None:
    """As the table says, and no more: what is no JSON for another reason stays so."""
    assert repaired(value) == expected


def test_what_is_too_deep_is_null() -> None:
    """Brackets in texts do not count."""
    deepest = b"[" * MAX_DEPTH + b'"[]"' + b"]" * MAX_DEPTH
    assert shallow(deepest) == deepest
    assert shallow(b"[" + deepest + b',{"}":1}]') == b"[" + deepest.replace(b'["[]"]', b"null") + b',{"}":1}]'
    assert shallow(b"[" * 1_000) == b"[" * MAX_DEPTH + b"null"


@pytest.mark.parametrize(
    "value",
    [b'"' + rb"\\\"" * 500_000, rb'"\ud83d' * 200_000, b"[" * 1_000_000, b"-" * 1_000_000, b"9" * 1_000_000, b'"\\'],
)
def test_no_value_is_slow(value: bytes) -> None:
    """A stranger writes them; a record of 1 MB is the largest that there is."""
    started = time.process_time()
    shallow(repaired(value))
    assert time.process_time() - started < 5


@given(st.binary())
def test_any_bytes_can_be_written_anew(value: bytes) -> None:
    """To UTF-8 that has no half pairs."""
    assert "\ud83d" not in repaired(value).decode()
    shallow(value)
