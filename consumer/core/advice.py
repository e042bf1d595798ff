"""What the person on call has to change when the API refuses us. By the specification's chapter on troubleshooting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from consumer.core.outcome import Refused, RefusedReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """The settings that an answer may speak against; `region` is None where the address is given in its place."""

    region: str | None
    site_code: str
    url: str
    user_agent: str


def advice(refused: Refused, configured: Configured) -> str:
    """Say in one sentence what to change. It begins with a word and never with an address, so it can be capitalised."""
    return _ADVICE[refused.reason](configured)


def _not_found(configured: Configured) -> str:
    match configured.region:
        case "eu" | "na" as region:
            other = "na" if region == "eu" else "eu"
            return (
                f"the Data Region or the site code is wrong: set KAMELEOON_REGION to {other} (it is {region}), "
                f"or correct KAMELEOON_SITE_CODE ({configured.site_code})"
            )
        case _:
            return (
                f"the Data Region behind {configured.url} or the site code is wrong: correct KAMELEOON_BASE_URL, or "
                "unset it and set KAMELEOON_REGION to eu or na; "
                f"or correct KAMELEOON_SITE_CODE ({configured.site_code})"
            )


_ADVICE: Final[Mapping[RefusedReason, Callable[[Configured], str]]] = {
    RefusedReason.NOT_FOUND: _not_found,
    RefusedReason.FORBIDDEN: lambda c: (
        f"user agent {c.user_agent} is taken for a bot, or something between us and Kameleoon "
        "(a proxy, a firewall) denies access: ask who runs it, then Kameleoon"
    ),
    RefusedReason.UNAUTHORISED: lambda _: (
        "Kameleoon wants an authenticated connection for this account: set KAMELEOON_CLIENT_ID and "
        "KAMELEOON_CLIENT_SECRET; if they are set, see why there is no token, or ask Kameleoon"
    ),
    RefusedReason.REJECTED: lambda _: (
        "a required field (nonce or eventType) is missing or the body is malformed: check the mapping"
    ),
    RefusedReason.TOO_LARGE: lambda _: "the body is larger than the API takes: lower BATCH_MAX_BYTES",
    RefusedReason.REDIRECTED: lambda c: (
        f"the address {c.url} redirects, which the Data API does not: check KAMELEOON_BASE_URL and proxies"
    ),
    RefusedReason.REJECTS_EVERYTHING: lambda c: (
        f"the address {c.url} rejects every event, so it is not their data: check KAMELEOON_SITE_CODE and "
        "KAMELEOON_BASE_URL, what stands between us and Kameleoon, and the mapping"
    ),
    RefusedReason.UNEXPECTED: lambda c: (
        f"the address {c.url} is not that of the Data API, or it has changed: check KAMELEOON_BASE_URL"
    ),
}
