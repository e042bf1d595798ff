"""toxiproxy between two parts: a network that loses, delays and cuts on demand. A Go program, to be installed apart."""

import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from tests.kafka_broker.ports import free_ports
from tests.processes import wait_until

INSTALL: Final = (
    "toxiproxy-server is missing: go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0, "
    "and put it on the PATH under that name, or its path into TOXIPROXY_SERVER"
)

Toxic = Mapping[str, object]


def vanishing(stream: str) -> Toxic:
    """What goes in one direction, `upstream` or `downstream`, never arrives, and the connection stays open."""
    return {"name": f"vanishing-{stream}", "type": "timeout", "stream": stream, "attributes": {"timeout": 0}}


@dataclass(frozen=True, slots=True)
class Proxy:
    """One address before another."""

    server: str
    name: str
    address: str

    @contextmanager
    def with_toxics(self, toxics: Sequence[Toxic]) -> Iterator[None]:
        """Let the network be bad as long as the context lasts."""
        for toxic in toxics:
            _call(f"{self.server}/proxies/{self.name}/toxics", "POST", toxic)
        try:
            yield
        finally:
            for toxic in toxics:
                _call(f"{self.server}/proxies/{self.name}/toxics/{toxic['name']}", "DELETE")


@contextmanager
def proxies(directory: Path, upstreams: Mapping[str, tuple[str, str]]) -> Iterator[Mapping[str, Proxy]]:
    """Run proxies; each name has the address to listen at and the one to forward to.

    Raises:
        FileNotFoundError: the program is missing.
    """
    command = os.environ.get("TOXIPROXY_SERVER") or shutil.which("toxiproxy-server")
    if command is None:
        raise FileNotFoundError(INSTALL)
    (port,) = free_ports(1)
    server = f"http://127.0.0.1:{port}"
    with (directory / "toxiproxy.log").open("wb") as log:
        process = subprocess.Popen([command, "-port", str(port)], stdout=log, stderr=log)
    try:
        wait_until(lambda: _answers(server), 10)
        for name, (listen, upstream) in upstreams.items():
            _call(f"{server}/proxies", "POST", {"name": name, "listen": listen, "upstream": upstream, "enabled": True})
        yield {name: Proxy(server, name, listen) for name, (listen, _) in upstreams.items()}
    finally:
        process.kill()
        process.wait()


def _answers(server: str) -> bool:
    try:
        _call(f"{server}/version", "GET")
    except OSError:
        return False
    return True


def _call(url: str, method: str, content: object = None) -> None:
    body = None if content is None else orjson.dumps(content)
    request = urllib.request.Request(url, data=body, method=method, headers={"User-Agent": "tests"})  # noqa: S310 - our own
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - as above
