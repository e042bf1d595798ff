"""What is said of the admin port: nothing of what strangers send there."""

import resource
import time
from enum import StrEnum

from structlog.typing import FilteringBoundLogger

from consumer.telemetry.metrics import Metrics
from consumer.telemetry.quiet import Repeats

LINE_SECONDS = 10.0


class Drop(StrEnum):
    """Why a connection to the admin port ended without an answer, or with nothing but 400."""

    BAD_REQUEST = "bad_request"
    """What came is no HTTP, or its head is too long."""
    TOO_SLOW = "too_slow"
    """No whole request came in time, or nobody read the answer."""
    TOO_MANY = "too_many"
    """It was the oldest one when another one came."""


class AdminHappenings:
    """The part of the voice that speaks of the admin port."""

    def __init__(self, log: FilteringBoundLogger, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics
        self._repeats = Repeats(LINE_SECONDS)

    def dropped(self, why: Drop, peer: str) -> None:
        """A connection was ended without an answer. `peer` is the address that it came from."""
        self._metrics.admin_dropped.labels(why).inc()
        repeats = self._repeats.count(why, time.monotonic())
        if repeats is not None:
            self._log.warning("admin port: connection dropped", reason=why.value, peer=peer, repeats=repeats)

    def failed(self, exception: BaseException | None) -> None:
        """A page could not be made: a mistake of ours."""
        self._log.error("admin port: no answer", exc_info=exception)

    def descriptors_short(self) -> None:
        """This process can open no file and no connection; what the admin port needs is reserved."""
        if self._repeats.count("short", time.monotonic()) is not None:
            self._log.error(
                "file descriptors are short",
                limit=resource.getrlimit(resource.RLIMIT_NOFILE)[0],
                change="raise the limit of open files (ulimit -n, LimitNOFILE); a partition needs one, a broker a few",
            )
