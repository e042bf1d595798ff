"""Puts the consumer together and runs it until it is asked to stop. The only place that builds adapters."""

import asyncio
import random
import time
from collections.abc import Awaitable
from typing import Final

from consumer.admin import Probes, admin_server
from consumer.authorised_sender import AuthorisedSender
from consumer.core.advice import Configured
from consumer.core.api_state import ApiState
from consumer.core.batching import BatchLimits
from consumer.core.dead_letter import Deployment
from consumer.core.membership import Membership, stale_seconds
from consumer.core.memory import memory_warning
from consumer.core.request_rate import RequestRate
from consumer.core.source_topic import SourceTopic
from consumer.core.start import FROM_BEGINNING_MS
from consumer.core.token import FETCH_WAIT_SECONDS
from consumer.core.watchdog import LOOK_SECONDS, SILENT_SECONDS, Watchdog
from consumer.crew import Crew
from consumer.file_watch import file_watch
from consumer.handover import Handover
from consumer.http_sender import USER_AGENT, HttpSender, endpoint_of
from consumer.kafka.dead_letter_topic import Topics
from consumer.kafka.dead_letters import DeadLetterWriter
from consumer.kafka.rebalance import StartOptions
from consumer.kafka.source import KafkaSource, SourceOptions
from consumer.kafka.topics import TopicPreparation
from consumer.lane import Clocks, Surroundings
from consumer.lanes import Lanes
from consumer.memory_limit import memory_limit_bytes
from consumer.settings import (
    Ago,
    Earliest,
    Settings,
    Since,
    StartFrom,
    admin_config,
    consumer_config,
    producer_config,
)
from consumer.stopping import FatalKafkaError, NotDrained
from consumer.telemetry import DeliveryLog, LogStream, Metrics, Telemetry, make_log, start_at_zero
from consumer.token_source import TokenSource
from consumer.version import VERSION
from transforms import Transform

DRAIN_MARGIN_SECONDS: Final = 2.0
"""Beyond the request time-out: a request on the wire ends within it, and its dead letters and commit need a moment."""

CLOSE_MARGIN_SECONDS: Final = 5.0
"""For the last commit and for leaving the group, once everything is drained."""


