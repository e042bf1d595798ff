"""What came instead of an answer: why, in the words of whoever noticed, and what a person can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit


class FailureCause(StrEnum):
    """Why there was no answer. A closed list, as the README's table has it."""

    UNKNOWN_NAME = "unknown_name"
    """DNS does not know the host."""
    NAME_TIMEOUT = "name_timeout"
    """DNS did not answer in time."""
    CONNECTION_REFUSED = "connection_refused"
    UNREACHABLE = "unreachable"
    CONNECT_TIMEOUT = "connect_timeout"
    """TCP and, with https, the TLS handshake took too long."""
    UNKNOWN_AUTHORITY = "unknown_authority"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_OF_ANOTHER = "certificate_of_another"
    CERTIFICATE_INVALID = "certificate_invalid"
    """For another reason than the three above."""
    TLS = "tls"
    """TLS could not be agreed on."""
    PROXY = "proxy"
    """It cannot be connected to, or did not let the request pass."""
    NO_FILE_DESCRIPTORS = "no_file_descriptors"
    CONNECTION_CLOSED = "connection_closed"
    """It was reset or closed before an answer."""
    NOT_HTTP = "not_http"
    ANSWER_TIMEOUT = "answer_timeout"
    FROZEN = "frozen"
    """This process stood still between the decision to send and the sending."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request has no answer.

    Attributes:
        cause: of the closed list.
        words: of the HTTP client or the system, in one line. Nothing that the other side has sent is among them.
        quoted: what the other side sent instead of HTTP, for a person who looks at this one request; never logged.
    """

    cause: FailureCause
    words: str
    quoted: str = ""


def unknown_name(host: str, why: str, *, is_proxy: bool) -> Failure:
    """The host that is connected to has a name that leads nowhere; it may be that of the proxy."""
    if is_proxy:
        return Failure(FailureCause.PROXY, f"the proxy's host {host} cannot be resolved: {why}")
    return Failure(FailureCause.UNKNOWN_NAME, f"{host} cannot be resolved: {why}")


def failure_advice(cause: FailureCause, url: str, url_setting: str) -> str:
    """Say what to do, in a sentence that begins with a word in lower case and has no stop.

    Args:
        cause: why there is no answer.
        url: where the request went.
        url_setting: the setting that names another address.
    """
    address = urlsplit(url)
    return _ADVICE[cause].format(host=address.hostname, address=address.netloc, setting=url_setting)


def api_failure_advice(cause: FailureCause, url: str) -> str:
    """The same for a request to the Data API, whose limits of time are settings."""
    advice = failure_advice(cause, url, "KAMELEOON_BASE_URL")
    limit = _TIME_LIMITS.get(cause)
    return f"{advice}; raise {limit} if it is only slow" if limit else advice


_TIME_LIMITS: Final = {
    FailureCause.NAME_TIMEOUT: "REQUEST_TIMEOUT_MS",
    FailureCause.CONNECT_TIMEOUT: "CONNECT_TIMEOUT_MS",
    FailureCause.ANSWER_TIMEOUT: "REQUEST_TIMEOUT_MS",
}
_CLOSED_OR_SLOW: Final = "firewalls, NetworkPolicies and TLS inspection"

_ADVICE: Final[Mapping[FailureCause, str]] = {
    FailureCause.UNKNOWN_NAME: "see that DNS of this machine knows {host}; check {setting} if it is set",
    FailureCause.NAME_TIMEOUT: "see that the DNS server of this machine answers (/etc/resolv.conf, NetworkPolicies)",
    FailureCause.CONNECTION_REFUSED: (
        "nothing listens at {address}, or a firewall rejects: check {setting} if it is set, then firewalls"
    ),
    FailureCause.UNREACHABLE: "there is no route to {address}: check this machine's network, and IPv6 if it has any",
    FailureCause.CONNECT_TIMEOUT: (
        f"see that {_CLOSED_OR_SLOW} let connections out to {{address}}, and that no TLS handshake is slow there"
    ),
    FailureCause.UNKNOWN_AUTHORITY: (
        "this machine does not know who signed the certificate of {host}: where TLS is inspected or the authority is "
        "your own, name its certificate with SSL_CERT_FILE (if that is set, its file cannot be read or does not hold "
        "it); else install the system's certificates (ca-certificates)"
    ),
    FailureCause.CERTIFICATE_EXPIRED: (
        "the certificate of {host} is not valid at this time: check this machine's clock, then ask who runs {host}"
    ),
    FailureCause.CERTIFICATE_OF_ANOTHER: (
        "the certificate is not that of {host}: check {setting} if it is set, then DNS and what inspects TLS on the way"
    ),
    FailureCause.CERTIFICATE_INVALID: (
        "the certificate of {host} is not accepted: ask who runs {host}, or what inspects TLS on the way"
    ),
    FailureCause.TLS: (
        "TLS cannot be agreed on with {address}: check in {setting} whether https:// and the port are right, then what "
        "inspects TLS on the way"
    ),
    FailureCause.PROXY: (
        "see that the proxy is right (KAMELEOON_PROXY, else HTTPS_PROXY) with its user and password, and that it lets "
        "connections to {address} pass; NO_PROXY or KAMELEOON_PROXY=none go past it"
    ),
    FailureCause.NO_FILE_DESCRIPTORS: (
        "this process may not open more files: raise its limit (ulimit -n, LimitNOFILE), and see what keeps them open"
    ),
    FailureCause.CONNECTION_CLOSED: (
        "something closed the connection before it answered: if it stays so, check in {setting} whether http:// or "
        "https:// and the port are right, then proxies and load balancers on the way"
    ),
    FailureCause.NOT_HTTP: (
        "what answers at {address} is not HTTP: check in {setting} whether http:// or https:// and the port are right"
    ),
    FailureCause.ANSWER_TIMEOUT: "{host} is slow: if it stays so, ask who runs it",
    FailureCause.FROZEN: "this process stood still: give it more CPU, and see that its machine does not swap",
    FailureCause.OTHER: f"check the network, DNS, and {_CLOSED_OR_SLOW} on the way to {{address}}",
}
