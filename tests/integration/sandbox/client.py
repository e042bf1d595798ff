"""How these tests speak to a sandbox: over HTTP as any sender would."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from consumer.sandbox import Sandbox, SandboxOptions, running_sandbox

SITE_CODE = "f17c21u1ag"


def body_with(*nonces: str) -> bytes:
    """Encode an array of page views."""
    events = [b'{"nonce":"%s","eventType":"PAGE","href":"https://example.com/"}' % nonce.encode() for nonce in nonces]
    return b"[" + b",".join(events) + b"]"


@dataclass
class Client:
    """Posts events to one sandbox, over one connection."""

    url: str
    session: aiohttp.ClientSession
    headers: list[dict[str, str]] = field(default_factory=list)

    async def post(self, body: bytes, *, query: str = f"siteCode={SITE_CODE}&json=true", **headers: str) -> int:
        """Post a body and tell the status; the answer's headers are added to `headers`."""
        address = f"{self.url}/visit/events?{query}"
        async with self.session.post(address, data=body, headers=headers, allow_redirects=False) as answer:
            await answer.read()
            self.headers.append(dict(answer.headers))
            return answer.status

    async def call(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Send any other request; tell status and body."""
        async with self.session.request(method, self.url + path, data=body) as answer:
            return answer.status, await answer.read()


async def until(holds: Callable[[], bool]) -> None:
    """Let the event loop turn until something holds; after 10 s it never will."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - the server under test has no event to wait for
            await asyncio.sleep(0)


@asynccontextmanager
async def client_of(url: str) -> AsyncIterator[Client]:
    """Speak to a sandbox at an address."""
    headers = {"User-Agent": "signal-kameleoon-test/1.0"}
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=10)) as session:
        yield Client(url, session)


@asynccontextmanager
async def sandbox_and_client(options: SandboxOptions | None = None) -> AsyncIterator[tuple[Sandbox, Client]]:
    """Run a sandbox in this process and speak to it."""
    async with (
        running_sandbox(options or SandboxOptions(site_code=SITE_CODE)) as sandbox,
        client_of(sandbox.url) as client,
    ):
        yield sandbox, client
