"""File descriptors: as many as the system lets this process have, and a few of them kept for health.

A process that has used up its descriptors can accept no connection either: it would answer no probe, and be restarted
for a shortage that a restart may not end. So the soft limit stays a little below the hard one, and is raised to it for
the moment in which a probe is accepted: a descriptor beyond the soft limit stays good.
"""

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

RESERVED: Final = 16
SHORTAGE: Final = frozenset({errno.EMFILE, errno.ENFILE})


def raise_descriptor_limit() -> None:
    """Raise the soft limit to all that the hard one allows, without what is reserved."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard - min(RESERVED, hard // RESERVED), hard))
    elif soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@contextmanager
def reserved_descriptors() -> Iterator[None]:
    """Let what is opened inside use the reserve. Nothing may be awaited inside."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def are_descriptors_short() -> bool:
    """Whether this process can open nothing more, the reserve apart."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
    except OSError as failure:
        return failure.errno in SHORTAGE
    return False
