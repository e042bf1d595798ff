"""The admin port over real HTTP."""

import asyncio
import io
import json
import socket

import aiohttp
import pytest
from typing_extensions import override

from consumer.admin import METRICS_CONTENT_TYPE, Probes, admin_server
from consumer.app import Consumer
from consumer.core.advice import Configured
from consumer.settings import load_settings
from consumer.stopping import CannotStart, ExitCode
from consumer.telemetry import Metrics, Telemetry, make_log
from tests.unit.consumer.telemetry.voices import voice
from transforms import compile_blueprint, load_preset

HOST = "127.0.0.1"
ALL_WELL = Probes(why_not_live=lambda: None, why_not_ready=lambda: None, metrics=lambda: b"signal_kameleoon_x 1\n")


class Said(io.StringIO):
    """Log lines that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.has_lines = asyncio.Event()

    @override
    def write(self, text: str, /) -> int:
        self.has_lines.set()
        return super().write(text)


def asked(probes: Probes, path: str, method: str = "GET") -> tuple[int, str, str]:
    """Ask once; give status, content type and text."""

    async def story() -> tuple[int, str, str]:
        async with (
            admin_server(HOST, 0, probes, voice().telemetry) as url,
            aiohttp.ClientSession() as session,
            session.request(method, url + path) as answer,
        ):
            return answer.status, answer.headers.get("Content-Type", ""), await answer.text()

    return asyncio.run(story())


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_probe_that_has_nothing_to_say_against_it_answers_200(path: str) -> None:
    """Kubernetes looks at nothing but the status."""
    status, _, text = asked(ALL_WELL, path)
    assert (status, text) == (200, "ok\n")


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.parametrize(
    "reason", ["draining", "not joined: waiting for Kafka, or for the group", "blocked: see the log"]
)
def test_a_probe_answers_503_with_its_reason(path: str, reason: str) -> None:
    """For the person who asks by hand."""
    probes = Probes(why_not_live=lambda: reason, why_not_ready=lambda: reason, metrics=bytes)
    status, _, text = asked(probes, path)
    assert (status, text) == (503, f"{reason}\n")


def test_live_and_ready_are_different_questions() -> None:
    """A member that is not ready must not be restarted for it."""
    probes = Probes(why_not_live=lambda: None, why_not_ready=lambda: "draining", metrics=bytes)
    assert (asked(probes, "/livez")[0], asked(probes, "/readyz")[0]) == (200, 503)


def test_metrics_come_in_the_text_format_that_prometheus_asks_for() -> None:
    """Its content type names the version."""
    status, content_type, text = asked(ALL_WELL, "/metrics")
    assert (status, content_type, text) == (200, METRICS_CONTENT_TYPE, "signal_kameleoon_x 1\n")


def test_the_real_metrics_can_be_served() -> None:
    """Every line of them is one that Prometheus reads."""
    configured = Configured(region="eu", site_code="abc", url="https://api.example", user_agent="us")
    telemetry = Telemetry(make_log("error", "json"), Metrics(), configured)
    _, _, text = asked(Probes(why_not_live=str, why_not_ready=str, metrics=telemetry.exposition), "/metrics")
    assert "# HELP signal_kameleoon_records_total Records resolved." in text
    assert text.endswith("\n")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_head_answers_as_get_does_without_a_body(path: str) -> None:
    """Load balancers and uptime monitors ask so."""
    assert asked(ALL_WELL, path, "HEAD") == (*asked(ALL_WELL, path)[:2], "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_everything_but_get_and_head_is_refused(path: str, method: str) -> None:
    """Nothing can be changed from outside."""
    assert asked(ALL_WELL, path, method)[0] == 405


@pytest.mark.parametrize("path", ["/", "/metrics/", "/health"])
def test_there_is_nothing_else(path: str) -> None:
    """404, and no listing."""
    assert asked(ALL_WELL, path)[0] == 404


def test_a_port_that_is_taken_is_said_with_the_settings_that_change_it() -> None:
    """Waiting would not help."""
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"{HOST}:{port}: .* Set ADMIN_HOST and ADMIN_PORT") as raised:
            asyncio.run(_start_and_stop(HOST, port))
    assert raised.value.exit_code is ExitCode.CANNOT_START


def test_an_address_that_is_not_ours_is_said_too() -> None:
    """192.0.2.0/24 is nobody's (RFC 5737)."""
    with pytest.raises(CannotStart, match=r"192\.0\.2\.1"):
        asyncio.run(_start_and_stop("192.0.2.1", 0))


def test_the_port_is_free_again_afterwards() -> None:
    """A process that starts its successor may need it at once."""

    async def story() -> None:
        async with admin_server(HOST, 0, ALL_WELL, voice().telemetry) as url:
            port = int(url.rsplit(":", 1)[1])
        await _start_and_stop(HOST, port)

    asyncio.run(story())


def test_a_consumer_that_waits_for_kafka_is_live_and_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """A restart would not bring Kafka back; traffic of a rollout waits."""
    monkeypatch.setattr("consumer.kafka.topics.LOOKUP_TIMEOUT_SECONDS", 0.2)

    async def story() -> list[tuple[int, str]]:
        stream = Said()
        consumer = _consumer_without_kafka(stream)
        running = asyncio.create_task(consumer.run())
        await stream.has_lines.wait()
        url = json.loads(stream.getvalue().splitlines()[0])["admin"]
        async with aiohttp.ClientSession() as session:
            answers = [await _get(session, url + path) for path in ("/livez", "/readyz")]
        consumer.stop()
        await running
        return answers

    assert asyncio.run(story()) == [(200, "ok\n"), (503, "not joined: waiting for Kafka, or for the group\n")]


def _consumer_without_kafka(stream: io.StringIO) -> Consumer:
    environ = {
        "KAMELEOON_SITE_CODE": "abc",
        "KAMELEOON_REGION": "eu",
        "SIGNAL_TOPIC": "signal",
        "KAFKA_BOOTSTRAP_SERVERS": f"{HOST}:1",  # nobody listens on port 1
        "ADMIN_HOST": HOST,
        "ADMIN_PORT": "0",
    }
    configured = Configured(region="eu", site_code="abc", url="https://api.example", user_agent="us")
    telemetry = Telemetry(make_log("info", "json", stream), Metrics(), configured)
    return Consumer(load_settings(environ), compile_blueprint(load_preset("default")).transform, telemetry)


async def _get(session: aiohttp.ClientSession, url: str) -> tuple[int, str]:
    async with session.get(url) as answer:
        return answer.status, await answer.text()


async def _start_and_stop(host: str, port: int) -> None:
    async with admin_server(host, port, ALL_WELL, voice().telemetry):
        pass
