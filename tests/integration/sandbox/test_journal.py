"""The journal of a serving sandbox."""

import asyncio
from pathlib import Path

import aiohttp

from consumer.sandbox import (
    AnswerStatus,
    DelayAnswer,
    Fault,
    ResetAfterTaking,
    ResetBeforeTaking,
    SandboxOptions,
    read_journal,
)
from tests.integration.sandbox.client import SITE_CODE, body_with, client_of, sandbox_and_client, until


def test_every_request_has_its_line_before_its_answer(tmp_path: Path) -> None:
    """Read from the file at once after each answer, refusals and resets included."""
    path = tmp_path / "journal"

    async def story() -> None:
        options = SandboxOptions(site_code=SITE_CODE, journal_path=path)
        async with sandbox_and_client(options) as (sandbox, client):
            assert await client.post(body_with("a", "b")) == 200
            assert [(entry.status, entry.taken, entry.nonces) for entry in read_journal(path)] == [
                (200, True, ("a", "b"))
            ]
            faults: list[Fault] = [AnswerStatus(status=503), ResetBeforeTaking(), ResetAfterTaking()]
            for fault in faults:
                sandbox.set_faults([fault])
                try:
                    await client.post(body_with("c"))
                except aiohttp.ClientOSError:
                    assert not isinstance(fault, AnswerStatus)
            assert [(entry.sequence, entry.status, entry.taken) for entry in read_journal(path)][1:] == [
                (2, 503, False),
                (3, None, False),
                (4, None, True),
            ]

    asyncio.run(story())


def test_senders_at_once_each_find_their_lines_in_their_own_order(tmp_path: Path) -> None:
    """Ten connections, thirty requests each: in the file every connection's requests stand in order."""
    path = tmp_path / "journal"

    async def sender(url: str, name: str) -> None:
        async with client_of(url) as client:
            for number in range(30):
                assert await client.post(body_with(f"{name}-{number}")) == 200

    async def story() -> None:
        options = SandboxOptions(site_code=SITE_CODE, journal_path=path)
        async with sandbox_and_client(options) as (sandbox, _):
            await asyncio.gather(*(sender(sandbox.url, str(name)) for name in range(10)))

    asyncio.run(story())
    entries = list(read_journal(path))
    assert [entry.sequence for entry in entries] == list(range(1, 301))
    for name in range(10):
        own = [nonce for entry in entries for nonce in entry.nonces if nonce.startswith(f"{name}-")]
        assert own == [f"{name}-{number}" for number in range(30)]


def test_a_delayed_answer_is_in_the_journal_from_the_start(tmp_path: Path) -> None:
    """The line says when the events were taken, not when the answer left."""
    path = tmp_path / "journal"

    async def story() -> None:
        options = SandboxOptions(site_code=SITE_CODE, journal_path=path, faults=(DelayAnswer(seconds=60),))
        async with sandbox_and_client(options) as (_, client):
            unanswered = asyncio.create_task(client.post(body_with("a")))
            await until(lambda: [entry.nonces for entry in read_journal(path)] == [("a",)])
            assert not unanswered.done()
            unanswered.cancel()

    asyncio.run(story())
