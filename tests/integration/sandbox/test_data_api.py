"""The Data API's answers over real HTTP."""

import asyncio
import io
import time
from urllib.parse import urlsplit

import pytest

from consumer.sandbox import SandboxOptions, Statistics
from tests.integration.sandbox.client import SITE_CODE, body_with, sandbox_and_client


def test_what_was_accepted_is_counted_and_can_be_read() -> None:
    """Three requests, one nonce twice; the newest body as it came."""

    async def story() -> None:
        async with sandbox_and_client() as (sandbox, client):
            bodies = [body_with("a", "b"), body_with("b", "c"), body_with()]
            assert [await client.post(body) for body in bodies] == [200, 200, 200]
            assert sandbox.statistics == Statistics(
                requests=3,
                requests_by_status={200: 3},
                resets=0,
                events_taken=4,
                unique_nonces=3,
                repeats=1,
                bytes_received=sum(map(len, bodies)),
            )
            assert sandbox.last_body == bodies[-1]

    asyncio.run(story())


def test_the_head_of_a_request_decides_as_documented() -> None:
    """Query, Host, User-Agent and Authorization arrive where the decision looks for them."""

    async def story() -> None:
        async with sandbox_and_client(SandboxOptions(site_code=SITE_CODE, bearer_token="right")) as (sandbox, client):
            good = body_with("a")
            statuses = [
                await client.post(good, query="siteCode=other&json=true"),
                await client.post(good, query=f"siteCode={SITE_CODE}"),
                await client.post(good, query=f"siteCode={SITE_CODE}&json=false"),
                await client.post(good, Host="na-data.kameleoon.io"),
                await client.post(good, **{"User-Agent": "curl/8.0"}),
                await client.post(good, Authorization="Bearer wrong"),
                await client.post(good, Host="eu-data.kameleoon.io", Authorization="Bearer right"),
            ]
            assert statuses == [404, 400, 400, 404, 403, 401, 200]
            assert sandbox.statistics.events_taken == 1

    asyncio.run(story())


def test_other_paths_and_methods_are_refused() -> None:
    """A redirect that was followed would come back as a GET."""

    async def story() -> None:
        async with sandbox_and_client() as (sandbox, client):
            assert (await client.call("GET", "/visit/events"))[0] == 405
            assert (await client.call("POST", "/visit/event"))[0] == 404
            assert (await client.call("POST", "/sandbox/statistics"))[0] == 405
            assert sandbox.statistics.requests_by_status == {404: 1, 405: 1}

    asyncio.run(story())


@pytest.mark.parametrize(("size_bytes", "status"), [(3_000_000, 200), (3_000_001, 413), (30_000_000, 413)])
def test_a_body_above_3_mb_is_read_to_its_end_and_refused(size_bytes: int, status: int) -> None:
    """The limit counts bytes exactly, and the connection serves the next request."""

    async def story() -> None:
        async with sandbox_and_client() as (sandbox, client):
            body = body_with("a").ljust(size_bytes)
            address = f"{client.url}/visit/events?siteCode={SITE_CODE}&json=true"
            async with client.session.post(address, data=io.BytesIO(body)) as answer:
                assert answer.status == status
            assert await client.post(body_with("b")) == 200
            assert sandbox.statistics.bytes_received == size_bytes + len(body_with("b"))

    asyncio.run(story())


def test_above_the_rate_the_answer_says_how_long_to_wait() -> None:
    """One request a second, the second one at once."""

    async def story() -> None:
        options = SandboxOptions(site_code=SITE_CODE, requests_per_second=0.01)
        async with sandbox_and_client(options) as (_, client):
            assert [await client.post(body_with("a")) for _ in range(2)] == [200, 429]
            assert 1 <= int(client.headers[1]["Retry-After"]) <= 100

    asyncio.run(story())


def test_a_sender_that_goes_away_in_mid_body_leaves_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    """Half a request is neither taken nor counted, and nothing is logged: a killed sender is what tests do."""

    async def story() -> None:
        async with sandbox_and_client() as (sandbox, client):
            reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(client.url).port)
            head = f"POST /visit/events?siteCode={SITE_CODE}&json=true HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
            writer.write(head.encode() + b"\r\n" + body_with("a"))
            writer.write_eof()
            assert await reader.read() == b""
            writer.close()
            await writer.wait_closed()
            assert await client.post(body_with("b")) == 200
            assert sandbox.statistics.requests == 1

    asyncio.run(story())
    assert caplog.records == []


def test_cheap_mode_accepts_everything_and_counts() -> None:
    """Whatever the query and the body say."""

    async def story() -> None:
        options = SandboxOptions(site_code=SITE_CODE, cheap=True, accepted_status=204)
        async with sandbox_and_client(options) as (sandbox, client):
            bodies = [body_with(*map(str, range(10_000))), b"no JSON at all"]
            assert [await client.post(body, query="siteCode=other") for body in bodies] == [204, 204]
            statistics = sandbox.statistics
            assert (statistics.requests, statistics.events_taken) == (2, 10_000)
            assert statistics.bytes_received == sum(map(len, bodies))

    asyncio.run(story())


def test_cheap_mode_can_be_slow_or_refuse_everything_and_refuses_other_faults() -> None:
    """What it does not know would be ignored else."""

    async def story() -> None:
        async with sandbox_and_client(SandboxOptions(site_code=SITE_CODE, cheap=True)) as (sandbox, client):
            assert (await client.call("PUT", "/sandbox/faults", b'[{"kind":"status","status":503}]'))[0] == 204
            assert await client.post(body_with("a")) == 503
            assert (await client.call("PUT", "/sandbox/faults", b'[{"kind":"drip","seconds":1}]'))[0] == 409
            half = b'[{"kind":"delay","seconds":0.2,"share":0.5}]'
            assert (await client.call("PUT", "/sandbox/faults", half))[0] == 409
            assert await client.post(body_with("a")) == 503
            assert (await client.call("PUT", "/sandbox/faults", b'[{"kind":"delay","seconds":0.2}]'))[0] == 204
            started = time.monotonic()
            assert await client.post(body_with("a")) == 200
            assert time.monotonic() - started >= 0.2
            assert sandbox.statistics.events_taken == 1

    asyncio.run(story())
