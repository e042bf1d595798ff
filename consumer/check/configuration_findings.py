"""What the settings and the mapping say."""

from collections.abc import Iterator
from typing import Final

from consumer.check import finding
from consumer.check.finding import Finding
from consumer.check.judging import BadMapping, JudgingMapping, UsableMapping
from consumer.settings import Settings, SettingsError

SETTINGS: Final = "settings"
MAPPING: Final = "mapping"


def settings_findings(settings: Settings | SettingsError) -> Iterator[Finding]:
    """Each problem by itself, or what the settings amount to."""
    if isinstance(settings, SettingsError):
        for sentence in settings.problems:
            name = sentence.partition(" ")[0]
            mend = (
                f"Correct {name} in the environment (or the file that {name}_FILE names); the README lists all settings"
            )
            yield finding.problem(SETTINGS, sentence, mend)
        return
    site = f"site code {settings.site_code}, region {settings.asked_region or 'given by KAMELEOON_BASE_URL'}"
    proxy = f"the proxy {settings.api_proxy.shown}" if settings.api_proxy else "no proxy"
    yield finding.ok(SETTINGS, f"complete: {site}, topic {settings.topic}, group {settings.group_id}, {proxy}")
    for sentence in settings.warnings:
        yield finding.warning(SETTINGS, sentence, f"Change {sentence.partition(' ')[0]}, unless it is meant so")


def mapping_findings(mapping: JudgingMapping) -> Iterator[Finding]:
    """Each problem by itself, or which events the mapping sends."""
    match mapping:
        case UsableMapping(source, event_names):
            yield finding.ok(MAPPING, f"{source} sends {len(event_names)} events: {', '.join(event_names)}")
        case BadMapping(problems):
            for sentence in problems:
                mend = "Correct it there; the README's chapter on the mapping shows the format"
                yield finding.problem(MAPPING, sentence, mend)
