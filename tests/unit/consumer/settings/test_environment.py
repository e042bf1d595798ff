"""Which variables are ours: files, misspelled names, and what Kubernetes injects."""

from pathlib import Path

import pytest

from consumer.settings import SettingsError, load_settings
from consumer.settings.kafka_images import is_of_kafkas_own
from consumer.settings.kafka_properties import CONSUMER_ONLY, OFTEN_SET, PRODUCER_ONLY, variable_name
from tests.unit.consumer.settings.environments import REQUIRED, loaded, problems, problems_of

# For Services named kafka, admin, signal and kameleoon, each with a port that has a name.
INJECTED = {
    f"{service}_{suffix}": text
    for service in ("KAFKA", "KAFKA_BROKER", "ADMIN", "SIGNAL", "KAMELEOON", "BATCH_MAX")
    for suffix, text in {
        "SERVICE_HOST": "10.0.0.1",
        "SERVICE_PORT": "9092",
        "SERVICE_PORT_CLIENT": "9092",
        "PORT": "tcp://10.0.0.1:9092",
        "PORT_9092_TCP": "tcp://10.0.0.1:9092",
        "PORT_9092_TCP_PROTO": "tcp",
        "PORT_9092_TCP_PORT": "9092",
        "PORT_9092_TCP_ADDR": "10.0.0.1",
    }.items()
}


def test_what_kubernetes_injects_changes_nothing() -> None:
    """Not even where it takes the name of a setting, as ADMIN_PORT=tcp://… does."""
    assert loaded(**INJECTED) == loaded()


def test_a_port_that_is_a_number_is_ours() -> None:
    """Only the shape of its value tells it from the injected one."""
    assert loaded(ADMIN_PORT="9000").admin_port == 9000


def test_an_empty_variable_is_one_that_is_not_given() -> None:
    """As docker-compose passes an unset variable on."""
    assert loaded(LOG_LEVEL="", KAFKA_CLIENT_RACK="", KAMELEOON_BASE_URL="") == loaded()
    assert problems(KAMELEOON_SITE_CODE="")[0].startswith("KAMELEOON_SITE_CODE is required")


def test_blanks_around_a_setting_are_not_a_part_of_it() -> None:
    """They cannot be seen, and mean nothing here."""
    assert loaded(KAMELEOON_REGION=" na\n").region == "na"


def test_other_peoples_variables_are_ignored() -> None:
    """Even where they look like ours behind another prefix."""
    assert loaded(PATH="/bin", MY_LOG_LEVEL="x", LOGNAME="me", TEST_KAFKA="a:1", LOG_DIRECTORY="/x") == loaded()
    assert loaded(**{"KAFKA_\udcff": "a name that is not even text"}) == loaded()


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("BATCH_MAX_EVENT", "BATCH_MAX_EVENTS"),
        ("KAMELEOON_BASEURL", "KAMELEOON_BASE_URL"),
        ("DRAIN_TIMEOUT_SECONDS", "DRAIN_TIMEOUT_MS"),
        ("LOG_LVL", "LOG_LEVEL"),
        ("DEAD_LETTERS_TOPIC_FILE", "DEAD_LETTER_TOPIC"),
    ],
)
def test_a_misspelled_setting_is_named_with_the_right_one(given: str, meant: str) -> None:
    """Or it would be ignored, and its default used."""
    assert problems(**{given: "1"}) == (f"{given} is no setting: {meant} may be meant",)


def test_a_required_setting_that_was_misspelled_is_found() -> None:
    """Whatever became of its prefix."""
    environ = {**REQUIRED, "KAMELEON_SITE_CODE": "x"}
    del environ["KAMELEOON_SITE_CODE"]
    (problem,) = problems_of(environ)
    assert problem.startswith("KAMELEOON_SITE_CODE is required")
    assert "KAMELEON_SITE_CODE is given" in problem


def test_every_setting_may_be_in_a_file(tmp_path: Path) -> None:
    """The required ones and Kafka's properties among them."""
    environ = {}
    for name, text in {**REQUIRED, "BATCH_MAX_EVENTS": "7", "KAFKA_SASL_PASSWORD": " p w "}.items():
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
        environ[f"{name}_FILE"] = str(tmp_path / name)
    settings = load_settings(environ)
    assert (settings.site_code, settings.batch_max_events) == ("f17c21u1ag", 7)
    assert settings.kafka_properties["sasl.password"] == " p w "


@pytest.mark.parametrize(
    ("content", "value"),
    [("p", "p"), ("p\n", "p"), ("p\r\n", "p"), ("p\n\n", "p"), (" p ", " p "), ("\ufeffp", "p"), ("\ufeffp\r\n", "p")],
)
def test_line_ends_and_a_byte_order_mark_are_no_part_of_a_value(content: str, value: str) -> None:
    """In a file or in a variable, of a password or of a setting; a blank may belong to a password."""
    in_file = load_settings({**REQUIRED, "KAFKA_SASL_PASSWORD_FILE": "/x"}, read_text=lambda _: content)
    assert in_file.kafka_properties["sasl.password"] == value
    assert loaded(KAFKA_SASL_PASSWORD=content).kafka_properties["sasl.password"] == value
    assert loaded(SIGNAL_TOPIC=content).topic == value.strip()


