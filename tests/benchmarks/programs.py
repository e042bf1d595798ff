"""Who takes part: how each program is started on a topic, in a group of its own, and what it costs while it runs."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psutil

from tests.benchmarks.figures import OURS
from tests.peak_memory import peak_memory_bytes

REPOSITORY: Final = Path(__file__).parents[2]
PEERS: Final = Path(__file__).with_name("peers")
ENVIRONMENTS: Final = REPOSITORY / ".benchmarks"
"""Where the peers' virtual environments are made, once."""

PYTHON_PEERS: Final = ("tutorial_loop", "tutorial_list", "aiokafka_batches", "arroyo_pipeline", "quix_dataframe")
BINARY_PEERS: Final[Mapping[str, tuple[str, ...]]] = {
    "redpanda-connect": ("redpanda-connect", "run", str(PEERS / "redpanda-connect.yaml")),
    "vector": ("vector", "--config", str(PEERS / "vector.yaml")),
    "fluent-bit": ("fluent-bit", "-c", str(PEERS / "fluent-bit.yaml")),
}
OUR_COMMAND: Final = str(Path(sys.executable).with_name("signal-kameleoon"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a program is to do.

    Attributes:
        group: a consumer group that nobody has used.
        url: base URL of the sink.
        linger_ms: how long our own program may wait for a full batch.
    """

    bootstrap_servers: str
    topic: str
    group: str
    url: str
    site_code: str
    linger_ms: int = 1000

    @property
    def events_url(self) -> str:
        """The whole URL that events are posted to."""
        return f"{self.url}/visit/events?siteCode={self.site_code}&json=true"


@dataclass(frozen=True, slots=True)
class Program:
    """A command, and what it finds in its environment."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str]


def ours(task: Task) -> Program:
    """The program of this repository, as it is installed beside this interpreter."""
    settings = {
        "KAFKA_BOOTSTRAP_SERVERS": task.bootstrap_servers,
        "SIGNAL_TOPIC": task.topic,
        "KAFKA_GROUP_ID": task.group,
        "START_FROM": "earliest",
        "KAMELEOON_SITE_CODE": task.site_code,
        "KAMELEOON_BASE_URL": task.url,
        "BATCH_LINGER_MS": str(task.linger_ms),
        "ADMIN_PORT": "0",
    }
    return Program(OURS, (OUR_COMMAND, "run"), settings)


def peer_names() -> list[str]:
    """The others that can run here: those in Python, and whichever binary is on the PATH."""
    return [*PYTHON_PEERS, *(name for name, command in BINARY_PEERS.items() if shutil.which(command[0]))]


def peer(name: str, task: Task) -> Program:
    """One of the others."""
    if name in PYTHON_PEERS:
        program = (str(_environment(name) / "bin" / "python"), str(PEERS / f"{name}.py"))
        arguments = (task.bootstrap_servers, task.topic, task.group, task.events_url)
        return Program(name, (*program, *arguments), {"PYTHONPATH": str(REPOSITORY)})
    url = urlsplit(task.events_url)
    settings = {
        "BOOTSTRAP_SERVERS": task.bootstrap_servers,
        "TOPIC": task.topic,
        "GROUP": task.group,
        "URL": task.events_url,
        "URL_HOST": url.hostname or "",
        "URL_PORT": str(url.port),
        "URL_URI": f"{url.path}?{url.query}",
        "VECTOR_DANGEROUSLY_ALLOW_ENV_VAR_INTERPOLATION": "true",
    }
    return Program(name, BINARY_PEERS[name], settings)


def _environment(peer: str) -> Path:
    """The virtual environment of a peer; made when it is not there."""
    place = ENVIRONMENTS / peer
    if not (place / "complete").exists():
        venv.create(place, clear=True, with_pip=True)
        pip = [str(place / "bin" / "pip"), "install", "--quiet", "--requirement", str(PEERS / f"{peer}.txt")]
        subprocess.run(pip, check=True)
        (place / "complete").touch()
    return place


class Running:
    """A program that runs."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self._process = process
        self._output = output

    @property
    def cpu_seconds(self) -> float:
        """User and system time so far, its living children's included."""
        process = psutil.Process(self._process.pid)
        times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
        return float(sum(each.user + each.system for each in times))

    @property
    def peak_memory_bytes(self) -> int:
        """The most memory that it had resident so far."""
        return peak_memory_bytes(self._process.pid)

    def assert_alive(self) -> None:
        """Raise with what it wrote last, when it has ended."""
        if self._process.poll() is not None:
            said = self._output.read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"{self._process.args!r} has ended: {said[-2000:]}")

    def stop(self) -> None:
        """End it: SIGTERM, and SIGKILL when that is not enough."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def running(program: Program, directory: Path) -> Iterator[Running]:
    """Run a program for as long as the context lasts."""
    output = directory / f"{program.name}.log"
    with output.open("wb") as file:
        process = subprocess.Popen(
            program.command,
            env={**os.environ, **program.environ},
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    started = Running(process, output)
    try:
        yield started
    finally:
        started.stop()
