"""Why there is no answer, where a real socket does not fail so at will."""

import errno
import ssl
from types import SimpleNamespace

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from consumer.core.failure import Failure, FailureCause
from consumer.http_failure import Attempt, FrozenError, Patience, Stage, failure_of

PATIENCE = Patience(connect_seconds=3.0, request_seconds=10.0)
KEY = ConnectionKey("api.example", 443, True, True, None, None, None)  # noqa: FBT003 - aiohttp's own


def failed(exception: Exception, stage: Stage = Stage.CONNECTED) -> Failure:
    """Why, when it had come so far."""
    return failure_of(exception, Attempt(stage), PATIENCE)


def test_a_time_limit_is_told_by_how_far_the_request_had_come() -> None:
    """The same exception each time: DNS that hangs, a connection that does, an API that does."""
    assert failed(TimeoutError(), Stage.RESOLVING) == Failure(
        FailureCause.NAME_TIMEOUT, "DNS did not answer within 10 s"
    )
    assert failed(TimeoutError(), Stage.CONNECTING).cause is FailureCause.CONNECT_TIMEOUT
    assert failed(TimeoutError()) == Failure(FailureCause.ANSWER_TIMEOUT, "no answer within 10 s")


def test_a_process_that_stood_still_is_no_slow_api() -> None:
    """Nobody is to ask Kameleoon about it."""
    assert failed(FrozenError("not sent")) == Failure(FailureCause.FROZEN, "not sent")


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.EHOSTUNREACH, FailureCause.UNREACHABLE),
        (errno.ENFILE, FailureCause.NO_FILE_DESCRIPTORS),
        (errno.ETIMEDOUT, FailureCause.CONNECT_TIMEOUT),
        (errno.EACCES, FailureCause.OTHER),
    ],
)
def test_the_system_says_why_a_connection_failed(number: int, cause: FailureCause) -> None:
    """In its own words."""
    failure = failed(aiohttp.ClientConnectorError(KEY, OSError(number, "as the system says")), Stage.CONNECTING)
    assert failure == Failure(cause, "as the system says")


@pytest.mark.parametrize(
    ("code", "cause"), [(9, FailureCause.CERTIFICATE_EXPIRED), (23, FailureCause.CERTIFICATE_INVALID)]
)
def test_a_certificate_is_refused_for_a_reason(code: int, cause: FailureCause) -> None:
    """Not yet valid, and revoked: OpenSSL's numbers."""
    refused = ssl.SSLCertVerificationError(1, "certificate verify failed")
    refused.verify_code, refused.verify_message = code, "as OpenSSL says"
    failure = failed(aiohttp.ClientConnectorCertificateError(KEY, refused), Stage.CONNECTING)
    assert failure == Failure(cause, "as OpenSSL says")


def test_a_connection_that_is_closed_in_the_handshake_says_so() -> None:
    """By what inspects TLS on the way, as a rule."""
    failure = failed(aiohttp.ClientConnectorError(KEY, ConnectionResetError()), Stage.CONNECTING)
    assert failure == Failure(FailureCause.CONNECTION_CLOSED, "the connection was closed during the TLS handshake")


def test_nothing_of_an_answer_is_among_the_words() -> None:
    """Aiohttp puts the beginning of one into its exception."""
    begun = SimpleNamespace(headers={"planted": "planted"})
    assert "planted" not in failed(aiohttp.ServerDisconnectedError(begun)).words  # type: ignore[arg-type]  # as it is
    assert "planted" not in failed(aiohttp.ClientPayloadError("planted")).words
    assert "planted" not in failed(ValueError("planted")).words


def test_long_words_are_cut() -> None:
    """A log line is read by people."""
    failure = failed(aiohttp.ClientConnectorError(KEY, OSError(errno.EACCES, "word " * 200)), Stage.CONNECTING)
    assert len(failure.words) == 200


@pytest.mark.parametrize(
    ("has_proxy", "expected"),
    [
        (False, Failure(FailureCause.UNKNOWN_NAME, "Name or service not known")),
        (
            True,
            Failure(FailureCause.PROXY, "the proxy's host api.example cannot be resolved: Name or service not known"),
        ),
    ],
)
def test_a_name_that_leads_nowhere_is_that_of_the_proxy_if_there_is_one(*, has_proxy: bool, expected: Failure) -> None:
    """The proxy looks the API's name up by itself."""
    exception = aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "Name or service not known"))
    assert failure_of(exception, Attempt(Stage.RESOLVING, has_proxy=has_proxy), PATIENCE) == expected
