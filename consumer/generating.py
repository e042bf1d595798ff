"""`generate` as a process: where records go, whether they can, how far it is, and what came of it."""

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from consumer.check.kafka_looks import KafkaLooks
from consumer.check.seen import Absent, Denied, Reached, TopicThere, Unanswered, Unreachable
from consumer.check.topic_findings import SILENCE_ADVICE, reach_finding
from consumer.core.printable import printable_lines
from consumer.generator import generate
from consumer.generator.produce import NotAcknowledgedError, Produced, produce_records
from consumer.generator.topic import make_topic
from consumer.kafka.nearest import nearest_names
from consumer.settings import SettingsError
from consumer.settings.kafka_settings import KafkaSettings, load_kafka_settings
from consumer.stopping import CannotStart, ExitCode

_QUIET: Final = 0
"""For the client's own lines: what went wrong is told in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for.

    Attributes:
        bootstrap_servers: instead of KAFKA_BOOTSTRAP_SERVERS; None where the environment says it.
        topic: instead of SIGNAL_TOPIC; None where the environment says it.
        is_creating: the topic is made where it is missing.
        events: how many records.
        rate_per_second: None for as fast as Kafka takes them.
        seed: decides about visitors and message ids.
    """

    bootstrap_servers: str | None
    topic: str | None
    is_creating: bool
    events: int
    rate_per_second: float | None
    seed: int


def run_generate(environ: Mapping[str, str], order: Order) -> ExitCode:
    """Write invented events to a topic."""
    try:
        settings = load_kafka_settings(_environ_of(environ, order))
        _make_ready(settings, is_creating=order.is_creating)
        produced = _produce(settings, order)
    except SettingsError as refused:
        return _refused("\n".join(refused.problems), ExitCode.BAD_SETTINGS)
    except CannotStart as stop:
        return _refused(str(stop), stop.exit_code)
    except NotAcknowledgedError as failure:
        return _refused(str(failure), ExitCode.NOT_ACHIEVED)
    for intent, count in produced.by_intent.items():
        print(f"{intent.value}: {count}")  # noqa: T201  for a person
    return ExitCode.CLEAN


def _environ_of(environ: Mapping[str, str], order: Order) -> Mapping[str, str]:
    """The environment with what options say instead of it, or of the file that it names."""
    options = {"KAFKA_BOOTSTRAP_SERVERS": order.bootstrap_servers, "SIGNAL_TOPIC": order.topic}
    given = {name: text for name, text in options.items() if text is not None}
    replaced = {f"{name}_FILE" for name in given}
    return {name: text for name, text in environ.items() if name not in replaced} | given


def _make_ready(settings: KafkaSettings, *, is_creating: bool) -> None:
    """See at once that Kafka and the topic are there: a producer waits for both for minutes."""
    looks = KafkaLooks(settings.admin)
    reach = looks.reach()
    if isinstance(reach, Unreachable):
        found = reach_finding(reach, settings.bootstrap_servers)
        raise CannotStart(f"{found.seen}\n-> {found.mend}")
    topic = settings.topic
    match looks.topic(topic):
        case TopicThere():
            return
        case Absent() if is_creating:
            if why := make_topic({**settings.admin, "log_level": _QUIET}, topic):
                raise CannotStart(f"topic {topic} cannot be created at {settings.bootstrap_servers}: {why}")
        case Absent():
            raise CannotStart(_missing(settings, reach))
        case Denied():
            raise CannotStart(f"topic {topic} may not be seen by this user\n-> Grant WRITE on topic {topic}")
        case Unanswered(why):
            raise CannotStart(f"topic {topic}: no answer: {why}\n-> {SILENCE_ADVICE}")


def _missing(settings: KafkaSettings, reached: Reached) -> str:
    near = nearest_names(settings.topic, reached.topics)
    hint = f"Did you mean {near}? " if near else ""
    seen = f"topic {settings.topic} does not exist at {settings.bootstrap_servers}, or this user may not see it"
    return f"{seen}\n-> {hint}--create makes it"


def _produce(settings: KafkaSettings, order: Order) -> Produced:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(f"to {settings.topic}", total=order.events)
        return produce_records(
            generate(seed=order.seed, count=order.events, start_ms=int(time.time() * 1000)),
            producer_config={**settings.producer, "log_level": _QUIET},
            topic=settings.topic,
            rate_per_second=order.rate_per_second,
            on_progress=lambda count: progress.update(task, completed=count),
        )


def _refused(text: str, exit_code: ExitCode) -> ExitCode:
    print(printable_lines(text), file=sys.stderr)  # noqa: T201  for a person
    return exit_code
