"""The settings of Kafka alone, for what writes to a topic without the Data API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from consumer.settings.client_config import ClientConfig, admin_config, producer_config
from consumer.settings.environment import SETTING_NAMES, ReadText, lookalike
from consumer.settings.files import read_file
from consumer.settings.kafka_properties import PREFIX
from consumer.settings.load import load_settings

_TOPIC: Final = "SIGNAL_TOPIC"
# As in `api_settings`: declared and judged as one value, so what is required besides gets a text that passes.
_STAND_INS: Final = {"KAMELEOON_SITE_CODE": "none", "KAMELEOON_REGION": "eu"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaSettings:
    """How Kafka is spoken to.

    Attributes:
        topic: the topic of Signal events.
        bootstrap_servers: Kafka's first brokers.
        producer: for `confluent_kafka.Producer`.
        admin: for `confluent_kafka.admin.AdminClient`.
    """

    topic: str
    bootstrap_servers: str
    producer: ClientConfig
    admin: ClientConfig


def load_kafka_settings(environ: Mapping[str, str], read_text: ReadText = read_file) -> KafkaSettings:
    """Reads Kafka's settings by the declarations of all of them; those of the Data API may be missing or wrong.

    Args:
        environ: variables by name, usually `os.environ`; all but Kafka's own, and misspellings of them, are ignored.
        read_text: reads the file at a path; raises OSError or UnicodeDecodeError.

    Raises:
        SettingsError: with every problem of these settings, in the words of `load_settings`.
    """
    own = {name: text for name, text in environ.items() if _is_meant_for_kafka(name)}
    settings = load_settings({**own, **_STAND_INS}, read_text)
    return KafkaSettings(
        topic=settings.topic,
        bootstrap_servers=settings.bootstrap_servers,
        producer=producer_config(settings),
        admin=admin_config(settings),
    )


def _is_meant_for_kafka(variable: str) -> bool:
    name = variable.removesuffix("_FILE")
    if variable.startswith(PREFIX) or name == _TOPIC:
        return True
    return {variable, name}.isdisjoint(SETTING_NAMES) and lookalike(name, SETTING_NAMES) == _TOPIC
