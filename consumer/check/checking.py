"""Everything that can be known before consuming, looked at in order: each answer decides what can still be asked."""

import time
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Final

from consumer.app import configured_start_ms
from consumer.check import finding
from consumer.check.api import API, api_finding, ask_api
from consumer.check.authority_findings import authority_findings
from consumer.check.configuration_findings import mapping_findings, settings_findings
from consumer.check.dead_letter_findings import DEAD_LETTERS, dead_letter_findings, source_max_bytes
from consumer.check.finding import Finding
from consumer.check.group_findings import GROUP, START, group_findings, protocol_finding, start_findings
from consumer.check.group_protocol_look import look_for_consumer_protocol
from consumer.check.judging import BadMapping, Judge, JudgingMapping, UsableMapping, judging_mapping
from consumer.check.kafka_looks import KafkaLooks
from consumer.check.report import Item
from consumer.check.sample_findings import SAMPLE, sample_finding, sample_table
from consumer.check.sample_plan import plan_sample
from consumer.check.seen import Absent, GroupThere, Reached, Right, TopicLook, TopicThere, Unanswered, Unreachable
from consumer.check.tally import tally
from consumer.check.token_findings import token_finding
from consumer.check.token_look import try_token
from consumer.check.topic_findings import KAFKA, TOPIC, reach_finding, topic_finding
from consumer.core.advice import Configured
from consumer.core.record import Span
from consumer.http_sender import USER_AGENT
from consumer.kafka.span_reading import Patience, SpanReading
from consumer.settings import Settings, SettingsError, admin_config, consumer_config, load_settings
from transforms import preset_with

KAMELEOON: Final = "Kameleoon"
SAMPLE_RECORDS: Final = 1_000
SAMPLE_PATIENCE: Final = Patience(most_seconds=6.0, silent_seconds=6.0)
"""For all partitions together; what is not read by then is left out."""

_REQUIRED: Final = ("KAMELEOON_SITE_CODE", "SIGNAL_TOPIC", "KAFKA_BOOTSTRAP_SERVERS")
_NO_KAFKA: Final = "Kafka does not answer us"
_NO_TOPIC: Final = "the topic cannot be read"
_UNPROVABLE: Final = (
    ("whether the goal ids exist in Kameleoon: the API never says", "Compare them with Goals in the Kameleoon app"),
    (
        "whether Kameleoon counts an event: the API answers before it looks at the body",
        "Watch one goal in the Kameleoon app after the start",
    ),
)


def look_at_everything(environ: Mapping[str, str], mapping_path: Path | None) -> Iterator[Item]:
    """Look, and give findings as they come.

    Args:
        environ: variables by name, usually `os.environ`.
        mapping_path: a mapping to be judged instead of the deployment's own. With it, and without a single setting
            that a deployment must give, nothing but the mapping is looked at.
    """
    mapping = judging_mapping(environ, mapping_path)
    if mapping_path is not None and not _is_deployment(environ):
        yield from mapping_findings(mapping)
        yield finding.skipped("the rest", f"none of {', '.join(_REQUIRED)} is set, so only the mapping is meant")
        return
    try:
        settings = load_settings(environ if mapping_path is None else {**environ, "MAPPING_FILE": str(mapping_path)})
    except SettingsError as error:
        yield from settings_findings(_apart_from(mapping, error))
        yield from mapping_findings(mapping)
        yield from _skipped((KAFKA, TOPIC, DEAD_LETTERS, GROUP, START, API, SAMPLE), "the settings are wrong")
        return
    yield from settings_findings(settings)
    yield from authority_findings(environ)
    yield from mapping_findings(mapping)
    yield from _look_outside(settings, mapping)


def _apart_from(mapping: JudgingMapping, error: SettingsError) -> SettingsError:
    """Leave out what is said of the mapping anyway."""
    told = mapping.problems if isinstance(mapping, BadMapping) else ()
    return SettingsError(tuple(problem for problem in error.problems if problem not in told))


