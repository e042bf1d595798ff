"""What the settings and the mapping say."""

from collections.abc import Iterator
from typing import Final

from consumer.check import finding
from consumer.check.finding import Finding
from consumer.check.judging import BadMapping, JudgingMapping, UsableMapping
from consumer.settings import PROXY_VARIABLES, Settings, SettingsError

SETTINGS: Final = "settings"
MAPPING: Final = "mapping"


def settings_findings(settings: Settings | SettingsError) -> Iterator[Finding]:
    """Each problem by itself, or what the settings amount to."""
    if isinstance(settings, SettingsError):
        for sentence in settings.problems:
            yield finding.problem(SETTINGS, sentence, f"{_correction(sentence)}; the README lists all settings")
        return
    site = f"site code {settings.site_code}, region {settings.asked_region or 'given by KAMELEOON_BASE_URL'}"
    proxy = f"the proxy {settings.api_proxy.shown}" if settings.api_proxy else "no proxy"
    yield finding.ok(SETTINGS, f"complete: {site}, topic {settings.topic}, group {settings.group_id}, {proxy}")
    for sentence in settings.warnings:
        yield finding.warning(SETTINGS, sentence, _change(sentence))


def _correction(problem: str) -> str:
    """What to correct; a problem begins with the variable that it is about."""
    name = problem.partition(" ")[0]
    if name == "KAFKA_*":
        return "Correct the KAFKA_* variables in the environment (or the files that they name)"
    if f"{name} and {name}_FILE are both given" in problem:
        return f"Remove {name} or {name}_FILE from the environment"
    if " is no setting" in problem or " is no property" in problem:
        return f"Rename {name} in the environment, or remove it"
    if name in PROXY_VARIABLES:
        return f"Correct {name} in the environment"
    if name.endswith("_FILE"):
        return f"Correct {name} in the environment, or the file that it names"
    return f"Correct {name} in the environment (or the file that {name}_FILE names)"


def _change(warning: str) -> str:
    if " is ignored: " in warning:
        return "Nothing to do; remove it from the environment if nothing there needs it"
    return f"Change {warning.partition(' ')[0]}, unless this is intended"


def mapping_findings(mapping: JudgingMapping) -> Iterator[Finding]:
    """Each problem by itself, or which events the mapping sends."""
    match mapping:
        case UsableMapping(source, event_names):
            yield finding.ok(MAPPING, f"{source} sends {len(event_names)} events: {', '.join(event_names)}")
        case BadMapping(problems):
            for sentence in problems:
                mend = "Correct it there; the README's chapter on the mapping shows the format"
                yield finding.problem(MAPPING, sentence, mend)
