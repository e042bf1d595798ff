"""What the looks at Kafka and at the source topic say."""

from typing import Final

from consumer.check import finding
from consumer.check.finding import Finding
from consumer.check.grant import grant_command
from consumer.check.seen import Absent, Denied, Reached, Right, TopicLook, TopicThere, Unanswered, Unreachable
from consumer.kafka.errors import CREDENTIALS_ADVICE
from consumer.kafka.nearest import nearest_names
from consumer.settings import Settings

KAFKA: Final = "Kafka"
TOPIC: Final = "topic"
SILENCE_ADVICE: Final = "Run it again; if it stays so, ask who runs Kafka: a broker is down, restarting or overloaded"
_UNVERIFIED: Final = "certificate verify failed"
"""OpenSSL's words, as librdkafka passes them on."""

_CA_ADVICE: Final = (
    "Set KAFKA_SSL_CA_LOCATION to the certificate (PEM) of the authority that signed the brokers' certificates; if it "
    "is the right one, see that these are valid now and carry the host names of KAFKA_BOOTSTRAP_SERVERS"
)


def reach_finding(look: Reached | Unreachable, servers: str) -> Finding:
    """Whether Kafka, at these first brokers, answers us."""
    match look:
        case Reached(brokers=brokers):
            return finding.ok(KAFKA, f"{servers} answers; brokers: {brokers}")
        case Unreachable(why, is_refused=True):
            return finding.problem(KAFKA, f"{servers} refuses our credentials: {why}", CREDENTIALS_ADVICE)
        case Unreachable(why) if _UNVERIFIED in why:
            return finding.problem(KAFKA, f"{servers} cannot be verified: {why}", _CA_ADVICE)
        case Unreachable(why):
            return finding.problem(
                KAFKA,
                f"{servers} does not answer: {why}",
                "Check KAFKA_BOOTSTRAP_SERVERS, DNS and firewalls from this machine, that Kafka runs, and "
                "KAFKA_SECURITY_PROTOCOL (a TLS listener does not answer plain text)",
            )


def topic_finding(look: TopicLook, reached: Reached, settings: Settings) -> Finding:
    """Whether the source topic is there and may be read."""
    topic = settings.topic
    match look:
        case TopicThere(partitions, rights):
            if rights is not None and Right.READ not in rights:
                return _unreadable(f"{topic} may be seen, and not read", settings)
            unsure = "; the broker does not tell our rights" if rights is None else "; we may READ it"
            return finding.ok(TOPIC, f"{topic} exists; partitions: {len(partitions)}{unsure}")
        case Denied():
            return _unreadable(f"{topic} may not be seen by this user, whether it exists or not", settings)
        case Unanswered(why):
            return finding.problem(TOPIC, f"{topic}: no answer: {why}", SILENCE_ADVICE)
        case Absent():
            near = nearest_names(topic, reached.topics)
            hint = f"Did you mean {near}? " if near else ""
            mend = f"{hint}Set SIGNAL_TOPIC to the topic of enriched Signal events"
            return finding.problem(TOPIC, f"{topic} does not exist at {settings.bootstrap_servers}", mend)


def _unreadable(seen: str, settings: Settings) -> Finding:
    mend = f"Grant READ on topic {settings.topic} (DESCRIBE comes with it)"
    return finding.problem(TOPIC, seen, mend, grant_command(settings, "READ", "topic", settings.topic))
