"""`send-test` through a proxy to an API with TLS whose name nobody here knows."""

import asyncio
import os
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme

from consumer.core.failure import FailureCause
from consumer.core.outcome import Transient, TransientReason
from consumer.http_sender import Answer, Endpoint, HttpSender
from consumer.settings import Proxy
from consumer.settings.kafka_properties import SecretText
from tests.processes.program import COMMAND

HOST = "127.0.0.1"
API = "api.example.invalid"
REFUSED = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"


@dataclass
class TunnelProxy:
    """A proxy that tunnels everything to one port, or refuses to."""

    target_port: int
    refusal: bytes = b""
    heads: list[str] = field(default_factory=list)

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Take one CONNECT, and pass bytes on."""
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        if self.refusal:
            writer.write(self.refusal)
            writer.close()
            return
        there, back = await asyncio.open_connection(HOST, self.target_port)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_passed_on(reader, back))
            tasks.create_task(_passed_on(there, writer))


@dataclass(frozen=True)
class Told:
    """What came of a run."""

    exit_code: int
    text: str
    heads: list[str]


async def _passed_on(reader: StreamReader, writer: StreamWriter) -> None:
    try:
        while piece := await reader.read(65_536):
            writer.write(piece)
    except ConnectionError:
        pass
    finally:
        writer.close()


async def _answer(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


def sent(directory: Path, variables: Mapping[str, str], refusal: bytes = b"", credentials: str = "") -> Told:
    """Run `send-test`; `{proxy}` in a variable stands for the proxy's address."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(directory / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(API).configure_cert(context)

    async def story() -> Told:
        api = await asyncio.start_server(_answer, HOST, 0, ssl=context)
        port = api.sockets[0].getsockname()[1]
        proxy = TunnelProxy(port, refusal)
        listening = await asyncio.start_server(proxy.serve, HOST, 0)
        address = f"http://{credentials}{HOST}:{listening.sockets[0].getsockname()[1]}"
        environ = {
            "PATH": os.environ["PATH"],
            "SSL_CERT_FILE": str(directory / "ca.pem"),
            "KAMELEOON_SITE_CODE": "abc",
            "KAMELEOON_BASE_URL": f"https://{API}:{port}",
            **{name: text.format(proxy=address) for name, text in variables.items()},
        }
        pipe = asyncio.subprocess.PIPE
        async with api, listening:
            process = await asyncio.create_subprocess_exec(COMMAND, "send-test", env=environ, stdout=pipe, stderr=pipe)
            out, err = await process.communicate()
        assert process.returncode is not None
        return Told(process.returncode, (out + err).decode(), proxy.heads)

    return asyncio.run(story())


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "KAMELEOON_PROXY"])
def test_events_go_through_the_proxy(tmp_path: Path, name: str) -> None:
    """Which looks the name up; the certificate is the API's."""
    told = sent(tmp_path, {name: "{proxy}"})
    assert told.exit_code == 0, told.text
    assert told.heads[0].startswith(f"CONNECT {API}:")
    assert f"through the proxy http://{HOST}:" in told.text
    assert f"({name})" in told.text


def test_the_proxys_credentials_are_sent_and_not_shown(tmp_path: Path) -> None:
    """In the form that every proxy knows."""
    told = sent(tmp_path, {"HTTPS_PROXY": "{proxy}"}, credentials="me:hunter2@")
    assert told.exit_code == 0, told.text
    assert "Proxy-Authorization: Basic bWU6aHVudGVyMg==" in told.heads[0]
    assert "hunter2" not in told.text


@pytest.mark.parametrize("variables", [{"NO_PROXY": "example.invalid"}, {"KAMELEOON_PROXY": "none"}])
def test_events_go_past_the_proxy_where_it_is_said(tmp_path: Path, variables: dict[str, str]) -> None:
    """There the name is not known."""
    told = sent(tmp_path, {"HTTPS_PROXY": "{proxy}", **variables})
    assert (told.exit_code, told.heads) == (1, [])
    assert f"{API} cannot be resolved" in told.text


def test_a_proxy_that_refuses_is_named(tmp_path: Path) -> None:
    """It wants a password, say."""
    told = sent(tmp_path, {"HTTPS_PROXY": "{proxy}"}, refusal=REFUSED)
    assert told.exit_code == 1
    assert "the proxy answered 407 Proxy Authentication Required" in told.text


def test_what_a_proxy_refused_was_not_sent() -> None:
    """So it is not ambiguous."""

    async def story() -> Answer:
        proxy = TunnelProxy(0, REFUSED)
        async with await asyncio.start_server(proxy.serve, HOST, 0) as listening:
            url = SecretText(f"http://{HOST}:{listening.sockets[0].getsockname()[1]}")
            endpoint = Endpoint(
                url=f"https://{API}/",
                request_timeout_seconds=5.0,
                connect_timeout_seconds=3.0,
                proxy=Proxy(url, "HTTPS_PROXY"),
            )
            sender = HttpSender(endpoint)
            try:
                return await sender.exchange(b"[]")
            finally:
                await sender.close()

    outcome = asyncio.run(story()).outcome
    assert isinstance(outcome, Transient)
    assert (outcome.reason, outcome.is_ambiguous, outcome.cause) == (
        TransientReason.CONNECTION,
        False,
        FailureCause.PROXY,
    )


def test_a_proxy_that_is_not_there_is_the_cause(tmp_path: Path) -> None:
    """Not the API, whose address nobody has tried."""
    told = sent(tmp_path, {"HTTPS_PROXY": f"http://{HOST}:1"})
    assert told.exit_code == 1
    assert "no connection to the proxy: " in told.text
