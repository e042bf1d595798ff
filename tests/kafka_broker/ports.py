"""Free ports that stay free while their node is down."""

import random
import socket

from tests.kafka_broker.server_properties import HOST

# Below the ports that systems hand out for outgoing connections (Linux from 32768, others from 49152): one of
# those could be taken by any client while a node is stopped, and the node could not come back.
_FIRST, _LAST = 20_000, 32_000


def free_ports(count: int) -> list[int]:
    """Return `count` different ports that nobody listens on."""
    candidates = random.SystemRandom().sample(range(_FIRST, _LAST), k=count * 50)
    free = [port for port in candidates if _is_free(port)]
    assert len(free) >= count, f"of {len(candidates)} ports only {len(free)} are free"
    return free[:count]


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        # As Kafka does: a connection that still lingers from an earlier owner does not count.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
        return True
