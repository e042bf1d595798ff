"""The proxy on the way to the Data API and to the token service.

| KAMELEOON_PROXY        | which proxy                                                                        |
|------------------------|------------------------------------------------------------------------------------|
| an address             | this one, always                                                                   |
| `none`                 | none                                                                               |
| left out               | HTTPS_PROXY or HTTP_PROXY, by the scheme of the address that is asked for, unless   |
|                        | NO_PROXY names its host (a name with all below it, an address, a network, or `*`)   |

The small spellings of the environment's variables go before the large ones, as everywhere. What the environment says
holds for no loopback address.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from consumer.settings.kafka_properties import SecretText

NONE: Final = "none"
SETTING: Final = "KAMELEOON_PROXY"
_VARIABLES: Final = {"https": ("https_proxy", "HTTPS_PROXY"), "http": ("http_proxy", "HTTP_PROXY")}
_NO_PROXY: Final = ("no_proxy", "NO_PROXY")
VARIABLES: Final = frozenset({*_VARIABLES["https"], *_VARIABLES["http"], *_NO_PROXY})
_EXPECTED: Final = "must be like http://proxy.example.com:3128"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy, and the variable that names it. Its address may hold a user and a password."""

    url: SecretText
    variable: str

    @property
    def shown(self) -> str:
        """The address without user and password, and where it comes from."""
        url = urlsplit(self.url)
        return f"{url.scheme}://{url.netloc.rpartition('@')[2]} ({self.variable})"


@dataclass(frozen=True, slots=True)
class Direct:
    """No proxy, whatever the environment's variables say."""


def configured_proxy(text: str | None) -> Proxy | Direct | None:
    """Reads KAMELEOON_PROXY; None where it is left out.

    Raises:
        ValueError: saying what would be right. The text is never quoted: a password may stand in it.
    """
    if text is None:
        return None
    if text.lower() == NONE:
        return Direct()
    try:
        return Proxy(_address(text), SETTING)
    except ValueError as fault:
        raise ValueError(f"{fault}, or {NONE}") from None


def proxy_for(url: str, configured: Proxy | Direct | None, environ: Mapping[str, str]) -> Proxy | None:
    """The proxy on the way to an address.

    Args:
        url: the address that is asked for.
        configured: what KAMELEOON_PROXY says.
        environ: the environment's variables that name proxies.

    Raises:
        ValueError: the environment's proxy cannot be used; the sentence begins with its variable.
    """
    if configured is not None:
        return configured if isinstance(configured, Proxy) else None
    target = urlsplit(url)
    names = [name for name in _VARIABLES[target.scheme] if environ.get(name)]
    no_proxy = next((environ[name] for name in _NO_PROXY if name in environ), "")
    if not names or _is_left_out(target.hostname or "", target.netloc.rpartition("@")[2], no_proxy):
        return None
    try:
        return Proxy(_address(environ[names[0]]), names[0])
    except ValueError as fault:
        raise ValueError(f"{names[0]} {fault}: correct it, or say with {SETTING} which proxy to use, or none") from None


def first_host(url: str, proxy: Proxy | None) -> str:
    """The host that is connected to: the proxy's, who looks up the other one by itself."""
    return urlsplit(proxy.url if proxy else url).hostname or ""


def _address(text: str) -> SecretText:
    whole = text if "://" in text else f"http://{text}"  # as curl reads it
    try:
        url = urlsplit(whole)
        is_right = bool(url.hostname) and url.port != 0 and whole.isascii() and whole.isprintable() and " " not in whole
    except ValueError:
        raise ValueError(f"is not a valid proxy address: {_EXPECTED}") from None
    if url.scheme.lower() not in {"http", "https"}:
        raise ValueError(f"names a proxy that speaks neither HTTP nor HTTPS, which cannot be used: {_EXPECTED}")
    if not is_right or url.path not in {"", "/"} or url.query or url.fragment:
        raise ValueError(f"is not a valid proxy address: {_EXPECTED}")
    return SecretText(whole.rstrip("/"))


def _is_left_out(host: str, host_and_port: str, no_proxy: str) -> bool:
    entries = [entry for part in no_proxy.lower().split(",") if (entry := part.strip())]
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or any(_is_below(entry, {host, host_and_port.lower()}) for entry in entries)
    if address.is_loopback:
        return True
    return any(_is_below(entry, {host, host_and_port}) or _holds(entry, address) for entry in entries)


def _is_below(entry: str, spellings: Collection[str]) -> bool:
    """Whether a name is the entry's or one below it: `example.com`, `.example.com` and `*.example.com` all say so."""
    name = entry.removeprefix("*").removeprefix(".")
    return entry == "*" or any(host == name or host.endswith(f".{name}") for host in spellings)


def _holds(network: str, address: IPv4Address | IPv6Address) -> bool:
    try:
        return address in ip_network(network, strict=False)
    except ValueError:
        return False
