"""Writes dead letters and waits for the broker's acknowledgement. Lives on the event loop.

Rules:
- A letter counts as written only when its delivery report says so: `flush()` and a full queue say nothing about one
  that failed.
- The loop alone polls the producer, so reports arrive on it and need no lock.
- A letter that is too large is written again without its value.
- A topic that is gone is made again, as at the start: letters wait for it, and so do their partitions.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from consumer.core.dead_letter import DeadLetter
from consumer.kafka.errors import is_disconnection, is_unknown_topic
from consumer.settings import ClientConfig
from consumer.stopping import CannotStart, FatalKafkaError
from consumer.telemetry import LIBRDKAFKA, Telemetry

POLL_SECONDS: Final = 0.005
"""How often delivery reports are looked for while some are outstanding: each batch with a dead letter waits so long."""

IDLE_POLL_SECONDS: Final = 0.5


@dataclass(slots=True)
class _Writing:
    """Letters of one call that are on their way."""

    outstanding: int
    done: asyncio.Future[None]
    unwritten: list[DeadLetter] = field(default_factory=list)


class DeadLetterWriter:
    """A producer to the dead-letter topic."""

    def __init__(
        self, config: ClientConfig, topic: str, make_topic: Callable[[], Awaitable[None]], telemetry: Telemetry
    ) -> None:
        self._make_topic = make_topic
        self._is_topic_gone = False
        self._making: asyncio.Task[None] | None = None
        self._producer = Producer({**config, "error_cb": self._on_error, "logger": LIBRDKAFKA})
        self._topic = topic
        self._telemetry = telemetry
        self._outstanding = 0
        self._wake = asyncio.Event()
        self._failure: FatalKafkaError | None = None

    def renew_credentials(self, user: str, password: str) -> None:
        """Log in with these from the next connection on."""
        self._producer.set_sasl_credentials(user, password)

    async def poll_reports(self) -> None:
        """Serve delivery reports until cancelled.

        Raises:
            FatalKafkaError: the producer will never work again.
        """
        while self._failure is None:
            self._producer.poll(0)
            self._watch_topic()
            if self._outstanding:
                await asyncio.sleep(POLL_SECONDS)
                continue
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), IDLE_POLL_SECONDS)
            except TimeoutError:
                continue
        raise self._failure

    async def write(self, letters: Sequence[DeadLetter]) -> list[DeadLetter]:
        """Write letters in order; return those that were not acknowledged, to be written again later."""
        writing = _Writing(len(letters), asyncio.get_running_loop().create_future())
        for letter in letters:
            self._produce(letter, writing)
        await writing.done
        self._telemetry.dead_letters_written(len(letters) - len(writing.unwritten))
        return writing.unwritten

    def _produce(self, letter: DeadLetter, writing: _Writing) -> None:
        self._outstanding += 1
        self._wake.set()
        on_delivery = self._report(letter, writing)
        try:
            self._producer.produce(
                self._topic, letter.value, letter.key, headers=letter.headers, on_delivery=on_delivery
            )
        except KafkaException as exception:  # too large, or refused since an earlier report said "not authorised"
            asyncio.get_running_loop().call_soon(on_delivery, exception.args[0], None)
        except BufferError:
            full = KafkaError(KafkaError._QUEUE_FULL)  # noqa: SLF001 - the client's public name of it
            asyncio.get_running_loop().call_soon(on_delivery, full, None)

    def _report(self, letter: DeadLetter, writing: _Writing) -> Callable[[KafkaError | None, Message | None], None]:
        def on_delivery(error: KafkaError | None, _message: Message | None) -> None:
            self._outstanding -= 1
            if error and error.code() == KafkaError.MSG_SIZE_TOO_LARGE and letter.value is not None:
                self._produce(letter.without_value(), writing)
                return
            if error:
                self._telemetry.dead_letter_failed(error.name(), error.str())
                self._is_topic_gone = self._is_topic_gone or is_unknown_topic(error)
                writing.unwritten.append(letter)
            writing.outstanding -= 1
            if not writing.outstanding and not writing.done.done():
                writing.done.set_result(None)

        return on_delivery

    def _watch_topic(self) -> None:
        """Have a topic that is gone made again, while reports go on being served."""
        if self._making is not None and self._making.done():
            making, self._making = self._making, None
            making.result()
        elif self._is_topic_gone and self._making is None:
            self._is_topic_gone = False
            self._making = asyncio.create_task(self._make_topic_again())

    async def _make_topic_again(self) -> None:
        try:
            await self._make_topic()
        except CannotStart as refusal:
            self._telemetry.dead_letter_topic_missing(str(refusal))

    def _on_error(self, error: KafkaError) -> None:
        # Brokers close the connections of a producer without letters (connections.max.idle.ms): nothing is wrong.
        if self._outstanding or not is_disconnection(error):
            self._telemetry.kafka_error(error.name(), error.str())
        if error.fatal():
            self._failure = FatalKafkaError(f"the dead-letter producer was refused for good: {error.str()}")
            self._wake.set()
