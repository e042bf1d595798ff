"""The settings as a table."""

from consumer.settings import SettingRow, settings_table
from tests.unit.consumer.settings.environments import REQUIRED


def test_the_table_has_a_row_for_every_setting() -> None:
    """With its default as text."""
    defaults = {row.name: row.default for row in settings_table()}
    assert defaults == {
        "KAMELEOON_SITE_CODE": "required",
        "KAMELEOON_REGION": "required",
        "KAMELEOON_BASE_URL": "by region",
        "KAMELEOON_CLIENT_ID": "no token",
        "KAMELEOON_CLIENT_SECRET": "no token",
        "KAMELEOON_TOKEN_URL": "https://api.kameleoon.com/oauth/token",
        "KAMELEOON_PROXY": "`HTTPS_PROXY`, `NO_PROXY`",
        "SIGNAL_TOPIC": "required",
        "KAFKA_BOOTSTRAP_SERVERS": "required",
        "MAPPING_FILE": "the default mapping",
        "KAMELEOON_GOAL_IDS": "from each event",
        "KAFKA_GROUP_ID": "signal-kameleoon-<site code>",
        "KAFKA_GROUP_PROTOCOL": "classic",
        "DEAD_LETTER_TOPIC": "<group id>.dead-letter",
        "START_FROM": "1h",
        "BATCH_MAX_EVENTS": "5000",
        "BATCH_MAX_BYTES": "1000000",
        "BATCH_LINGER_MS": "1000",
        "BUFFER_MAX_BYTES": "64MiB",
        "REQUEST_TIMEOUT_MS": "10000",
        "CONNECT_TIMEOUT_MS": "3000",
        "MAX_REQUESTS_PER_SECOND": "none",
        "DEAD_LETTER_FUSE": "on",
        "DRAIN_TIMEOUT_MS": "20000",
        "DELIVERY_LOG": "off",
        "LOG_LEVEL": "info",
        "LOG_FORMAT": "by terminal",
        "ADMIN_HOST": "0.0.0.0",
        "ADMIN_PORT": "9464",
    }


def test_what_the_table_calls_required_is_required() -> None:
    """Exactly these are missed in an empty environment."""
    assert {row.name for row in settings_table() if row.default == "required"} == set(REQUIRED)


def test_every_row_has_a_meaning_on_one_line() -> None:
    """Fit for a cell of a Markdown table."""
    assert all(is_cell(row) for row in settings_table())


def is_cell(row: SettingRow) -> bool:
    """Whether the meaning can stand in a Markdown table."""
    return bool(row.meaning) and "|" not in row.meaning and "\n" not in row.meaning
