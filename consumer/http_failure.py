"""From the HTTP client's exceptions to why a request has no answer: the one place that knows them."""

import errno
import os
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from types import SimpleNamespace
from typing import Final

import aiohttp

from consumer.core.failure import Failure, FailureCause, unknown_name

_MOST_CHARACTERS: Final = 200
_CONNECT_CALL: Final = "Connect call failed"


class Stage(Enum):
    """How far a request has come."""

    CONNECTING = auto()
    RESOLVING = auto()
    """DNS is asked, which is a part of connecting."""
    CONNECTED = auto()
    """From here on the server may have taken it."""


@dataclass(slots=True)
class Attempt:
    """One request on its way; the session's trace writes here, if it is made with `tracing` and given this context.

    Attributes:
        is_reused: whether it goes over a connection that was kept; servers close those without telling.
        has_proxy: whether a proxy is connected to, whose name is then the only one that is looked up here.
    """

    stage: Stage = Stage.CONNECTING
    is_reused: bool = False
    has_proxy: bool = False


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for a connection and for all of a request, in seconds."""

    connect_seconds: float
    request_seconds: float


def tracing() -> aiohttp.TraceConfig:
    """Let a session note in each request's `Attempt` how far it has come."""
    trace = aiohttp.TraceConfig()
    trace.on_dns_resolvehost_start.append(_note(Stage.RESOLVING))
    trace.on_dns_resolvehost_end.append(_note(Stage.CONNECTING))
    trace.on_connection_create_end.append(_note(Stage.CONNECTED))
    trace.on_connection_reuseconn.append(_note(Stage.CONNECTED, is_reused=True))
    return trace


def failure_of(exception: Exception, attempt: Attempt, patience: Patience) -> Failure:
    """Say why there is no answer."""
    match exception:
        case aiohttp.ServerTimeoutError() | TimeoutError():
            return _timeout(exception, attempt.stage, patience)
        case aiohttp.ClientConnectorCertificateError(certificate_error=ssl.SSLCertVerificationError() as refused):
            return Failure(_CERTIFICATE.get(refused.verify_code, _INVALID), refused.verify_message)
        case aiohttp.ClientHttpProxyError() | aiohttp.ClientProxyConnectionError():
            return Failure(FailureCause.PROXY, _proxy_words(exception))
        case aiohttp.ClientResponseError(message=message):
            # Without the status that aiohttp makes up for an answer that is not HTTP.
            return Failure(FailureCause.NOT_HTTP, _NOT_HTTP, _one_line(message))
        case UnicodeError():  # of a host that cannot be a name
            return Failure(FailureCause.UNKNOWN_NAME, _one_line(str(exception)))
        case _:
            return _unconnected(exception, attempt)


def _unconnected(exception: Exception, attempt: Attempt) -> Failure:
    cause = _cause(exception, attempt.stage)
    words = _words(_root(exception), cause, attempt.stage)
    if attempt.has_proxy and isinstance(exception, aiohttp.ClientConnectorDNSError):
        return unknown_name(exception.host, words, is_proxy=True)
    return Failure(cause, words)


def _proxy_words(exception: aiohttp.ClientHttpProxyError | aiohttp.ClientProxyConnectionError) -> str:
    if isinstance(exception, aiohttp.ClientProxyConnectionError):
        return f"no connection to the proxy: {_one_line(exception.strerror or str(exception.os_error))}"
    status = exception.status
    # In the standard's words: the proxy's own may be anything.
    return f"the proxy answered {status} {HTTPStatus(status).phrase if status in set(HTTPStatus) else ''}".rstrip()


def _timeout(exception: Exception, stage: Stage, patience: Patience) -> Failure:
    if isinstance(exception, FrozenError):
        return Failure(FailureCause.FROZEN, str(exception))
    connect_seconds = min(patience.connect_seconds, patience.request_seconds)
    match stage:
        case Stage.RESOLVING:
            return Failure(FailureCause.NAME_TIMEOUT, f"DNS did not answer within {patience.request_seconds:g} s")
        case Stage.CONNECTING:
            told = f"no connection, TLS handshake included, within {connect_seconds:g} s"
            return Failure(FailureCause.CONNECT_TIMEOUT, told)
        case Stage.CONNECTED:
            return Failure(FailureCause.ANSWER_TIMEOUT, f"no answer within {patience.request_seconds:g} s")


