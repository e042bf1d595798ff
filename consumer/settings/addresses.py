"""The addresses that a deployment gives: Kafka's brokers, the Data API's base URL, the token service."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from consumer.settings.values import quoted

# librdkafka takes [PROTOCOL://]host[:port] and checks nothing at creation: at a member that it cannot read it stops
# reading the list and logs a line, which only shows as a client that connects for ever (rd_kafka_broker_name_parse).
_BROKER: Final = re.compile(
    r"(?:(?P<protocol>[A-Za-z_]+)://)?(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+(?:%\w+)?\])(?::(?P<port>[0-9]{1,5}))?"
)
_PROTOCOLS: Final = ("plaintext", "ssl", "sasl_plaintext", "sasl_ssl")
_BROKER_SHAPE: Final = "must be host:port, several separated by commas"
_HOST_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def bootstrap_servers(text: str) -> str:
    """Kafka's first brokers, as a list of host:port separated by commas, without blanks or empty members.

    Raises:
        ValueError: naming the first member of the list that is no address.
    """
    brokers = [broker for part in text.split(",") if (broker := part.strip())]
    if not brokers:
        raise ValueError(f"names no broker: {_BROKER_SHAPE}")
    for broker in brokers:
        address = _BROKER.fullmatch(broker)
        if address is None or not 1 <= int(address["port"] or 9092) <= 65_535:
            raise ValueError(f"names {quoted(broker)}: {_BROKER_SHAPE}")
        if (protocol := address["protocol"]) and protocol.lower() not in _PROTOCOLS:
            raise ValueError(f"names {quoted(broker)}: {_BROKER_SHAPE}, without {protocol}://")
    return ",".join(brokers)


def protocol_mismatch(brokers: str, security_protocol: str) -> str | None:
    """Say which broker librdkafka would leave out, with all that follow it, since it names another protocol.

    Args:
        brokers: as `bootstrap_servers` gives them.
        security_protocol: librdkafka's property, in any case.
    """
    for broker in brokers.split(","):
        protocol, separator, _ = broker.partition("://")
        if separator and protocol.lower() != security_protocol.lower():
            return (
                f"names {quoted(broker)}, but KAFKA_SECURITY_PROTOCOL is {security_protocol.upper()}: "
                f"leave {protocol}:// out, or set KAFKA_SECURITY_PROTOCOL to {protocol.upper()}"
            )
    return None


def base_url(text: str) -> str:
    """The Data API's address up to, not including, `/visit/events`; without a slash at its end.

    Raises:
        ValueError: saying what must not be in it. The text is never quoted: a password may stand in it.
    """
    url = _address(text, "https://eu-data.kameleoon.io")
    if url.path.rstrip("/").endswith("/visit/events"):
        raise ValueError("ends with /visit/events, which is appended: leave it out")
    return text.rstrip("/")


def token_url(text: str) -> str:
    """The token service's whole address.

    Raises:
        ValueError: saying what must not be in it. The text is never quoted: a secret may stand in it.
    """
    _address(text, "https://api.kameleoon.com/oauth/token")
    return text


def _address(text: str, example: str) -> SplitResult:
    try:
        url = urlsplit(text)
        port_is_right = url.port is None or url.port > 0
    except ValueError:
        raise ValueError(f"is not a valid address: must be like {example}") from None
    if not port_is_right or (fault := _fault(text, url, example)):
        raise ValueError(fault if port_is_right else "has port 0: must be from 1 to 65535")
    return url


def _fault(text: str, url: SplitResult, example: str) -> str | None:
    if url.scheme not in {"https", "http"} or not url.hostname:
        return f"is not a valid address: must be like {example}"
    if "@" in url.netloc:
        return "holds a user name or password: Kameleoon takes none there, leave them out"
    if "?" in text or "#" in text:
        return f"holds a query or fragment: must be like {example}"
    if not text.isascii() or not text.isprintable() or " " in text:
        return f"holds a blank or a character outside ASCII: must be like {example}"
    return None


def host(text: str) -> str:
    """The name or address of an interface to listen on.

    Raises:
        ValueError: when it is no host, such as one with a port.
    """
    try:
        ip_address(text)
    except ValueError:
        if _HOST_NAME.fullmatch(text):
            return text
        raise ValueError(
            f"is {quoted(text)}: must be an address such as 0.0.0.0, 127.0.0.1 or ::, without a port"
        ) from None
    return text
