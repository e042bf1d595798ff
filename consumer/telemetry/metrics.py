"""Every metric, declared once. The README's table names the same ones; a test holds the two together.

Labels come from closed lists: outcomes, reasons, rules of the mapping, status classes. The partition is a label only
where a partition is what somebody looks for at night.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, disable_created_metrics
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

PREFIX: Final = "signal_kameleoon"

REQUEST_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
EVENT_TO_ANSWER_SECONDS: Final = (
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.0,
    5.0,
    10.0,
    30.0,
    60.0,
    300.0,
    1800.0,
    7200.0,
    86400.0,
)
BATCH_EVENTS: Final = (1, 5, 10, 50, 100, 500, 1000, 2500, 5000, 10000)


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each sample, which nobody reads
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._of_records()
        self._of_requests()
        self._of_kafka()
        self.lost_lines = self._counter(
            "log_lines_lost", "Log lines that nobody read in time, or that were not written."
        )
        self.admin_dropped = self._counter(
            "admin_connections_dropped",
            "Connections to the admin port that ended without an answer, or with 400.",
            "reason",
        )
        self.build = Info(f"{PREFIX}_build", "Version of the running program.", registry=self.registry)

    def _of_records(self) -> None:
        self.records = self._counter("records", "Records resolved.", "outcome", "reason", "rule")
        self.visitors = self._counter(
            "delivered_visitors",
            "Events delivered, by what named the visitor: `visitor_code` (of Kameleoon's tag) or `fallback`.",
            "rule",
            "identity",
        )
        self.age = self._gauge(
            "oldest_unresolved_age_seconds", "Age of the oldest record not yet resolved.", "partition"
        )
        self.lag = self._gauge("lag_records", "Records between the committable offset and the log's end.", "partition")
        self.event_to_answer = self._histogram(
            "event_to_answer_seconds",
            "From the record's timestamp to the API's answer: the oldest record of each batch.",
            EVENT_TO_ANSWER_SECONDS,
        )
        self.fuse_open = self._gauge(
            "fuse_open", "1 while a partition stands still, since most of it would become dead letters.", "partition"
        )
        self.dead_letter_failures = self._counter(
            "dead_letter_write_failures", "Dead letters not acknowledged, to be written again.", "error"
        )

    def _of_requests(self) -> None:
        self.requests = self._counter(
            "requests", "Requests by status class, or by what came instead of one.", "status_class"
        )
        self.batches = self._counter("batches", "Batches resolved.")
        self.request = self._histogram("request_duration_seconds", "From sending to the status line.", REQUEST_SECONDS)
        self.batch_events = self._histogram("batch_events", "Events of a request.", BATCH_EVENTS)
        self.in_flight = self._gauge("requests_in_flight", "Requests on the wire.")
        self.retries = self._counter("retries", "Requests that will be repeated.", "reason")
        self.ambiguous = self._counter(
            "ambiguous_requests", "Requests that may have been taken, but were not answered."
        )
        self.token_requests = self._counter("token_requests", "Requests to the token service by result.", "result")
        self.tokens_refused = self._counter("tokens_refused", "Requests whose token the API answered with 401.")
        self.isolations = self._counter("isolations", "Batches cut in two, to find the event that the API rejects.")
        self.blocked = self._gauge("blocked", "1 while the API refuses everything, for this reason.", "reason")

    def _of_kafka(self) -> None:
        self.assigned = self._gauge("assigned", "1 for each partition assigned to this member.", "partition")
        self.foreign_partitions = self._gauge(
            "foreign_partitions", "Partitions of the source topic that members of our group have which are not ours."
        )
        self.rebalances = self._counter("rebalances", "Assignments, revocations and losses.", "kind")
        self.commits = self._counter("commits", "Offset commits by result.", "result")
        self.skipped = self._counter("offsets_skipped", "Offsets that were deleted from the log before they were read.")
        self.without_records = self._counter(
            "offsets_without_records", "Offsets passed that hold no record: transaction markers, aborted, compacted."
        )
        self.left_out = self._counter("offsets_left_out", "Offsets that a start left out, as older than its time.")
        self.logs_replaced = self._counter(
            "logs_replaced", "Logs begun anew: the topic was deleted and created again, or the log was truncated."
        )
        self.lost_with_log = self._counter(
            "records_lost_with_log", "Records of a deleted topic that were held, and not delivered before the end."
        )
        self.unread = self._gauge(
            "unread_partitions", "Partitions with records in the log that Kafka does not hand out, by reason.", "reason"
        )
        self.kafka_errors = self._counter("kafka_errors", "Errors that the Kafka client reported.", "error")
        self.held_bytes = self._gauge("held_bytes", "Memory that unresolved records hold.")
        self.paused = self._gauge("paused_partitions", "Partitions paused because they hold their share of memory.")

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"{PREFIX}_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"{PREFIX}_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"{PREFIX}_{name}", text, buckets=buckets, registry=self.registry)
