"""The demo as a stranger runs it: a process without a broker, whose table is read from its output."""

import asyncio
import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from consumer.app import Consumer
from consumer.demo.options import DemoOptions
from consumer.demo.stage import built_stage, environment
from consumer.demo.watch import deliver_all
from consumer.settings import load_settings
from consumer.stopping import CannotStart
from tests.processes import Program
from transforms import compile_blueprint, load_preset

ROW = re.compile(r"^ *(produced|delivered|dropped|dead-lettered) +([\d,]+) +([\d,]+) .* ok *$", re.MULTILINE)
END_SECONDS = 60
"""A demo takes 5 s by itself; other tests may run beside it."""


@contextmanager
def _demo(tmp_path: Path, *arguments: str) -> Iterator[Program]:
    # What a shell happens to export must not reach the demo.
    astray = {"KAMELEOON_REGION": "asia", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9", "BATCH_LINGER_MS": "never"}
    program = Program(["demo", *arguments], os.environ | astray, tmp_path / "demo.log")
    try:
        yield program
    finally:
        program.end()


def _table(text: str) -> dict[str, tuple[int, int]]:
    """Meant and seen of each row that is marked ok."""
    return {row[1]: (_number(row[2]), _number(row[3])) for row in ROW.finditer(text)}


def _figure(name: str, text: str) -> int:
    found = re.search(rf"\b{name} ([\d,]+)", text.partition(" produced = ")[2])
    assert found is not None, text
    return _number(found[1])


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _assert_balanced(text: str) -> None:
    table = _table(text)
    assert set(table) == {"produced", "delivered", "dropped", "dead-lettered"}, text
    assert all(meant == seen for meant, seen in table.values())
    assert table["produced"][1] == sum(table[name][1] for name in ("delivered", "dropped", "dead-lettered"))


def test_it_ends_with_a_balanced_table(tmp_path: Path) -> None:
    """Two thousand events of every kind, no retry, no repeat, and nothing said but the progress and the report."""
    with _demo(tmp_path, "--events", "2000", "--seed", "3") as demo:
        assert demo.wait(END_SECONDS) == 0
    _assert_balanced(demo.text)
    table = _table(demo.text)
    assert table["produced"] == (2000, 2000)
    assert all(seen > 0 for _, seen in table.values())
    assert (_figure("retries", demo.text), _figure("repeated events", demo.text)) == (0, 0)
    assert "Signal events -> Kafka -> signal-kameleoon -> Kameleoon sandbox" in demo.text
    assert "{" not in demo.text, "a log line of the consumer tore the view"


def test_it_balances_although_the_api_fails(tmp_path: Path) -> None:
    """Every kind of fault strikes at least once; what was taken without an answer is repeated, and counted once."""
    with _demo(tmp_path, "--events", "2000", "--faults") as demo:
        assert demo.wait(END_SECONDS) == 0
    _assert_balanced(demo.text)
    assert _figure("retries", demo.text) >= 4
    assert _figure("repeated events", demo.text) > 0
    assert all(re.search(rf"\b{name}: \d", demo.text) for name in ("200", "429", "503", "reset"))


def test_an_interrupt_stops_the_generator_and_balances_what_it_wrote(tmp_path: Path) -> None:
    """Ctrl-C in a long run: no traceback, and the table of what happened until then."""
    with _demo(tmp_path, "--events", "1000000", "--rate", "2000") as demo:
        demo.wait_for_text("last status 200", END_SECONDS)
        demo.signal(signal.SIGINT)
        assert demo.wait(END_SECONDS) == 0
    _assert_balanced(demo.text)
    assert 0 < _table(demo.text)["produced"][1] < 1_000_000


def test_a_consumer_that_cannot_go_on_ends_the_demo() -> None:
    """Its reason comes up, and no thread of the generator stays behind."""

    async def run() -> None:
        options = DemoOptions(events=1_000_000, rate_per_second=None, has_faults=False, seed=1)
        async with built_stage(options) as stage:
            servers = stage.offsets.bootstrap_servers
            settings = load_settings({**environment(stage.sandbox.url, servers), "SIGNAL_TOPIC": "signal-event"})
            lost = Consumer(settings, compile_blueprint(load_preset("default")).transform, stage.telemetry)
            await deliver_all(replace(stage, consumer=lost), lambda _counters: None)

    before = threading.active_count()
    with pytest.raises(CannotStart, match="Did you mean signal-events"):
        asyncio.run(run())
    assert threading.active_count() == before
