"""Looks up a host's name, for a few seconds and not for the minutes that a resolver may take."""

import socket
import threading
from typing import Final

RESOLVE_SECONDS: Final = 5.0


def why_unknown(host: str) -> str | None:
    """Say why the name of a host leads nowhere; None when it leads somewhere.

    A look-up cannot be broken off. In a thread of ours that nobody waits for it holds nothing up; in that of an HTTP or
    Kafka client it would hold up the end of the process.
    """
    failures = [f"no answer within {RESOLVE_SECONDS:.0f} s"]

    def look_up() -> None:
        try:
            socket.getaddrinfo(host, None)
        except OSError as error:
            failures[:] = [error.strerror or str(error)]
        except UnicodeError:
            failures[:] = ["it is not a valid host name"]
        else:
            failures.clear()

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(RESOLVE_SECONDS)
    return next(iter(failures), None)
