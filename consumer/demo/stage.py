"""Everything that a run of the demo consists of, built and taken down in order."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import Final

from consumer.app import Consumer, make_telemetry
from consumer.demo.cluster import MockCluster, Offsets
from consumer.demo.faults import FAULTS
from consumer.demo.feed import Feed
from consumer.demo.options import DemoOptions
from consumer.sandbox import Sandbox, SandboxOptions, running_sandbox
from consumer.settings import load_settings
from consumer.telemetry import Telemetry
from transforms import compile_blueprint

SITE_CODE: Final = "demo"
TOPIC: Final = "signal-events"
GROUP_ID: Final = "signal-kameleoon-demo"
DEAD_LETTER_TOPIC: Final = f"{GROUP_ID}.dead-letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The parts of one run: where events come from, what carries them, where they go."""

    options: DemoOptions
    feed: Feed
    offsets: Offsets
    consumer: Consumer
    telemetry: Telemetry
    sandbox: Sandbox


@asynccontextmanager
async def built_stage(options: DemoOptions) -> AsyncIterator[Stage]:
    """Build the parts; the cluster and the sandbox run for as long as the context lasts, feed and consumer not yet."""
    cluster = MockCluster((TOPIC, DEAD_LETTER_TOPIC))
    faults = FAULTS if options.has_faults else ()
    async with running_sandbox(SandboxOptions(site_code=SITE_CODE, faults=faults, seed=options.seed)) as sandbox:
        settings = load_settings(environment(sandbox.url, cluster.bootstrap_servers))
        telemetry = make_telemetry(settings)
        with closing(cluster.offsets_of(GROUP_ID)) as offsets:
            yield Stage(
                options=options,
                feed=Feed(options, cluster.bootstrap_servers, TOPIC),
                offsets=offsets,
                consumer=Consumer(settings, compile_blueprint(settings.blueprint).transform, telemetry),
                telemetry=telemetry,
                sandbox=sandbox,
            )


def environment(sandbox_url: str, bootstrap_servers: str) -> Mapping[str, str]:
    """The settings of the demo, as a deployment would give them. The caller's own environment has no part in it."""
    return {
        "KAMELEOON_SITE_CODE": SITE_CODE,
        "KAMELEOON_BASE_URL": sandbox_url,
        "SIGNAL_TOPIC": TOPIC,
        "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
        "KAFKA_GROUP_ID": GROUP_ID,
        "DEAD_LETTER_TOPIC": DEAD_LETTER_TOPIC,
        "START_FROM": "earliest",  # the mock cluster cannot look up offsets by time
        "BATCH_LINGER_MS": "50",
        # The mock cluster answers an empty fetch when this time is over, whatever arrives meanwhile.
        "KAFKA_FETCH_WAIT_MAX_MS": "20",
        "ADMIN_HOST": "127.0.0.1",
        "ADMIN_PORT": "0",
        "LOG_LEVEL": "error",  # retries are asked for here, and shown as a count
    }
