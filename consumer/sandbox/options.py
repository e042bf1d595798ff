"""How a sandbox is set up."""

from dataclasses import field
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from consumer.sandbox.faults import Fault
from consumer.sandbox.strictness import STRICT


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class SandboxOptions:
    """What this Data API knows and allows.

    Bad values raise pydantic's ValidationError (a ValueError), all at once.

    Attributes:
        site_code: the one site code that is not answered 404.
        region: a request for another region's host name is answered 404.
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        accepted_status: answer to a good array. Kameleoon's API page documents 204, the integration's page
            200.
        max_body_bytes: larger bodies are answered 413. 3 MB is the newest limit that Kameleoon documents.
        requests_per_second: above it 429; None: no limit. Kameleoon publishes no figure.
        bearer_token: requests with it may come faster; a request with another one is answered 401.
        bearer_factor: how many times faster.
        client_id: with the secret, POST /oauth/token issues tokens that are as good; None: there is no such page.
        client_secret: the secret that belongs to it.
        token_lifetime_seconds: how long such a token is taken.
        refuses_tokens: every token is answered 401.
        journal_path: file that gets a line per request before its answer leaves; None: no journal.
        faults: what goes wrong from the start.
        seed: decides which requests the faults with a share strike.
        cheap: only count requests, bytes and events and accept everything, at the least cost.
    """

    site_code: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+$")]
    region: Literal["eu", "na"] = "eu"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    accepted_status: Annotated[int, Field(ge=200, le=299)] = 200
    max_body_bytes: Annotated[int, Field(gt=0)] = 3_000_000
    requests_per_second: Annotated[float, Field(gt=0)] | None = None
    bearer_token: str | None = field(default=None, repr=False)
    bearer_factor: Annotated[float, Field(ge=1)] = 10.0
    client_id: Annotated[str, Field(min_length=1)] | None = None
    client_secret: Annotated[str, Field(min_length=1)] | None = field(default=None, repr=False)
    token_lifetime_seconds: Annotated[int, Field(ge=1)] = 7_200
    refuses_tokens: bool = False
    journal_path: Path | None = None
    faults: tuple[Fault, ...] = ()
    seed: int = 0
    cheap: bool = False

    @model_validator(mode="after")
    def _cheap_means_cheap(self) -> Self:
        if self.cheap and (self.journal_path or self.faults or self.requests_per_second or self.client_id):
            raise ValueError(
                "cheap mode only counts: it has no journal, no faults from the start, no rate limit, no tokens"
            )
        return self

    @model_validator(mode="after")
    def _both_credentials_or_none(self) -> Self:
        if (self.client_id is None) != (self.client_secret is None):
            raise ValueError("the token service needs both a client id and a client secret")
        return self
