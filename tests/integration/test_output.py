"""`run` whose output nobody reads."""

import os
import socket

from tests.kafka_broker.ports import free_ports
from tests.processes import Deployment

BAD_REQUEST = b"GET /livez HTTP/1.1\r\nX: " + b"a" * 9_000 + b"\r\n\r\n"


def test_a_stderr_that_nobody_reads_stops_nothing(deployed: Deployment) -> None:
    """Libraries complain of bad requests, and the Kafka client says all that it does."""
    reader, unread = os.pipe()
    (port,) = free_ports(1)
    member = deployed.start_member(unread, ADMIN_PORT=str(port), KAFKA_DEBUG="all")
    os.close(unread)
    deployed.produce(500)
    deployed.wait_until_committed(30)
    for _ in range(200):
        with socket.create_connection(("127.0.0.1", port), timeout=2) as stranger:
            stranger.sendall(BAD_REQUEST)
            stranger.recv(100)
    deployed.produce(500)
    deployed.wait_until_committed(30)
    assert member.get("/livez") == (200, "ok\n")
    assert member.stop() == 0
    os.close(reader)
