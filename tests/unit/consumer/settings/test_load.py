"""From an environment to settings: defaults, what depends on what, and every problem at once."""

import pytest

from consumer.settings import Ago, Settings, SettingsError, load_settings
from tests.unit.consumer.settings.environments import REQUIRED, loaded, no_file, problems, problems_of


def test_the_four_required_settings_are_enough() -> None:
    """Everything else has the default that the documentation states."""
    settings = loaded()
    assert (settings.group_id, settings.dead_letter_topic) == (
        "signal-kameleoon-f17c21u1ag",
        "signal-kameleoon-f17c21u1ag.dead-letter",
    )
    assert (settings.group_protocol, settings.start_from) == ("classic", Ago(seconds=3_600))
    assert (settings.batch_max_events, settings.batch_max_bytes, settings.batch_linger_seconds) == (
        5_000,
        1_000_000,
        1.0,
    )
    assert settings.buffer_max_bytes == 64 * 1024 * 1024
    assert (settings.request_timeout_seconds, settings.connect_timeout_seconds) == (10.0, 3.0)
    assert settings.drain_timeout_seconds == 20.0
    assert (settings.log_level, settings.log_format) == ("info", None)
    assert (settings.admin_host, settings.admin_port) == ("0.0.0.0", 9464)
    assert settings.warnings == ()
    assert (settings.max_requests_per_second, settings.delivery_log) == (None, "off")


def test_an_empty_environment_names_every_required_setting() -> None:
    """And nothing that only follows from one of them."""
    missing = problems_of({})
    assert [problem.split()[0] for problem in missing] == list(REQUIRED)
    assert all("is required" in problem for problem in missing)


def test_every_problem_is_reported_at_once() -> None:
    """Of settings, misspelled names, files and Kafka properties alike."""
    found = problems(
        KAMELEOON_REGION="us",
        BATCH_MAX_BYTES="3MB",
        BATCH_LINGERS_MS="5",
        START_FROM="2026-01-31",
        LOG_LEVEL_FILE="/nowhere",
        KAFKA_ACKS="1",
        KAFKA_FETCH_MIN_BYTES="abc",
        KAFKA_GROUP_PROTOCOL="eager",
    )
    assert sorted(problem.split()[0] for problem in found) == [
        "BATCH_LINGERS_MS",
        "BATCH_MAX_BYTES",
        "KAFKA_ACKS",
        "KAFKA_FETCH_MIN_BYTES",
        "KAFKA_GROUP_PROTOCOL",
        "KAMELEOON_REGION",
        "LOG_LEVEL_FILE",
        "START_FROM",
    ]


def test_the_error_reads_as_one_problem_a_line() -> None:
    """As a command shows it."""
    with pytest.raises(SettingsError) as refused:
        load_settings({**REQUIRED, "LOG_LEVEL": "loud", "ADMIN_PORT": "70000"}, read_text=no_file)
    assert str(refused.value).splitlines() == [
        'LOG_LEVEL is "loud": must be debug, info, warning or error',
        "ADMIN_PORT is 70000: must be from 0 to 65535 (TCP has no others; 0 takes a free one)",
    ]


def test_a_problem_does_not_bring_its_cause_to_the_log() -> None:
    """A library's exception in the chain could quote what ours leaves out."""
    with pytest.raises(SettingsError) as refused:
        load_settings({**REQUIRED, "KAMELEOON_BASE_URL": "https://me:hunter2@a"}, read_text=no_file)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_a_base_url_stands_in_for_the_region() -> None:
    """Events go where it says."""
    environ = {name: text for name, text in REQUIRED.items() if name != "KAMELEOON_REGION"}
    settings = load_settings({**environ, "KAMELEOON_BASE_URL": "https://proxy.example.com/k/"}, read_text=no_file)
    assert settings.region is None
    assert settings.events_url == "https://proxy.example.com/k/visit/events?siteCode=f17c21u1ag&json=true"


@pytest.mark.parametrize("region", ["eu", "na"])
def test_the_region_makes_the_address(region: str) -> None:
    """As the vendor documents it."""
    assert loaded(KAMELEOON_REGION=region).events_url == (
        f"https://{region}-data.kameleoon.io/visit/events?siteCode=f17c21u1ag&json=true"
    )


def test_a_wrong_base_url_is_one_problem_not_two() -> None:
    """The region is not asked for besides."""
    environ = {name: text for name, text in REQUIRED.items() if name != "KAMELEOON_REGION"}
    (problem,) = problems_of({**environ, "KAMELEOON_BASE_URL": "nonsense"})
    assert problem.startswith("KAMELEOON_BASE_URL is not a valid address")