class FrozenError(TimeoutError):
    """A body was not written, since this process stood still for too long before it."""


def _cause(exception: Exception, stage: Stage) -> FailureCause:
    root = _root(exception)
    number, words = (root.errno, root.strerror or "") if isinstance(root, OSError) else (None, "")
    if number in _BY_ERRNO:
        return _BY_ERRNO[number]
    if isinstance(exception, aiohttp.ClientConnectorDNSError):
        return FailureCause.UNKNOWN_NAME
    if isinstance(root, ssl.SSLError) or words.startswith("[SSL"):
        return FailureCause.TLS
    is_connection_lost = isinstance(root, ConnectionError | aiohttp.ClientConnectionError)
    if stage is Stage.CONNECTED or is_connection_lost:
        return FailureCause.CONNECTION_CLOSED if is_connection_lost else FailureCause.NOT_HTTP
    return FailureCause.OTHER


def _root(exception: Exception) -> Exception:
    """What the system said, where aiohttp has wrapped it."""
    return exception.os_error if isinstance(exception, aiohttp.ClientConnectorError) else exception


_Noting = Callable[[aiohttp.ClientSession, SimpleNamespace, object], Awaitable[None]]


def _note(stage: Stage, *, is_reused: bool = False) -> _Noting:
    async def note(_session: aiohttp.ClientSession, context: SimpleNamespace, _params: object) -> None:
        attempt: Attempt = context.trace_request_ctx
        attempt.stage = stage
        attempt.is_reused = attempt.is_reused or is_reused

    return note


def _words(root: Exception, cause: FailureCause, stage: Stage) -> str:
    """The system's words. Those of the client itself may quote the beginning of an answer."""
    if cause is FailureCause.CONNECTION_CLOSED and stage is not Stage.CONNECTED:
        return "the connection was closed during the TLS handshake"
    told = (root.strerror or "") if isinstance(root, OSError) else ""
    if told.startswith(_CONNECT_CALL) and isinstance(root, OSError):  # asyncio's words hide the system's
        told = f"{os.strerror(root.errno or 0)}: {told}"
    return _one_line(told or _OUR_WORDS.get(cause, type(root).__name__))


def _one_line(words: str) -> str:
    return " ".join(words.split())[:_MOST_CHARACTERS]


_BY_ERRNO: Final = {
    errno.ECONNREFUSED: FailureCause.CONNECTION_REFUSED,
    errno.ENETUNREACH: FailureCause.UNREACHABLE,
    errno.EHOSTUNREACH: FailureCause.UNREACHABLE,
    errno.ENETDOWN: FailureCause.UNREACHABLE,
    errno.EADDRNOTAVAIL: FailureCause.UNREACHABLE,
    errno.EMFILE: FailureCause.NO_FILE_DESCRIPTORS,
    errno.ENFILE: FailureCause.NO_FILE_DESCRIPTORS,
    errno.ECONNRESET: FailureCause.CONNECTION_CLOSED,
    errno.ECONNABORTED: FailureCause.CONNECTION_CLOSED,
    errno.EPIPE: FailureCause.CONNECTION_CLOSED,
    errno.ETIMEDOUT: FailureCause.CONNECT_TIMEOUT,
}
_NOT_HTTP: Final = "what was answered is not HTTP"
_OUR_WORDS: Final = {
    FailureCause.CONNECTION_CLOSED: "the connection was closed before an answer",
    FailureCause.NOT_HTTP: _NOT_HTTP,
}
_INVALID: Final = FailureCause.CERTIFICATE_INVALID
# OpenSSL's X509_V_ERR_*, which Python's ssl names nowhere.
_CERTIFICATE: Final = {
    9: FailureCause.CERTIFICATE_EXPIRED,  # not yet valid
    10: FailureCause.CERTIFICATE_EXPIRED,
    18: FailureCause.UNKNOWN_AUTHORITY,  # self-signed
    19: FailureCause.UNKNOWN_AUTHORITY,  # a self-signed one in the chain
    20: FailureCause.UNKNOWN_AUTHORITY,  # its issuer is not here
    21: FailureCause.UNKNOWN_AUTHORITY,  # the same, of the first in the chain
    62: FailureCause.CERTIFICATE_OF_ANOTHER,
    64: FailureCause.CERTIFICATE_OF_ANOTHER,  # for an IP address
}
