"""A telemetry whose lines and metrics can be read."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass

from consumer.core.advice import Configured
from consumer.core.source_topic import SourceTopic
from consumer.telemetry import Metrics, Telemetry, make_log

Line = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Voice:
    """A telemetry, and what it has said."""

    telemetry: Telemetry
    metrics: Metrics
    stream: io.StringIO

    def lines(self) -> list[Line]:
        """Log lines so far, without their times."""
        lines = [json.loads(line) for line in self.stream.getvalue().splitlines()]
        return [{key: value for key, value in line.items() if key != "timestamp"} for line in lines]

    def value(self, name: str, **labels: str) -> float | None:
        """A metric's value; None when there is no such series."""
        return self.metrics.registry.get_sample_value(f"signal_kameleoon_{name}", labels)


def voice() -> Voice:
    """Make one that says everything."""
    stream, metrics = io.StringIO(), Metrics()
    configured = Configured(region="eu", site_code="abc", url="https://api.example", user_agent="us/1")
    source = SourceTopic("events", "kafka-1:9092")
    return Voice(Telemetry(make_log("debug", "json", stream), metrics, configured, source=source), metrics, stream)
