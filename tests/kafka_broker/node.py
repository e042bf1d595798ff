"""One Kafka node as a process that can be stopped, killed, frozen and started again on its port and data.

Invariants:

- At most one process per node; it is watched by the guard from its start until it is reaped.
- A node is ready when it answers a metadata request and names itself in the answer.
"""

import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from tests.kafka_broker.orphan_guard import OrphanGuard
from tests.kafka_broker.server_properties import HOST, NodeIdentity

_READY_WITHIN_SECONDS = 90.0
_STOPPED_WITHIN_SECONDS = 60.0
_TAIL_LINES = 25


class KafkaStartError(RuntimeError):
    """A node ended while it started, or did not answer in time; the message holds the end of its log."""


class Node:
    """One broker and controller.

    Attributes:
        address: where clients connect; like the others it never changes.
        sasl_address: where clients connect that have to say who they are.
        proxied_address: where a proxy connects that listens at `proxy_address`.
        proxy_address: where clients connect that are to stay behind that proxy.
        data: the folder of its topics' logs.
    """

    def __init__(
        self, *, identity: NodeIdentity, command: Sequence[str], log: Path, data: Path, guard: OrphanGuard
    ) -> None:
        self.address = identity.address
        self.sasl_address = identity.sasl_address
        self.proxied_address = f"{HOST}:{identity.proxied_port}"
        self.proxy_address = f"{HOST}:{identity.proxy_port}"
        self.data = data
        self._identity = identity
        self._command = command
        self._log = log
        self._guard = guard
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start the process without waiting: nodes of a quorum become ready together only."""
        assert self._process is None, f"node {self._identity.node_id} runs already"
        with self._log.open("ab") as log:
            # A session of its own: Ctrl-C at a terminal is for the tests, which then end the node in order.
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._guard.watch(self._process.pid)

    def start(self) -> None:
        """Start the process and wait until it answers.

        Raises:
            KafkaStartError: it ended, or did not answer within 90 seconds.
        """
        self.launch()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until the launched process answers, as `start` does."""
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while not self._answers():
            if self._running().poll() is not None:
                raise KafkaStartError(f"node {self._identity.node_id} ended at its start\n{self._log_tail()}")
            if time.monotonic() > deadline:
                raise KafkaStartError(f"node {self._identity.node_id} does not answer\n{self._log_tail()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End the node in order (SIGTERM, a controlled shutdown) and wait until it is gone."""
        self.resume()
        self._end_with(signal.SIGTERM)

    def kill(self) -> None:
        """End the node with SIGKILL and wait until it is gone."""
        self._end_with(signal.SIGKILL)

    def suspend(self) -> None:
        """Freeze the node (SIGSTOP): its connections stay open and nobody answers."""
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen node go on."""
        self._running().send_signal(signal.SIGCONT)

    def kill_if_running(self) -> None:
        """Leave nothing running, whatever state the node is in."""
        if self._process is not None:
            self.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, f"node {self._identity.node_id} does not run"
        return self._process

    def _end_with(self, number: signal.Signals) -> None:
        process = self._running()
        process.send_signal(number)
        process.wait(_STOPPED_WITHIN_SECONDS)
        self._guard.forget(process.pid)
        self._process = None

    def _answers(self) -> bool:
        try:
            # librdkafka prints a line for every refused connection, so the port is tried first.
            socket.create_connection((HOST, self._identity.port), timeout=1).close()
            client = AdminClient({"bootstrap.servers": self.address, "log_level": 0})
            return self._identity.node_id in client.list_topics(timeout=1).brokers
        except (OSError, KafkaException):
            return False

    def _log_tail(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-_TAIL_LINES:])
