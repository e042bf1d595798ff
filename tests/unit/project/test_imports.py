"""What importing does: nothing. Which way imports may go is in pyproject.toml; lint-imports checks it."""

import subprocess
import sys
from pathlib import Path

from tests.unit.project.source_tree import PACKAGES, ROOT

IMPORT_EVERYTHING = """
import importlib, pkgutil, signal, socket, sys, threading

def refuse(*arguments, **options):
    raise AssertionError("an import opens a socket")

socket.socket.connect = socket.socket.bind = socket.getaddrinfo = socket.create_connection = refuse
handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)]
imported = 0
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
            imported += 1
assert imported > 50, imported
assert threading.active_count() == 1, threading.enumerate()
assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)] == handlers

from prometheus_client import REGISTRY
ours = [family.name for family in REGISTRY.collect() if family.name.startswith("signal_kameleoon")]
assert ours == [], ours
"""


def test_importing_everything_does_nothing(tmp_path: Path) -> None:
    """No thread, socket, file, output, signal handler or global metric; no variable of the environment is needed."""
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_EVERYTHING, *PACKAGES],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
