"""What follows when a file has changed that a setting was read from.

Kubernetes swaps the files of a Secret or a ConfigMap under a running process, within a minute or so of its change.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

TOKEN_VARIABLES: Final = frozenset({"KAMELEOON_CLIENT_ID", "KAMELEOON_CLIENT_SECRET"})
SASL_VARIABLES: Final = frozenset({"KAFKA_SASL_USERNAME", "KAFKA_SASL_PASSWORD"})
# librdkafka takes other credentials for these; certificates and all else only when a client is made.
_RENEWABLE: Final = ("PLAIN", "SCRAM-")


class Effect(Enum):
    """When the new content is used."""

    AT_NEXT_TOKEN = auto()
    AT_NEXT_CONNECTION = auto()
    """To Kafka."""
    AT_RESTART = auto()


def effect_of(variable: str, kafka_properties: Mapping[str, str]) -> Effect:
    """When a change is used of the file that holds a variable's value, or that it names."""
    if variable in TOKEN_VARIABLES:
        return Effect.AT_NEXT_TOKEN
    mechanism = kafka_properties.get("sasl.mechanism", kafka_properties.get("sasl.mechanisms", ""))
    if variable in SASL_VARIABLES and mechanism.upper().startswith(_RENEWABLE):
        return Effect.AT_NEXT_CONNECTION
    return Effect.AT_RESTART
