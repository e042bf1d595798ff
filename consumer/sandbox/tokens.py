"""What a request to the token service is answered, as RFC 6749 (4.4, 5.1, 5.2) and Kameleoon's own SDKs have it."""

from collections.abc import Mapping
from dataclasses import dataclass

from consumer.sandbox.options import SandboxOptions


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """An answer: a status, and the JSON object with it."""

    status: int
    content: Mapping[str, str | int]


def answer_to(form: Mapping[str, str], options: SandboxOptions, token: str) -> TokenAnswer:
    """Judge a request for a token.

    Args:
        form: the fields of the request's body.
        options: the right credentials, and how long a token lives.
        token: what is issued if all is right.
    """
    if form.get("grant_type") != "client_credentials":
        return TokenAnswer(400, {"error": "unsupported_grant_type"})
    given = form.get("client_id"), form.get("client_secret")
    if options.client_id is None or given != (options.client_id, options.client_secret):
        return TokenAnswer(401, {"error": "invalid_client"})
    lifetime_seconds = options.token_lifetime_seconds
    return TokenAnswer(200, {"access_token": token, "token_type": "bearer", "expires_in": lifetime_seconds})
