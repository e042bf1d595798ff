"""What is said of the files that settings were read from: which variable's, and never what they hold."""

from typing import Final, assert_never

from structlog.typing import FilteringBoundLogger

from consumer.settings import Effect

_RESTART: Final = "restart to use it"


class FileHappenings:
    """The part of the voice that speaks of files."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log

    def changed(self, variable: str, effect: Effect) -> None:
        """A file holds something else than before, and it is used, or will be."""
        match effect:
            case Effect.AT_NEXT_TOKEN:
                self._log.info("file changed", variable=variable, detail="it is used for the next token")
            case Effect.AT_NEXT_CONNECTION:
                self._log.info("file changed", variable=variable, detail="it is used for the next connections to Kafka")
            case Effect.AT_RESTART:
                self._log.warning("file changed", variable=variable, detail=_RESTART)
            case _:
                assert_never(effect)

    def unusable(self, variable: str, fault: str) -> None:
        """A file holds something else than before, which cannot be used."""
        self._log.error("file changed", variable=variable, detail=f"what was read before stays in use: {fault}")

    def unreadable(self, variable: str, fault: str) -> None:
        """A file that was read at the start cannot be read any more."""
        detail = "what was read before stays in use, and a restart would fail"
        self._log.error("file cannot be read any more", variable=variable, error=fault, detail=detail)
