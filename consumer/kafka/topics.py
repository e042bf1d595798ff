"""What must be true before the first record is read: Kafka answers, and both topics are there."""

import asyncio
from collections.abc import Collection
from typing import Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

# The public names are passed on by `confluent_kafka.admin`, untyped; these are where they are made.
from confluent_kafka.admin._config import ConfigResource
from confluent_kafka.admin._metadata import TopicMetadata
from confluent_kafka.admin._resource import ResourceType

from consumer.kafka.dead_letter_topic import (
    KAFKA_DEFAULT_MAX_BYTES,
    Topics,
    create_command,
    dead_letter_topic,
    is_creation_refused,
)
from consumer.kafka.errors import CREDENTIALS_ADVICE, Meaning, NotedError, meaning_of
from consumer.kafka.nearest import nearest_names
from consumer.settings import ClientConfig
from consumer.stopping import CannotStart
from consumer.telemetry import LIBRDKAFKA, Telemetry

LOOKUP_TIMEOUT_SECONDS: Final = 5.0
RETRY_SECONDS: Final = 1.0


class TopicPreparation:
    """One look at the cluster, repeated until Kafka answers."""

    def __init__(self, config: ClientConfig, topics: Topics, telemetry: Telemetry) -> None:
        self._topics = topics
        self._telemetry = telemetry
        self._noted = NotedError()
        self._admin = AdminClient({**config}, error_cb=self._noted.note, logger=LIBRDKAFKA)

    async def complete(self) -> int:
        """Wait for Kafka, check the source topic, make the dead-letter topic where it is missing.

        Returns:
            How many partitions the source topic has.

        Raises:
            CannotStart: a topic is missing or a right is not granted.
        """
        topics = await self._when_reachable()
        if self._topics.source not in topics:
            raise CannotStart(self._missing_source(topics))
        if self._topics.dead_letters not in topics:
            await self.make_dead_letter_topic()
        return len(topics[self._topics.source].partitions)

    async def _when_reachable(self) -> "dict[str, TopicMetadata]":
        """Topics that this client may see, by name."""
        while True:
            try:
                metadata = await asyncio.to_thread(self._admin.list_topics, timeout=LOOKUP_TIMEOUT_SECONDS)
            except KafkaException as exception:
                self._admin.poll(0)  # the look-up itself calls no callbacks, and they know why it failed
                self._refuse_or_wait(exception.args[0])
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self._admin.poll(0)  # what the client has to say waits for it
                return dict(metadata.topics)

    def _refuse_or_wait(self, error: KafkaError) -> None:
        """A look-up that times out does not say why; what the client noted meanwhile does."""
        noted = self._noted.error or error
        if meaning_of(noted) is Meaning.NOT_AUTHORISED:
            raise CannotStart(
                f"Kafka at {self._topics.bootstrap_servers} refuses our credentials: {noted.str()}. "
                + CREDENTIALS_ADVICE
            )
        self._telemetry.kafka_unreachable(self._topics.bootstrap_servers, noted.str())

    def _missing_source(self, names: Collection[str]) -> str:
        near = nearest_names(self._topics.source, names)
        hint = f" Did you mean {near}?" if near else ""
        return (
            f"topic {self._topics.source} does not exist at {self._topics.bootstrap_servers}, "
            f"or this user may not DESCRIBE it.{hint} Set SIGNAL_TOPIC to the topic of enriched Signal events."
        )

    async def make_dead_letter_topic(self) -> None:
        """Make the dead-letter topic, once Kafka lets us; one that is there already is as good.

        Raises:
            CannotStart: it may not be made.
        """
        while True:
            is_made = await asyncio.to_thread(self._is_dead_letter_topic_made)
            self._admin.poll(0)  # what the client has to say waits for it
            if is_made:
                return
            await asyncio.sleep(RETRY_SECONDS)

    def _is_dead_letter_topic_made(self) -> bool:
        """Try to create it; False when Kafka did not answer, or is not yet able to."""
        name = self._topics.dead_letters
        source_max_bytes = self._source_max_bytes()
        topic = dead_letter_topic(name, source_max_bytes)
        try:
            self._admin.create_topics([topic], request_timeout=LOOKUP_TIMEOUT_SECONDS)[name].result()
        except KafkaException as exception:
            error: KafkaError = exception.args[0]
            if is_creation_refused(error):
                raise CannotStart(self._not_creatable(source_max_bytes, error)) from exception
            is_made = error.code() == KafkaError.TOPIC_ALREADY_EXISTS
            if not is_made:
                self._telemetry.kafka_unreachable(self._topics.bootstrap_servers, error.str())
            return is_made
        self._telemetry.dead_letter_topic_created(name)
        return True

    def _not_creatable(self, source_max_bytes: int, error: KafkaError) -> str:
        return (
            f"the dead-letter topic {self._topics.dead_letters} is missing and cannot be created: "
            f"{error.str()}. Create it:\n{create_command(self._topics, source_max_bytes)}"
        )

    def _source_max_bytes(self) -> int:
        """The largest message of the source topic; Kafka's default where we may not ask."""
        resource = ConfigResource(ResourceType.TOPIC, self._topics.source)
        try:
            described = self._admin.describe_configs([resource], request_timeout=LOOKUP_TIMEOUT_SECONDS)
            config = described[resource].result()
        except KafkaException:
            return KAFKA_DEFAULT_MAX_BYTES
        return int(config["max.message.bytes"].value)
