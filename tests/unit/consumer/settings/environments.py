"""Environments for the tests of this folder."""

from collections.abc import Mapping

import pytest

from consumer.settings import Settings, SettingsError, load_settings

REQUIRED = {
    "KAMELEOON_SITE_CODE": "f17c21u1ag",
    "KAMELEOON_REGION": "eu",
    "SIGNAL_TOPIC": "events-enriched",
    "KAFKA_BOOTSTRAP_SERVERS": "kafka-1:9092",
}


def loaded(**variables: str) -> Settings:
    """The settings of a complete environment with these variables set besides, or instead."""
    return load_settings({**REQUIRED, **variables}, read_text=no_file)


def problems(**variables: str) -> tuple[str, ...]:
    """What is wrong with a complete environment with these variables set besides, or instead."""
    return problems_of({**REQUIRED, **variables})


def problems_of(environ: Mapping[str, str]) -> tuple[str, ...]:
    """What is wrong with exactly this environment."""
    with pytest.raises(SettingsError) as refused:
        load_settings(environ, read_text=no_file)
    return refused.value.problems


def no_file(path: str) -> str:
    """Reads from a disk that holds nothing."""
    raise FileNotFoundError(2, "No such file or directory", path)