class Consumer:
    """The consumer of one deployment: `run` it once."""

    def __init__(self, settings: Settings, transform: Transform, telemetry: Telemetry) -> None:
        self._settings = settings
        self._transform = transform
        self._telemetry = telemetry
        self._stop = asyncio.Event()
        self._lanes = Lanes(settings.buffer_max_bytes)
        self._membership = Membership(time.monotonic(), _stale_seconds(settings))
        self._source: KafkaSource | None = None

    def stop(self) -> None:
        """Ask for a clean stop."""
        self._stop.set()

    async def run(self) -> None:
        """Consume until asked to stop, then drain, commit and leave the group.

        Raises:
            Stop: the program has to end, with this exit code and message.
        """
        settings = self._settings
        probes, telemetry = self._probes(), self._telemetry
        async with admin_server(settings.admin_host, settings.admin_port, probes, telemetry) as admin_url:
            self._telemetry.started(VERSION, self._facts(admin_url))
            if warning := memory_warning(memory_limit_bytes(), settings.buffer_max_bytes):
                self._telemetry.warned(warning)
            preparing = asyncio.ensure_future(self._topic_preparation().complete())
            if await self._unless_stopped(preparing):
                await self._consume(preparing.result())

    async def _consume(self, partitions: int) -> None:
        sender = self._sender()
        ended: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
        handover = Handover(
            asyncio.get_running_loop(),
            self._lanes,
            lambda failure: None if ended.done() else ended.set_result(failure),
        )
        writer = DeadLetterWriter(
            producer_config(self._settings),
            self._settings.dead_letter_topic,
            lambda: self._topic_preparation().make_dead_letter_topic(),
            self._telemetry,
        )
        self._source = source = self._kafka_source(handover, partitions)
        try:
            async with asyncio.TaskGroup() as tasks:
                crew = Crew(tasks)
                self._lanes.open_in(self._surroundings(handover, sender, writer), crew)
                crew.start(writer.poll_reports())
                crew.start(self._watch_kafka_thread())
                crew.start(file_watch(self._settings, (source, writer), self._telemetry.files).run())
                try:
                    await self._until_ended(source, ended)
                finally:
                    # The budget is over, or all is drained; what is still on the wire will be repeated.
                    crew.dismiss()
        finally:
            await sender.close()
            self._telemetry.ages_observed(self._lanes.left_ages_seconds(time.time()))  # for the last summary

    async def _until_ended(self, source: KafkaSource, ended: asyncio.Future[Exception | None]) -> None:
        """Let the Kafka thread run until it ends by itself, or has ended because we were asked to stop."""
        self._membership.turn(time.monotonic())
        source.start()
        try:
            if not await self._unless_stopped(ended):
                source.stop()
                await asyncio.wait_for(ended, self._settings.drain_timeout_seconds + CLOSE_MARGIN_SECONDS)
        except TimeoutError:
            raise NotDrained("Kafka did not let us go in time: the last offsets may not be committed") from None
        finally:
            source.stop()
        if failure := ended.result():
            await asyncio.to_thread(source.join, CLOSE_MARGIN_SECONDS)
            raise failure

    async def _watch_kafka_thread(self) -> None:
        """End the process when its Kafka thread hangs, inside a rebalance's last commit, say.

        Raises:
            FatalKafkaError: it hangs. What was not committed is delivered again by the next process.
        """
        watchdog = Watchdog(time.monotonic())
        while not watchdog.hangs(self._membership.turned_at, time.monotonic()):  # noqa: ASYNC110  it looks, nobody calls
            await asyncio.sleep(LOOK_SECONDS)
        raise FatalKafkaError(f"the Kafka client has not come back for {SILENT_SECONDS:.0f} s")

    async def _unless_stopped(self, work: Awaitable[object]) -> bool:
        """Wait for work to be done; False when we were asked to stop before. Work that is a task is then cancelled."""
        stopping = asyncio.ensure_future(self._stop.wait())
        doing = asyncio.ensure_future(work)
        try:
            await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                await doing
                return True
            await stopping  # it is done; if it was cancelled, nobody has asked to stop
            if isinstance(doing, asyncio.Task):
                doing.cancel()
            return False
        finally:
            stopping.cancel()

    def _topic_preparation(self) -> TopicPreparation:
        settings = self._settings
        topics = Topics(
            source=settings.topic,
            dead_letters=settings.dead_letter_topic,
            bootstrap_servers=settings.bootstrap_servers,
        )
        return TopicPreparation(admin_config(settings), topics, self._telemetry)

    def _kafka_source(self, handover: Handover, partitions: int) -> KafkaSource:
        settings = self._settings
        # A post whose token is refused waits for another one before it is repeated.
        token_seconds = FETCH_WAIT_SECONDS if settings.token_credentials else 0.0
        post_seconds = settings.request_timeout_seconds + token_seconds
        drain_seconds = min(post_seconds + DRAIN_MARGIN_SECONDS, settings.drain_timeout_seconds)
        options = SourceOptions(
            config=consumer_config(settings, partitions),
            start=StartOptions(
                config=admin_config(settings),
                topic=settings.topic,
                group_id=settings.group_id,
                configured_start_ms=configured_start_ms(settings.start_from, time.time()),
                drain_seconds=drain_seconds,
            ),
            max_events=settings.batch_max_events,
            max_bytes=settings.batch_max_bytes,
            buffer_max_bytes=settings.buffer_max_bytes,
            stop_seconds=settings.drain_timeout_seconds,
        )
        return KafkaSource(options, self._transform, self._membership, handover, self._telemetry)

    def _surroundings(
        self, handover: Handover, sender: HttpSender | AuthorisedSender, writer: DeadLetterWriter
    ) -> Surroundings:
        settings = self._settings
        return Surroundings(
            sender=sender,
            writer=writer,
            give_back=handover.give_back,
            share_bytes=self._lanes.share_bytes,
            limits=BatchLimits(
                max_events=settings.batch_max_events,
                max_bytes=settings.batch_max_bytes,
                linger_seconds=settings.batch_linger_seconds - settings.fetch_wait_seconds,
            ),
            api=ApiState(request_rate=RequestRate(settings.max_requests_per_second)),
            has_fuse=settings.has_dead_letter_fuse,
            membership=self._membership,
            deployment=Deployment(
                topic=settings.topic,
                group_id=settings.group_id,
                site_code=settings.site_code,
                version=VERSION,
            ),
            clocks=Clocks(monotonic=time.monotonic, epoch=time.time, jitter=random.random),
            telemetry=self._telemetry,
        )

    def _sender(self) -> HttpSender | AuthorisedSender:
        sender = HttpSender(endpoint_of(self._settings))
        credentials = self._settings.token_credentials
        if credentials is None:
            return sender
        return AuthorisedSender(sender, TokenSource(credentials), self._telemetry.tokens, time.monotonic)

    def _facts(self, admin_url: str) -> dict[str, str]:
        settings = self._settings
        return {
            "topic": settings.topic,
            "group": settings.group_id,
            "group_protocol": settings.group_protocol,
            "dead_letter_topic": settings.dead_letter_topic,
            "api": settings.events_url,
            "proxy": settings.api_proxy.shown if settings.api_proxy else "none",
            "admin": admin_url,
        }

    def _probes(self) -> Probes:
        return Probes(why_not_live=self._why_not_live, why_not_ready=self._why_not_ready, metrics=self._metrics)

    def observe(self) -> None:
        """Bring gauges and the summary up to date."""
        unread_since, now = self._source.unread_since if self._source else {}, time.monotonic()
        ages = dict(self._lanes.ages_seconds(time.time()))
        for partition, since in unread_since.items():
            ages[partition] = max(ages.get(partition, 0.0), now - since)
        self._telemetry.ages_observed(ages)

    def _metrics(self) -> bytes:
        self.observe()
        return self._telemetry.exposition()

    def _why_not_live(self) -> str | None:
        """That this is answered shows that the event loop turns."""
        is_stale = self._source is not None and time.monotonic() - self._membership.turned_at > SILENT_SECONDS
        return f"the Kafka thread has not turned for {SILENT_SECONDS:.0f} s" if is_stale else None

    def _why_not_ready(self) -> str | None:
        if self._stop.is_set():
            return "draining"
        if not self._lanes.has_joined(time.monotonic()):
            return "not joined: waiting for Kafka, or for the group"
        if self._telemetry.is_blocked_from_the_start:
            return "the API refuses us, and has never taken anything: see the log"
        return None


