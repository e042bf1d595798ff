"""Apache Kafka's jars, resolved by `jgo` into the user's Maven cache.

`jgo.resolve` walks the dependency graph and each artifact is then fetched for itself. `jgo.build` is not
used: it also fetches a whole JDK, only to tell modules from plain jars, which `java -cp` does not care about.
"""

import fcntl
import os
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jgo

# Kafka logs through slf4j 1.7 and its POM brings log4j, but not the binding between the two (its distribution
# adds that): without it a broker that cannot start says nothing at all. Each is resolved for itself: in one
# graph log4j's bill of materials would replace kafka-clients by an older one.
_ENDPOINTS = (
    "org.apache.kafka:kafka_2.13:4.4.0",
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5",
)
_PAUSES_SECONDS = (1.0, 3.0, 9.0)


class JarsUnavailableError(RuntimeError):
    """Apache Kafka's jars are neither in the user's Maven cache nor could they be fetched."""


def kafka_class_path() -> str:
    """Return the class path of Apache Kafka, fetching its jars (44 MB) the first time.

    Raises:
        JarsUnavailableError: after four attempts within about 15 seconds of waiting.
    """
    with _one_resolver_at_a_time():
        for pause_seconds in (*_PAUSES_SECONDS, None):
            try:
                return os.pathsep.join(str(jar) for jar in _resolve())
            except (RuntimeError, OSError, AssertionError) as error:
                if pause_seconds is None:
                    raise JarsUnavailableError(f"{_ENDPOINTS[0]} could not be resolved: {error}") from error
                time.sleep(pause_seconds)
    raise AssertionError("the last attempt returns or raises")


def _resolve() -> list[Path]:
    resolved = [Path(artifact.resolve()) for endpoint in _ENDPOINTS for artifact in jgo.resolve(endpoint)]
    jars = list(dict.fromkeys(resolved))
    broken = [jar for jar in jars if not zipfile.is_zipfile(jar)]
    for jar in broken:
        # An interrupted download leaves the beginning of a jar, which jgo would then take for the whole.
        jar.unlink()
    if broken:
        raise RuntimeError(f"incomplete in the cache, now removed: {[jar.name for jar in broken]}")
    return jars


@contextmanager
def _one_resolver_at_a_time() -> Iterator[None]:
    """Keep other test runs of this user away from the cache, where jgo writes files in place."""
    path = Path(tempfile.gettempdir()) / f"kafka-jars-{os.getuid()}.lock"
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