def test_the_dead_letter_topic_follows_the_group() -> None:
    """Two groups on one topic keep their dead letters apart."""
    assert loaded(KAFKA_GROUP_ID="mine").dead_letter_topic == "mine.dead-letter"


def test_a_group_that_makes_no_topic_name_needs_a_dead_letter_topic() -> None:
    """A group may be named more freely than a topic."""
    (problem,) = problems(KAFKA_GROUP_ID="my group")
    assert problem.startswith('DEAD_LETTER_TOPIC is "my group.dead-letter": must be a topic name')
    assert loaded(KAFKA_GROUP_ID="my group", DEAD_LETTER_TOPIC="letters").group_id == "my group"


def test_the_source_topic_takes_no_dead_letters() -> None:
    """They would be read, refused and written again without end."""
    (problem,) = problems(DEAD_LETTER_TOPIC=REQUIRED["SIGNAL_TOPIC"])
    assert problem.startswith("DEAD_LETTER_TOPIC is the source topic")


def test_a_short_request_needs_no_second_setting() -> None:
    """The request's own time-out ends a connection that takes longer."""
    assert loaded(REQUEST_TIMEOUT_MS="2000").request_timeout_seconds == 2.0


@pytest.mark.parametrize(
    ("variable", "text", "least_and_most"),
    [
        ("BATCH_MAX_EVENTS", "0", "from 1 to 100000"),
        ("BATCH_MAX_BYTES", "2500001", "from 1000 to 2500000"),
        ("BATCH_LINGER_MS", "60001", "from 0 to 60000"),
        ("BUFFER_MAX_BYTES", "1kB", "from 1048576 to 17179869184"),
        ("REQUEST_TIMEOUT_MS", "120001", "from 100 to 120000"),
        ("CONNECT_TIMEOUT_MS", "9", "from 10 to 60000"),
        ("DRAIN_TIMEOUT_MS", "-1", "from 0 to 600000"),
        ("ADMIN_PORT", "65536", "from 0 to 65535"),
    ],
)
def test_a_number_out_of_bounds_is_refused_with_the_bounds(variable: str, text: str, least_and_most: str) -> None:
    """By the name of its variable."""
    (problem,) = problems(**{variable: text})
    assert problem.startswith(f"{variable} is ")
    assert least_and_most in problem


def test_settings_cannot_be_changed() -> None:
    """Two threads read them."""
    settings = loaded()
    with pytest.raises(ValueError, match="frozen"):
        settings.topic = "another"
    with pytest.raises(TypeError):
        settings.kafka_properties["client.id"] = "another"  # type: ignore[index]  # the assignment is what is tested


@pytest.mark.parametrize(
    ("variables", "part"),
    [
        ({"KAMELEOON_BASE_URL": "HTTP://127.0.0.1:8080"}, "unencrypted"),
        ({"SIGNAL_TOPIC": "raw-events"}, "before consent and filters"),
        ({"KAFKA_ENABLE_SSL_CERTIFICATE_VERIFICATION": "False"}, "can pose as Kafka"),
        ({"DELIVERY_LOG": "events", "LOG_LEVEL": "warning"}, "leaves its lines out"),
    ],
)
def test_what_is_allowed_but_hardly_meant_is_warned_of(variables: dict[str, str], part: str) -> None:
    """By the name of its variable."""
    (warning,) = loaded(**variables).warnings
    assert next(iter(variables)) in warning
    assert part in warning


def test_loading_changes_nothing_and_repeats() -> None:
    """A pure function of the environment."""
    environ = {**REQUIRED, "KAFKA_CLIENT_RACK": "a"}
    before = dict(environ)
    first: Settings = load_settings(environ, read_text=no_file)
    assert load_settings(environ, read_text=no_file) == first
    assert environ == before


def test_a_broker_of_another_protocol_than_the_properties_is_refused() -> None:
    """The client would leave it out, and only log it."""
    brokers = {"KAFKA_BOOTSTRAP_SERVERS": "SASL_SSL://kafka:9093"}
    (problem,) = problems(**brokers)
    assert problem.startswith('KAFKA_BOOTSTRAP_SERVERS names "SASL_SSL://kafka:9093", but KAFKA_SECURITY_PROTOCOL is')
    properties = {"KAFKA_SASL_MECHANISM": "PLAIN", "KAFKA_SASL_USERNAME": "u", "KAFKA_SASL_PASSWORD": "p"}
    assert loaded(**brokers, **properties, KAFKA_SECURITY_PROTOCOL="SASL_SSL").warnings == ()
