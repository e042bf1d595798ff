"""What must be true before the first record is read: Kafka answers, and both topics are there."""

import asyncio
import difflib
from dataclasses import dataclass
from typing import Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

# The public names are passed on by `confluent_kafka.admin`, untyped; these are where they are made.
from confluent_kafka.admin._config import ConfigResource
from confluent_kafka.admin._resource import ResourceType
from confluent_kafka.cimpl import NewTopic

from consumer.kafka.errors import Meaning, meaning_of
from consumer.settings import ClientConfig
from consumer.stopping import CannotStart
from consumer.telemetry import Telemetry

LOOKUP_TIMEOUT_SECONDS: Final = 5.0
RETRY_SECONDS: Final = 1.0
DEAD_LETTER_RETENTION_MS: Final = 14 * 24 * 3600 * 1000
HEADERS_MAX_BYTES: Final = 64 * 1024
"""Room for the headers of a dead letter beside a record of the largest size."""

BROKER_DEFAULT: Final = -1
"""As partitions or replication factor: what the broker is configured for (KIP-464)."""

_CREATION_REFUSED: Final = frozenset(
    {
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.POLICY_VIOLATION,
        KafkaError.INVALID_REPLICATION_FACTOR,
        KafkaError.INVALID_PARTITIONS,
        KafkaError.INVALID_CONFIG,
        KafkaError.TOPIC_EXCEPTION,
        KafkaError._UNSUPPORTED_FEATURE,  # noqa: SLF001 - the client's public constants of its own errors begin with "_"
    }
)
"""Answers that waiting does not change: the topic is then made by somebody who may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The topics of one deployment, and where they are."""

    source: str
    dead_letters: str
    bootstrap_servers: str


class TopicPreparation:
    """One look at the cluster, repeated until Kafka answers."""

    def __init__(self, config: ClientConfig, topics: Topics, telemetry: Telemetry) -> None:
        self._topics = topics
        self._telemetry = telemetry
        self._last_error: KafkaError | None = None
        self._admin = AdminClient({**config}, error_cb=self._on_error)

    async def complete(self) -> None:
        """Wait for Kafka, check the source topic, make the dead-letter topic where it is missing.

        Raises:
            CannotStart: a topic is missing or a right is not granted.
        """
        names = await self._when_reachable()
        if self._topics.source not in names:
            raise CannotStart(self._missing_source(names))
        if self._topics.dead_letters not in names:
            await self._when_dead_letter_topic_made()

    async def _when_reachable(self) -> dict[str, KafkaError | None]:
        """Names of the topics that this client may see, each with what Kafka says against it."""
        while True:
            try:
                metadata = await asyncio.to_thread(self._admin.list_topics, timeout=LOOKUP_TIMEOUT_SECONDS)
            except KafkaException as exception:
                self._admin.poll(0)  # the look-up itself calls no callbacks, and they know why it failed
                self._refuse_or_wait(exception.args[0])
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return {name: topic.error for name, topic in metadata.topics.items()}

    def _refuse_or_wait(self, error: KafkaError) -> None:
        """A look-up that times out does not say why; what the client noted meanwhile does."""
        noted = self._last_error or error
        if meaning_of(noted) is Meaning.NOT_AUTHORISED:
            raise CannotStart(
                f"Kafka at {self._topics.bootstrap_servers} refuses our credentials: {noted.str()}. "
                "Check KAFKA_SECURITY_PROTOCOL, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD."
            )
        self._telemetry.kafka_unreachable(self._topics.bootstrap_servers, noted.str())

    def _missing_source(self, names: dict[str, KafkaError | None]) -> str:
        near = difflib.get_close_matches(self._topics.source, names, n=3)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        return (
            f"topic {self._topics.source} does not exist at {self._topics.bootstrap_servers}, "
            f"or this user may not DESCRIBE it.{hint} Set SIGNAL_TOPIC to the topic of enriched Signal events."
        )

    async def _when_dead_letter_topic_made(self) -> None:
        while True:
            if await asyncio.to_thread(self._is_dead_letter_topic_made):
                return
            await asyncio.sleep(RETRY_SECONDS)

    def _is_dead_letter_topic_made(self) -> bool:
        """Try to create it; False when Kafka did not answer, or is not yet able to."""
        config = {
            "retention.ms": str(DEAD_LETTER_RETENTION_MS),
            "max.message.bytes": str(self._source_max_bytes() + HEADERS_MAX_BYTES),
        }
        name = self._topics.dead_letters
        topic = NewTopic(name, num_partitions=BROKER_DEFAULT, replication_factor=BROKER_DEFAULT, config=config)
        try:
            self._admin.create_topics([topic], request_timeout=LOOKUP_TIMEOUT_SECONDS)[name].result()
        except KafkaException as exception:
            error: KafkaError = exception.args[0]
            if error.code() in _CREATION_REFUSED:
                raise CannotStart(self._create_command(config, error)) from exception
            is_made = error.code() == KafkaError.TOPIC_ALREADY_EXISTS
            if not is_made:
                self._telemetry.kafka_unreachable(self._topics.bootstrap_servers, error.str())
            return is_made
        self._telemetry.dead_letter_topic_created(name)
        return True

    def _create_command(self, config: dict[str, str], error: KafkaError) -> str:
        configs = " ".join(f"--config {name}={value}" for name, value in config.items())
        return (
            f"the dead-letter topic {self._topics.dead_letters} is missing and cannot be created: "
            f"{error.str()}. Create it:\n"
            f"kafka-topics.sh --bootstrap-server {self._topics.bootstrap_servers} --create "
            f"--topic {self._topics.dead_letters} {configs}"
        )

    def _source_max_bytes(self) -> int:
        """The largest message of the source topic; Kafka's default where we may not ask."""
        resource = ConfigResource(ResourceType.TOPIC, self._topics.source)
        try:
            described = self._admin.describe_configs([resource], request_timeout=LOOKUP_TIMEOUT_SECONDS)
            config = described[resource].result()
        except KafkaException:
            return 1_048_588
        return int(config["max.message.bytes"].value)

    def _on_error(self, error: KafkaError) -> None:
        """The client cannot say "all brokers are down" and why in one error: the more telling one is kept."""
        if self._last_error is None or meaning_of(error) is Meaning.NOT_AUTHORISED:
            self._last_error = error
