"""Asks librdkafka what it thinks of properties, by creating clients that know no broker.

Without brokers a client opens no connection, so a trial is over in milliseconds and needs no network.
Only a client with OpenID Connect asks for its first token at once, from a thread of its own: a trial
names a place where nobody can listen.

librdkafka refuses a name or a value while it reads the properties, and what does not fit together only
when it creates the client ("Failed to create …"), as confluent-kafka's own code for AWS does (by ValueError
and ImportError): so a property alone is judged by the former, and the whole configuration by all of it.
"""

import logging
import re
from collections.abc import Mapping
from typing import Final

from confluent_kafka import Consumer, KafkaException, Producer

from consumer.settings.client_config import ClientConfig, consumer_properties, producer_properties
from consumer.settings.kafka_properties import PRODUCER_ONLY

UNKNOWN: Final = "No such configuration property"

_NOT_CREATED: Final = re.compile(r"Failed to create \w+: ")
_TOKEN_URL: Final = "sasl.oauthbearer.token.endpoint.url"  # noqa: S105  the name of a property
_TOKEN_URL_BY_CLOUD: Final = {"sasl.oauthbearer.metadata.authentication.type", "sasl.oauthbearer.config"}
_REFUSALS: Final = (KafkaException, ValueError, ImportError)
_NOWHERE: Final = "http://127.0.0.1:0/"


def verdict_on_one(property_: str, value: str) -> str | None:
    """What librdkafka objects to in one property, whatever the others are; None when it has none."""
    alone: ClientConfig = {property_: value}
    text = _producer_objection(alone) if property_ in PRODUCER_ONLY else _consumer_objection(alone)
    return None if text is None or _NOT_CREATED.match(text) else text


def verdict_on_all(properties: Mapping[str, str], group_protocol: str) -> tuple[str, ...]:
    """What librdkafka objects to in the whole configurations, once where both clients meet it.

    Reads the files that the properties name (certificates, keys), as the real clients do at start.
    """
    properties = without_token_requests(properties)
    texts = (
        _consumer_objection(consumer_properties(properties, group_protocol)),
        _producer_objection(producer_properties(properties)),
    )
    return tuple(dict.fromkeys(_NOT_CREATED.sub("", text) for text in texts if text))


def without_token_requests(properties: Mapping[str, str]) -> Mapping[str, str]:
    """The properties with a token endpoint where nobody listens, if they name one or let a cloud's be used."""
    if _TOKEN_URL in properties or properties.keys() >= _TOKEN_URL_BY_CLOUD:
        return {**properties, _TOKEN_URL: _NOWHERE}
    return properties


def _consumer_objection(properties: ClientConfig) -> str | None:
    try:
        Consumer({"group.id": "trial", **properties}, logger=_silent()).close()
    except _REFUSALS as refused:
        return _text(refused)
    return None


def _producer_objection(properties: ClientConfig) -> str | None:
    try:
        Producer(properties, logger=_silent())
    except _REFUSALS as refused:
        return _text(refused)
    return None


def _text(refused: Exception) -> str:
    if isinstance(refused, KafkaException):
        return " ".join(str(refused.args[0].str()).split())
    return "Failed to create client: " + " ".join(str(refused).split())


def _silent() -> logging.Logger:
    # With a logger librdkafka keeps its lines for a poll, which never comes here, instead of printing them.
    logger = logging.getLogger("librdkafka-trial")
    logger.disabled = True
    return logger
