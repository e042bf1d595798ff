"""What a value is that is no JSON."""

import bz2
import gzip
import lzma
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.compiled.format import no_json
from transforms.verdict import UNMAPPED, InvalidReason

EVENT = b'{"type":"page","message_id":"visitor-4711"}'


@pytest.mark.parametrize(
    ("value", "reason", "words"),
    [
        (gzip.compress(EVENT), InvalidReason.NOT_JSON_COMPRESSED, "gzip"),
        (zlib.compress(EVENT, 1), InvalidReason.NOT_JSON_COMPRESSED, "zlib"),
        (zlib.compress(EVENT, 9), InvalidReason.NOT_JSON_COMPRESSED, "zlib"),
        (bz2.compress(EVENT), InvalidReason.NOT_JSON_COMPRESSED, "bzip2"),
        (lzma.compress(EVENT), InvalidReason.NOT_JSON_COMPRESSED, "xz"),
        (EVENT.decode().encode("utf-16"), InvalidReason.NOT_JSON_UTF_16, "UTF-16"),
        (EVENT.decode().encode("utf-16-be"), InvalidReason.NOT_JSON_UTF_16, "UTF-16"),
        (EVENT.decode().encode("utf-16-le"), InvalidReason.NOT_JSON_UTF_16, "UTF-16"),
        (EVENT.decode().encode("utf-32"), InvalidReason.NOT_JSON_UTF_16, "UTF-32"),
        (b"\0\0\0\0\x07\x08page", InvalidReason.NOT_JSON_REGISTRY, "registry"),
        (b"\x0a\x04page\x12\x02\x08\x01", InvalidReason.NOT_JSON, "binary"),
        (b"Obj\x01\x04\x16avro.schema", InvalidReason.NOT_JSON, "Avro file"),
        (b"\0", InvalidReason.NOT_JSON, "binary"),
        (EVENT[:-5], InvalidReason.NOT_JSON, "cut off"),
        (b" \n" + EVENT[:-5], InvalidReason.NOT_JSON, "cut off"),
        (b'{"a":"\xff', InvalidReason.NOT_JSON, "cut off"),
        (b"<?xml version='1.0'?><a/>", InvalidReason.NOT_JSON_TEXT, "HTML or XML"),
        (b"visitor-4711;page", InvalidReason.NOT_JSON_TEXT, "plain text"),
        ("événement".encode(), InvalidReason.NOT_JSON_TEXT, "plain text"),
        ("événement".encode("latin-1"), InvalidReason.NOT_JSON, "binary"),
    ],
    ids=range(20),
)
def test_a_format_is_told_by_how_it_begins(value: bytes, reason: InvalidReason, words: str) -> None:
    """Without a word of what it holds."""
    verdict = no_json(value)
    assert (verdict.rule, verdict.reason) == (UNMAPPED, reason)
    assert words in verdict.detail
    assert "4711" not in verdict.detail


@given(st.binary(min_size=1))
def test_any_bytes_have_a_format(value: bytes) -> None:
    """If only "a binary format"."""
    assert no_json(value).reason.startswith("not_json")
