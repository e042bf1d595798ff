"""Reads files that a setting names: text, and nothing that never ends or never begins.

A path may name a device that gives bytes without end, a pipe whose opening waits for a writer, or a file of gigabytes:
each of them is refused with its reason before it costs more than a moment.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

LARGEST_MIB: Final = 16
"""Certificates of all authorities are 0.2 MiB, a mapping with 100,000 names 4."""

_KINDS: Final = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read_file(path: str) -> str:
    """The text of a file.

    Raises:
        OSError: it cannot be read, is no regular file, or holds more than 16 MiB.
        UnicodeDecodeError: it is not UTF-8.
    """
    return read_file_bytes(path).decode("utf-8")


def read_file_bytes(path: str) -> bytes:
    """What a file holds.

    Raises:
        OSError: it cannot be read, is no regular file, or holds more than 16 MiB.
    """
    # Not to wait for a writer at the other end of a pipe, and not to get a terminal that controls this process.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        if kind := _other_kind(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, f"it is {kind}, and must be a file", path)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return at_most(file, path)
    finally:
        os.close(descriptor)


def at_most(file: BinaryIO, path: str) -> bytes:
    """What an open file, or a pipe that somebody has opened for us, gives to its end.

    Raises:
        OSError: it cannot be read, or gives more than 16 MiB.
    """
    content = file.read((LARGEST_MIB << 20) + 1)  # what /proc holds has no size before it is read
    if len(content) > LARGEST_MIB << 20:
        raise OSError(errno.EFBIG, f"it holds more than {LARGEST_MIB} MiB", path)
    return content


def why_unreadable(path: str) -> str | None:
    """Why a file that somebody else will open must not be given to them; None for a file, a directory, or nothing."""
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISDIR(found.st_mode) and (kind := _other_kind(found.st_mode)):
        return f"names {kind}, and must name a file"
    return f"names a file of more than {LARGEST_MIB} MiB" if found.st_size > LARGEST_MIB << 20 else None


def _other_kind(mode: int) -> str | None:
    return next((kind for is_kind, kind in _KINDS if is_kind(mode)), None)
