"""What is wrong with the Kafka properties: our own rules first, then librdkafka's; never a secret."""

import re
from collections.abc import Mapping
from typing import Final

from consumer.settings import kafka_properties as kafka
from consumer.settings import kafka_trial
from consumer.settings.environment import SETTING_NAMES, Environment, lookalike
from consumer.settings.files import why_unreadable

_KAFKA_VARIABLES: Final = (
    *(name for name in SETTING_NAMES if name.startswith(kafka.PREFIX)),
    *sorted(map(kafka.variable_name, kafka.CONSUMER_ONLY | kafka.PRODUCER_ONLY | kafka.OFTEN_SET)),
)
# What librdkafka and OpenSSL say to the two most frequent slips helps nobody.
_HINTS: Final = {
    "SASL mechanism GSSAPI": "set KAFKA_SASL_MECHANISM: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER",
    ":system lib": "the file is missing or cannot be read",
    ":BIO lib": "the file is missing or cannot be read",
}


def property_problems(environment: Environment) -> tuple[str, ...]:
    """A sentence for each property that is wrong; where none is, for what does not fit together."""
    # A protocol that is neither is a problem of its setting.
    wanted = environment.values.get("KAFKA_GROUP_PROTOCOL", "").lower()
    protocol = "consumer" if wanted == "consumer" else "classic"
    properties = environment.properties
    alone = tuple(
        f"{kafka.variable_name(name)} {fault}"
        for name, value in properties.items()
        if (fault := _property_fault(name, value, protocol))
    )
    # Together they could only repeat what is wrong with one of them.
    return alone or tuple(
        f"KAFKA_* together: librdkafka says: {_without_secrets(text, properties)}{_hint(text)}"
        for text in kafka_trial.verdict_on_all(properties, protocol)
    )


def _property_fault(name: str, value: str, protocol: str) -> str | None:
    if fault := kafka.refusal(name, value, protocol):
        return fault
    if kafka.names_file(name) and (fault := why_unreadable(value)):
        return fault  # librdkafka would wait for its end
    if (text := kafka_trial.verdict_on_one(name, value)) is None:
        return None
    if text.startswith(kafka_trial.UNKNOWN):
        meant = lookalike(kafka.variable_name(name), _KAFKA_VARIABLES)
        return f"is no property of librdkafka ({name})" + (f": {meant} may be meant" if meant else "")
    # librdkafka's text may quote the value, whole or in part.
    return "has a value that librdkafka refuses" + ("" if kafka.is_secret(name) else f": {text}")


def _hint(text: str) -> str:
    return next((f" ({hint})" for mark, hint in _HINTS.items() if mark in text), "")


def _without_secrets(text: str, properties: Mapping[str, str]) -> str:
    secrets = [value for name, value in properties.items() if kafka.is_secret(name)]
    # A list such as sasl.oauthbearer.config may be quoted in part.
    parts = {part for secret in secrets for part in (secret, *re.split(r"[\s,;=]+", secret)) if part}
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, "***")
    return text
