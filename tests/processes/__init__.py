"""Real processes of this program, for integration tests, fault tests and benchmarks: consumers, a sandbox, a load.

    Deployment          one topic, one group, one sandbox with a journal, and the judge over all of them
    ConsumerProcess     `signal-kameleoon run`
    SandboxProcess      `signal-kameleoon sandbox`
    CheckRun            `signal-kameleoon check`, run to its end
    Load                `signal-kameleoon generate` in the background

Every process is ended, by its own id, when its context ends.
"""

from tests.processes.check_run import CheckRun, check_run
from tests.processes.consumer_process import ConsumerProcess
from tests.processes.deployment import Deployment, MakeTopic, deployment
from tests.processes.load import Load, load
from tests.processes.program import Program
from tests.processes.sandbox_process import SandboxProcess, sandbox_process
from tests.processes.waiting import wait_until

__all__ = [
    "CheckRun",
    "ConsumerProcess",
    "Deployment",
    "Load",
    "MakeTopic",
    "Program",
    "SandboxProcess",
    "check_run",
    "deployment",
    "load",
    "sandbox_process",
    "wait_until",
]
