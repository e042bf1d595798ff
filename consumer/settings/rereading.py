"""Reads again what may change under a running process: credentials that lie in files."""

from collections.abc import Mapping
from dataclasses import replace

from consumer.settings.credentials import TokenCredentials
from consumer.settings.environment import ReadText, value_in_file
from consumer.settings.files import read_file
from consumer.settings.kafka_properties import SecretText, property_name
from consumer.settings.values import credential


def reread_token_credentials(credentials: TokenCredentials, read_text: ReadText = read_file) -> TokenCredentials:
    """The credentials with what their files hold now.

    Raises:
        ValueError: a file cannot be used; the sentence holds nothing of it.
    """
    found = {name: _credential(name, path, read_text) for name, path in credentials.files.items()}
    return replace(
        credentials,
        client_id=found.get("KAMELEOON_CLIENT_ID", credentials.client_id),
        client_secret=SecretText(found.get("KAMELEOON_CLIENT_SECRET", credentials.client_secret)),
    )


def reread_sasl_credentials(
    kafka_properties: Mapping[str, str], files: Mapping[str, str], read_text: ReadText = read_file
) -> tuple[str, SecretText]:
    """Kafka's user and password, with what their files hold now.

    Args:
        kafka_properties: as they were read at the start.
        files: path by variable, of values that lie in files.
        read_text: reads the file at a path.

    Raises:
        ValueError: a file cannot be used; the sentence holds nothing of it.
    """

    def value(variable: str) -> str:
        if variable in files:
            return value_in_file(variable, files[variable], read_text)
        return kafka_properties.get(property_name(variable), "")

    return value("KAFKA_SASL_USERNAME"), SecretText(value("KAFKA_SASL_PASSWORD"))


def _credential(name: str, path: str, read_text: ReadText) -> str:
    try:
        return credential(value_in_file(name, path, read_text).strip())
    except ValueError as fault:
        raise ValueError(f"{name} {fault}" if not str(fault).startswith(name) else str(fault)) from None