def _is_deployment(environ: Mapping[str, str]) -> bool:
    return any(environ.get(name) or environ.get(f"{name}_FILE") for name in _REQUIRED)


def _look_outside(settings: Settings, mapping: JudgingMapping) -> Iterator[Item]:
    looks = KafkaLooks(admin_config(settings))
    reach = looks.reach()
    yield reach_finding(reach, settings.bootstrap_servers)
    match reach:
        case Reached():
            source = yield from _look_at_kafka(looks, reach, settings)
            yield from _ask_api(settings)
            yield from _look_at_records(looks, source, settings, mapping)
        case Unreachable():
            yield from _skipped((TOPIC, DEAD_LETTERS, GROUP, START), _NO_KAFKA)
            yield from _ask_api(settings)
            yield finding.skipped(SAMPLE, _NO_KAFKA)
    for what, how_to_make_sure in _UNPROVABLE:
        yield finding.not_provable(KAMELEOON, what, how_to_make_sure)


def _look_at_kafka(looks: KafkaLooks, reached: Reached, settings: Settings) -> Generator[Finding, None, TopicLook]:
    source, letters = looks.topic(settings.topic), looks.topic(settings.dead_letter_topic)
    yield topic_finding(source, reached, settings)
    is_missing = isinstance(letters, Absent)
    creation = looks.creation(settings.dead_letter_topic, source_max_bytes(source)) if is_missing else None
    yield from dead_letter_findings(letters, creation, source, settings)
    group = looks.group(settings.group_id)
    yield from group_findings(group, str(consumer_config(settings)["client.id"]), settings)
    if settings.group_protocol == "consumer":
        yield protocol_finding(look_for_consumer_protocol(admin_config(settings)), settings)
    if not isinstance(source, TopicThere):
        yield finding.skipped(START, _NO_TOPIC)
    elif not isinstance(group, GroupThere):
        yield finding.skipped(START, "the group may not be seen")
    else:
        start_ms = configured_start_ms(settings.start_from, time.time())
        positions = looks.positions(settings.topic, source, settings.group_id, start_ms)
        yield from start_findings(positions, settings)
    return source


def _ask_api(settings: Settings) -> Iterator[Finding]:
    configured = Configured(
        region=settings.asked_region, site_code=settings.site_code, url=settings.events_url, user_agent=USER_AGENT
    )
    credentials = settings.token_credentials
    if credentials is None:
        yield api_finding(ask_api(settings), configured)
    else:
        token, answer = try_token(settings, credentials)
        yield token_finding(token, credentials.url)
        yield api_finding(answer, configured)


def _look_at_records(
    looks: KafkaLooks, source: TopicLook, settings: Settings, mapping: JudgingMapping
) -> Iterator[Item]:
    match source, mapping:
        case _, BadMapping():
            yield finding.skipped(SAMPLE, "the mapping cannot be used")
        case TopicThere(partitions, rights), UsableMapping(judge=judge) if rights is None or Right.READ in rights:
            spans = looks.spans(settings.topic, partitions)
            if isinstance(spans, Unanswered):
                yield sample_finding((), settings.topic, spans.why)
            else:
                yield from _sample(settings, plan_sample(spans, SAMPLE_RECORDS), judge)
        case _:
            yield finding.skipped(SAMPLE, _NO_TOPIC)


def _sample(settings: Settings, plan: Mapping[int, Span], judge: Judge) -> Iterator[Item]:
    reading = SpanReading(consumer_config(settings), settings.topic, plan, SAMPLE_PATIENCE)
    names = tally(judge(message.value()) for message in reading.messages())
    yield sample_finding(names, settings.topic, reading.incomplete)
    if names:
        yield sample_table(names, preset_with)


def _skipped(subjects: tuple[str, ...], because: str) -> Iterator[Finding]:
    for subject in subjects:
        yield finding.skipped(subject, because)
