"""What a value is that is no JSON, by how it begins: its producer's settings are to blame, and each in its own way."""

import codecs
from typing import Final

from transforms.verdict import UNMAPPED, Invalid, InvalidReason

_COMPRESSED: Final = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"\x82SNAPPY\x00": "Snappy",
    b"\xff\x06\x00\x00sNaPpY": "Snappy",
    b"\x04\x22\x4d\x18": "LZ4",
    b"LZ4Block": "LZ4",
    b"\x78\x01": "zlib",
    b"\x78\x5e": "zlib",
    b"\x78\x9c": "zlib",
    b"\x78\xda": "zlib",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"PK\x03\x04": "zip",
}
_WIDE: Final = (
    *(codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    *(b"{\x00", b"[\x00", b"\x00{", b"\x00[", b"\x00\x00\x00{", b"\x00\x00\x00["),
)
_GLUE_PREFIXES: Final = (b"\x03\x00", b"\x03\x05")  # a version byte and one for compression, then a UUID
_PREFIXED: Final = "the value begins with a schema registry's prefix, as Avro, Protobuf or JSON Schema do there"


def no_json(value: bytes) -> Invalid:
    """Say what a value is that is no JSON.

    Args:
        value: Of at least one byte.

    Returns:
        The verdict; its detail repeats nothing of the value.
    """
    if _is_text(value):
        return _json_or_text(value)
    for magic, name in _COMPRESSED.items():
        if value.startswith(magic):
            return _invalid(InvalidReason.NOT_JSON_COMPRESSED, f"the value is compressed: {name}")
    if value.startswith(_WIDE):
        return _invalid(InvalidReason.NOT_JSON_UTF_16, "the value is UTF-16 or UTF-32, not UTF-8")
    if value.startswith((b"{", b"[")):
        return _json_or_text(value)
    # Confluent's and Apicurio's: a nought and the schema's number, in 4 or 8 bytes; Glue's: 2 bytes and a UUID.
    if (value.startswith(b"\x00") and len(value) > 5) or (value.startswith(_GLUE_PREFIXES) and len(value) > 18):
        return _invalid(InvalidReason.NOT_JSON_REGISTRY, _PREFIXED)
    name = "an Avro file" if value.startswith(b"Obj\x01") else "a binary format, perhaps Avro or Protobuf"
    return _invalid(InvalidReason.NOT_JSON, f"the value is {name}")


def _json_or_text(value: bytes) -> Invalid:
    start = value.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith((b"{", b"[")):
        return _invalid(InvalidReason.NOT_JSON, "the value begins as JSON, but is cut off or malformed")
    kind = "HTML or XML" if start.startswith(b"<") else "plain text"
    return _invalid(InvalidReason.NOT_JSON_TEXT, f"the value is {kind}, not JSON")


def _is_text(value: bytes) -> bool:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return False
    return not any(character < " " and not character.isspace() for character in set(text))


def _invalid(reason: InvalidReason, detail: str) -> Invalid:
    return Invalid(UNMAPPED, reason, detail)
