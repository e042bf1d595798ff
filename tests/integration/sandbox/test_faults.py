"""Faults on the wire, and the pages that set them."""

import asyncio

import aiohttp
import orjson
import pytest

from consumer.sandbox import AnswerStatus, DelayAnswer, DripAnswer, ResetAfterTaking, ResetBeforeTaking, SandboxOptions
from tests.integration.sandbox.client import SITE_CODE, body_with, sandbox_and_client, until


@pytest.mark.parametrize(("fault", "taken"), [(ResetBeforeTaking(), 0), (ResetAfterTaking(), 1)])
def test_a_reset_reaches_the_sender_as_a_reset(fault: ResetBeforeTaking | ResetAfterTaking, taken: int) -> None:
    """ECONNRESET, not an orderly end without an answer; what was taken differs."""

    async def story() -> None:
        async with sandbox_and_client() as (sandbox, client):
            sandbox.set_faults([fault])
            with pytest.raises(aiohttp.ClientOSError) as raised:
                await client.post(body_with("a"))
            assert raised.value.errno == 104
            sandbox.set_faults([])
            assert await client.post(body_with("a")) == 200
            statistics = sandbox.statistics
            assert (statistics.resets, statistics.events_taken, statistics.repeats) == (1, taken + 1, taken)

    asyncio.run(story())


def test_a_status_and_its_headers_go_out_as_they_were_set() -> None:
    """Also where Retry-After is nonsense; without one there is no header."""

    async def story() -> None:
        async with sandbox_and_client() as (sandbox, client):
            for fault in [
                AnswerStatus(status=429, retry_after=7),
                AnswerStatus(status=503, retry_after="-5"),
                AnswerStatus(status=302, location="https://elsewhere.example/"),
            ]:
                sandbox.set_faults([fault])
                assert await client.post(body_with("a")) == fault.status
            assert [headers.get("Location") for headers in client.headers] == [None, None, "https://elsewhere.example/"]
            assert [headers.get("Retry-After") for headers in client.headers] == ["7", "-5", None]

    asyncio.run(story())


def test_a_dripping_answer_has_its_head_at_once_and_its_end_late() -> None:
    """A sender that reads to the end waits; one that looks at the status knows at once."""

    async def story() -> None:
        async with sandbox_and_client() as (sandbox, _):
            sandbox.set_faults([DripAnswer(seconds=60)])
            url = f"{sandbox.url}/visit/events?siteCode={SITE_CODE}&json=true"
            async with aiohttp.ClientSession(headers={"User-Agent": "a sender"}) as session:
                response = await session.post(url, data=body_with("a"))
                assert (response.status, sandbox.statistics.events_taken) == (200, 1)
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(response.read(), 0.2)
                response.close()

    asyncio.run(story())


def test_a_delayed_answer_leaves_later_but_its_events_are_taken_at_once() -> None:
    """A sender that gives up meanwhile finds its events taken: the outcome is ambiguous."""

    async def story() -> None:
        async with sandbox_and_client() as (sandbox, client):
            sandbox.set_faults([DelayAnswer(seconds=60)])
            unanswered = asyncio.create_task(client.post(body_with("a")))
            await until(lambda: sandbox.statistics.events_taken == 1)
            assert not unanswered.done()
            unanswered.cancel()
            sandbox.set_faults([DelayAnswer(seconds=0.2)])
            loop = asyncio.get_running_loop()
            started = loop.time()
            assert await client.post(body_with("b")) == 200
            assert loop.time() - started >= 0.2

    asyncio.run(story())


def test_another_process_can_set_and_clear_faults_and_read_the_account() -> None:
    """As `PUT`, `DELETE` and `GET` on /sandbox; these are not counted themselves."""

    async def story() -> None:
        async with sandbox_and_client() as (_, client):
            fault = {"kind": "status", "status": 400, "nonces": ["bad"]}
            assert (await client.call("PUT", "/sandbox/faults", orjson.dumps([fault])))[0] == 204
            assert await client.post(body_with("good", "bad")) == 400
            assert await client.post(body_with("good")) == 200
            assert (await client.call("DELETE", "/sandbox/faults"))[0] == 204
            assert await client.post(body_with("bad")) == 200
            status, text = await client.call("GET", "/sandbox/statistics")
            assert status == 200
            assert orjson.loads(text) == {
                "requests": 3,
                "requests_by_status": {"200": 2, "400": 1},
                "resets": 0,
                "events_taken": 2,
                "unique_nonces": 2,
                "repeats": 0,
                "bytes_received": len(body_with("good", "bad") + body_with("good") + body_with("bad")),
            }
            assert await client.call("GET", "/sandbox/last-body") == (200, body_with("bad"))

    asyncio.run(story())


def test_wrong_faults_are_refused_with_every_error_and_change_nothing() -> None:
    """The faults that were set before stay."""

    async def story() -> None:
        async with sandbox_and_client() as (sandbox, client):
            sandbox.set_faults([AnswerStatus(status=503)])
            status, text = await client.call("PUT", "/sandbox/faults", b'[{"kind":"status"},{"kind":"x"}]')
            assert status == 400
            assert len(orjson.loads(text)["errors"]) == 2
            assert await client.post(body_with("a")) == 503

    asyncio.run(story())


def test_the_same_seed_strikes_the_same_requests() -> None:
    """Another seed strikes others."""

    async def run(seed: int) -> list[int]:
        options = SandboxOptions(site_code=SITE_CODE, seed=seed, faults=(AnswerStatus(status=503, share=0.5),))
        async with sandbox_and_client(options) as (_, client):
            return [await client.post(body_with(str(number))) for number in range(40)]

    first = asyncio.run(run(1))
    assert asyncio.run(run(1)) == first
    assert asyncio.run(run(2)) != first


def test_a_size_is_that_of_the_body_on_the_wire() -> None:
    """A limit that is set and taken away while it runs, as a proxy's would be."""

    async def story() -> None:
        async with sandbox_and_client() as (sandbox, client):
            small, large = body_with("a"), body_with("b", "c")
            sandbox.set_faults([AnswerStatus(status=413, over_bytes=len(small))])
            assert [await client.post(body) for body in (small, large)] == [200, 413]
            sandbox.set_faults([])
            assert await client.post(large) == 200

    asyncio.run(story())