def make_telemetry(settings: Settings, stream: LogStream | None = None) -> Telemetry:
    """Make the voice of a process, which speaks to stdout where no stream is given."""
    configured = Configured(
        region=settings.asked_region, site_code=settings.site_code, url=settings.events_url, user_agent=USER_AGENT
    )
    log = make_log(settings.log_level, settings.log_format, stream)
    detail = settings.delivery_log
    delivery_log = None if detail == "off" else DeliveryLog(log, detail, settings.topic)
    source, metrics = SourceTopic(settings.topic, settings.bootstrap_servers), Metrics()
    start_at_zero(metrics, [event.name for event in settings.blueprint.events])
    return Telemetry(log, metrics, configured, delivery_log, source, settings.group_protocol)


def _stale_seconds(settings: Settings) -> float:
    """By the sessions that the consumer asks for; KIP-848 leaves them to the broker, whose least is 45 s."""
    config = consumer_config(settings)
    session_ms, heartbeat_ms = config.get("session.timeout.ms", 45_000), config.get("heartbeat.interval.ms", 5_000)
    return stale_seconds(float(session_ms) / 1000, float(heartbeat_ms) / 1000)


def configured_start_ms(start_from: StartFrom, now_epoch_seconds: float) -> int:
    """Where a new group starts, milliseconds since the epoch."""
    match start_from:
        case Ago(seconds=seconds):
            return int((now_epoch_seconds - seconds) * 1000)
        case Since(epoch_ms=epoch_ms):
            return epoch_ms
        case Earliest():
            return FROM_BEGINNING_MS
