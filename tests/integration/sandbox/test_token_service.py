"""The token service over real HTTP, and the Data API's view of its tokens."""

import asyncio
from collections.abc import Mapping

import orjson

from consumer.sandbox import AnswerStatus, SandboxOptions
from tests.integration.sandbox.client import SITE_CODE, Client, body_with, sandbox_and_client

OPTIONS = SandboxOptions(site_code=SITE_CODE, client_id="me", client_secret="hush", token_lifetime_seconds=1)


async def ask(client: Client, **change: str) -> tuple[int, Mapping[str, object]]:
    """Ask for a token; status and content."""
    form = {"grant_type": "client_credentials", "client_id": "me", "client_secret": "hush", **change}
    async with client.session.post(client.url + "/oauth/token", data=form) as answer:
        body = await answer.read()
        return answer.status, orjson.loads(body) if body else {}


def test_an_issued_token_is_taken_until_it_ends() -> None:
    """After a second here."""

    async def story() -> None:
        async with sandbox_and_client(OPTIONS) as (sandbox, client):
            status, issued = await ask(client)
            assert (status, issued["expires_in"]) == (200, 1)
            authorization = f"Bearer {issued['access_token']}"
            assert await client.post(body_with("a"), Authorization=authorization) == 200
            assert await client.post(body_with("a"), Authorization=str(issued["access_token"])) == 401
            await asyncio.sleep(1.1)
            assert await client.post(body_with("a"), Authorization=authorization) == 401
            assert sandbox.statistics.requests == 3

    asyncio.run(story())


def test_wrong_credentials_bring_none() -> None:
    """401, as the standard has it."""

    async def story() -> None:
        async with sandbox_and_client(OPTIONS) as (_, client):
            assert await ask(client, client_secret="wrong") == (401, {"error": "invalid_client"})

    asyncio.run(story())


def test_the_service_fails_on_demand_and_tokens_can_be_revoked() -> None:
    """By another process; the Data API's own faults are others."""

    async def story() -> None:
        async with sandbox_and_client(OPTIONS) as (sandbox, client):
            authorization = f"Bearer {(await ask(client))[1]['access_token']}"
            fault = orjson.dumps([{"kind": "status", "status": 503}])
            assert (await client.call("PUT", "/sandbox/token-faults", fault))[0] == 204
            assert (await ask(client))[0] == 503
            assert await client.post(body_with("a"), Authorization=authorization) == 200
            assert (await client.call("DELETE", "/sandbox/tokens"))[0] == 204
            assert await client.post(body_with("a"), Authorization=authorization) == 401
            assert (await client.call("DELETE", "/sandbox/token-faults"))[0] == 204
            sandbox.set_faults([AnswerStatus(status=500)])
            assert (await ask(client))[0] == 200

    asyncio.run(story())


def test_without_credentials_there_is_no_such_page() -> None:
    """As with any other path that the Data API does not know; with them another method is refused."""

    async def story() -> None:
        async with sandbox_and_client() as (sandbox, client):
            assert (await ask(client))[0] == 404
            assert (await client.call("DELETE", "/sandbox/tokens"))[0] == 404
            assert sandbox.statistics.requests_by_status == {404: 2}
        async with sandbox_and_client(OPTIONS) as (_, client):
            assert (await client.call("GET", "/oauth/token"))[0] == 405

    asyncio.run(story())
