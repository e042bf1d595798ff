"""Looks from time to time whether the files that settings were read from have changed, and uses what can be used."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from consumer.settings import Effect, Settings, effect_of, read_file_bytes, reread_sasl_credentials
from consumer.telemetry import FileHappenings

LOOK_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was seen: cheap marks that show whether it must be read again, and what it held."""

    marks: tuple[int, int, int] | None
    digest: bytes | None
    fault: str = ""


class Client(Protocol):
    """A client of Kafka."""

    def renew_credentials(self, user: str, password: str) -> None:
        """Log in with these from the next connection on."""


def file_watch(settings: Settings, clients: Sequence[Client], telemetry: FileHappenings) -> "FileWatch":
    """A watch that uses what changes as far as a running process can, and says what needs a restart."""

    async def on_change(variable: str) -> None:
        effect = effect_of(variable, settings.kafka_properties)
        if effect is Effect.AT_NEXT_CONNECTION:
            properties, files = settings.kafka_properties, settings.value_files
            try:
                renewed = await asyncio.to_thread(reread_sasl_credentials, properties, files)
            except ValueError as fault:
                telemetry.unusable(variable, str(fault))
                return
            for client in clients:
                client.renew_credentials(*renewed)
        telemetry.changed(variable, effect)

    return FileWatch(settings.files, on_change, telemetry)


class FileWatch:
    """Looks, and tells what has changed.

    Args:
        files: path by variable.
        on_change: called with the variable when its file holds something else.
        telemetry: told of files that cannot be read any more.
    """

    def __init__(
        self, files: Mapping[str, str], on_change: Callable[[str], Awaitable[None]], telemetry: FileHappenings
    ) -> None:
        self._files = files
        self._on_change = on_change
        self._telemetry = telemetry
        self._seen: Mapping[str, _Seen] = {}

    async def run(self) -> None:
        """Look until cancelled; at once done where there is nothing to look at."""
        while self._files:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Look once, and tell what has changed since the look before."""
        # In a thread: a file system that hangs must not hold the event loop up.
        before, self._seen = self._seen, await asyncio.to_thread(_look, self._files, self._seen)
        for variable, now in self._seen.items():
            if variable in before:
                await self._compare(variable, before[variable], now)

    async def _compare(self, variable: str, before: _Seen, now: _Seen) -> None:
        if now.fault and not before.fault:
            self._telemetry.unreadable(variable, now.fault)
        elif now.digest != before.digest:
            await self._on_change(variable)


def _look(files: Mapping[str, str], before: Mapping[str, _Seen]) -> dict[str, _Seen]:
    return {variable: _look_at(path, before.get(variable)) for variable, path in files.items()}


def _look_at(path: str, before: _Seen | None) -> _Seen:
    """Read a file where its marks have changed: Kubernetes writes all files of a Secret anew when one has changed."""
    digest = before.digest if before else None
    try:
        found = Path(path).stat()
        marks = found.st_ino, found.st_mtime_ns, found.st_size
        if before and marks == before.marks:
            return before
        if Path(path).is_dir():
            return _Seen(marks, str(marks).encode())
        return _Seen(marks, hashlib.sha256(read_file_bytes(path)).digest())
    except OSError as fault:
        return _Seen(None, digest, fault.strerror or str(fault))