def test_a_path_with_a_line_end_is_the_path() -> None:
    """It came through the same hands."""
    read: list[str] = []

    def read_text(path: str) -> str:
        read.append(path)
        return "p"

    load_settings({**REQUIRED, "KAFKA_SASL_PASSWORD_FILE": "/x\n"}, read_text=read_text)
    assert read == ["/x"]


def test_a_variable_of_line_ends_alone_is_one_that_is_not_given() -> None:
    """As an empty one is."""
    assert loaded(LOG_LEVEL="\n", KAFKA_CLIENT_RACK="\r\n") == loaded()


@pytest.mark.parametrize(
    "name",
    [
        "KAFKA_HEAP_OPTS", "KAFKA_OPTS", "KAFKA_HOME", "KAFKA_JMX_PORT", "KAFKA_JVM_PERFORMANCE_OPTS",
        "KAFKA_LOG4J_OPTS", "KAFKA_LOG4J_ROOT_LOGLEVEL", "KAFKA_VERSION",
        "KAFKA_BROKER_ID", "KAFKA_ZOOKEEPER_CONNECT", "KAFKA_LOG_DIRS",
        "KAFKA_ADVERTISED_LISTENERS", "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "KAFKA_CFG_NODE_ID",
        "KAFKA_NUM_PARTITIONS",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "KAFKA_PROCESS_ROLES",
    ],
)  # fmt: skip
def test_what_is_meant_for_a_broker_is_told_and_ignored(name: str) -> None:
    """An image that is built on Kafka's has it, and so does one environment file for both."""
    settings = loaded(**{name: "x"})
    assert settings.kafka_properties == loaded().kafka_properties
    assert settings.warnings == (f"{name} is ignored: it is meant for a Kafka broker or for Kafka's own programs",)


def test_several_that_are_meant_for_a_broker_are_one_sentence() -> None:
    """A broker has dozens."""
    (warning,) = loaded(KAFKA_OPTS="-X", KAFKA_HOME="/opt").warnings
    assert warning.startswith("KAFKA_HOME (and KAFKA_OPTS) is ignored")


@pytest.mark.parametrize(
    "name", [variable_name(name) for name in sorted(OFTEN_SET | CONSUMER_ONLY | PRODUCER_ONLY | {"log.level"})]
)
def test_no_property_of_librdkafka_is_taken_for_a_brokers(name: str) -> None:
    """A password that was ignored would be missed."""
    assert not is_of_kafkas_own(name)


def test_both_name_and_file_are_one_too_many() -> None:
    """Which one counts is not guessed."""
    assert problems(LOG_LEVEL="info", LOG_LEVEL_FILE="/x") == (
        "LOG_LEVEL and LOG_LEVEL_FILE are both given: leave one out",
    )


def test_a_file_that_cannot_be_read_is_named_with_the_reason() -> None:
    """And the setting is not called missing besides."""
    environ = {**REQUIRED, "SIGNAL_TOPIC_FILE": "/nowhere"}
    del environ["SIGNAL_TOPIC"]
    assert problems_of(environ) == (
        "SIGNAL_TOPIC_FILE names /nowhere, which cannot be read: No such file or directory",
    )


@pytest.mark.parametrize(
    ("content", "fault"), [(b"", "is empty"), (b"\n", "is empty"), (b"a\0b", "NUL"), (b"\xff", "is not UTF-8")]
)
def test_a_file_that_holds_no_text_is_refused(tmp_path: Path, content: bytes, fault: str) -> None:
    """For librdkafka takes text without NUL bytes only."""
    (tmp_path / "value").write_bytes(content)
    assert_one_problem({"KAFKA_CLIENT_RACK_FILE": str(tmp_path / "value")}, "KAFKA_CLIENT_RACK_FILE", fault)


def test_a_variable_that_is_not_utf_8_is_refused() -> None:
    """`os.environ` gives such bytes as lone surrogates."""
    assert_one_problem({"KAFKA_SASL_PASSWORD": "p\udcff"}, "KAFKA_SASL_PASSWORD", "is not UTF-8")


def test_a_password_in_the_place_of_its_files_path_is_not_repeated() -> None:
    """An easy slip, and the message goes to a log."""
    (problem,) = problems(KAFKA_SASL_PASSWORD_FILE="hunter2")
    assert problem == "KAFKA_SASL_PASSWORD_FILE names a file, which cannot be read: No such file or directory"


def test_a_property_that_itself_ends_with_file_is_a_path() -> None:
    """Not the place of a property without that ending."""
    settings = loaded(KAFKA_SASL_OAUTHBEARER_ASSERTION_FILE="/run/token")
    assert settings.kafka_properties["sasl.oauthbearer.assertion.file"] == "/run/token"


def assert_one_problem(variables: dict[str, str], name: str, fault: str) -> None:
    """Loading fails by this one variable, read from the real disk."""
    with pytest.raises(SettingsError) as refused:
        load_settings({**REQUIRED, **variables})
    (problem,) = refused.value.problems
    assert problem.startswith(name)
    assert fault in problem
