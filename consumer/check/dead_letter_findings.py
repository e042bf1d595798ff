"""What the looks at the dead-letter topic say: there and writable, or to be made."""

from collections.abc import Iterator

from consumer.check import finding
from consumer.check.finding import Finding
from consumer.check.grant import grant_command
from consumer.check.seen import (
    Absent,
    Creatable,
    Creation,
    Denied,
    NotCreatable,
    Right,
    Rights,
    TopicConfig,
    TopicLook,
    TopicThere,
    Unanswered,
)
from consumer.check.topic_findings import SILENCE_ADVICE
from consumer.core.shell_command import shell_command
from consumer.kafka.dead_letter_topic import HEADERS_MAX_BYTES, KAFKA_DEFAULT_MAX_BYTES, Topics, create_command
from consumer.settings import Settings

DEAD_LETTERS = "dead letters"


def source_max_bytes(source: TopicLook) -> int:
    """The largest message of the source topic; Kafka's default where it cannot be told."""
    known = source.config if isinstance(source, TopicThere) else None
    return known.max_message_bytes if known else KAFKA_DEFAULT_MAX_BYTES


def dead_letter_findings(
    look: TopicLook, creation: Creation | None, source: TopicLook, settings: Settings
) -> Iterator[Finding]:
    """Whether dead letters would find their topic.

    Args:
        look: at the dead-letter topic.
        creation: whether it could be made; None where it need not be.
        source: the look at the source topic, whose records have to fit.
        settings: of this deployment.
    """
    topic = settings.dead_letter_topic
    command = _create_command(settings, source)
    match look:
        case TopicThere(rights=rights, config=config):
            yield _writable(topic, rights, settings)
            yield from _config_findings(topic, config, source, settings)
        case Denied():
            mend = f"Grant WRITE on topic {topic}; if it does not exist, create it, then grant"
            seen = f"{topic} may not be seen by this user, whether it exists or not"
            yield finding.problem(DEAD_LETTERS, seen, mend, f"{command}\n{_grant(settings)}")
        case Unanswered(why):
            yield finding.problem(DEAD_LETTERS, f"{topic}: no answer: {why}", SILENCE_ADVICE)
        case Absent():
            yield _creation_finding(topic, creation, command)


def _creation_finding(topic: str, creation: Creation | None, command: str) -> Finding:
    match creation:
        case Creatable():
            return finding.ok(DEAD_LETTERS, f"{topic} does not exist yet; `run` makes it, and may")
        case NotCreatable(why):
            seen = f"{topic} does not exist, and we may not create it: {why}"
            return finding.problem(DEAD_LETTERS, seen, "Let somebody who may create it run the command", command)
        case Unanswered(why):
            seen = f"{topic} does not exist, and Kafka does not say whether we may create it: {why}"
            return finding.problem(DEAD_LETTERS, seen, SILENCE_ADVICE)
        case None:
            raise ValueError("a topic that does not exist has to be asked for")


def _writable(topic: str, rights: Rights, settings: Settings) -> Finding:
    if rights is not None and Right.WRITE not in rights:
        mend = f"Grant WRITE on topic {topic}"
        return finding.problem(DEAD_LETTERS, f"{topic} exists, and we may not write to it", mend, _grant(settings))
    may = "the broker does not tell our rights" if rights is None else "we may WRITE to it"
    return finding.ok(DEAD_LETTERS, f"{topic} exists; {may}")


def _config_findings(
    topic: str, config: TopicConfig | None, source: TopicLook, settings: Settings
) -> Iterator[Finding]:
    if config is None:
        return
    largest = source_max_bytes(source)
    if config.max_message_bytes < largest:
        seen = f"{topic} takes messages of {config.max_message_bytes:,} bytes, {settings.topic} of {largest:,}"
        mend = "Raise it: a letter that is too large is written without its value"
        yield finding.warning(
            DEAD_LETTERS, seen, mend, _alter(settings, f"max.message.bytes={largest + HEADERS_MAX_BYTES}")
        )
    if config.is_compacted:
        seen = f"{topic} is compacted: only the last letter of each key is kept, and letters without a key are refused"
        yield finding.warning(
            DEAD_LETTERS, seen, "Let it delete by age instead", _alter(settings, "cleanup.policy=delete")
        )


def _alter(settings: Settings, config: str) -> str:
    topic = ("--entity-type", "topics", "--entity-name", settings.dead_letter_topic)
    where = ("--bootstrap-server", settings.bootstrap_servers)
    return shell_command("kafka-configs.sh", *where, "--alter", *topic, "--add-config", config)


def _grant(settings: Settings) -> str:
    return grant_command(settings, "WRITE", "topic", settings.dead_letter_topic)


def _create_command(settings: Settings, source: TopicLook) -> str:
    topics = Topics(
        source=settings.topic, dead_letters=settings.dead_letter_topic, bootstrap_servers=settings.bootstrap_servers
    )
    return create_command(topics, source_max_bytes(source))
