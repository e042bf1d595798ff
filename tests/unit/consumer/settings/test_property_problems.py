"""What is said about Kafka properties that cannot be used, and that no secret is ever in it."""

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumer.settings import SettingsError, consumer_config, load_settings, producer_config
from consumer.settings.environment import SETTING_NAMES
from consumer.settings.kafka_trial import without_token_requests
from tests.unit.consumer.settings.environments import REQUIRED, loaded, no_file, problems

SASL = {
    "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
    "KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
    "KAFKA_SASL_USERNAME": "signal",
    "KAFKA_SASL_PASSWORD": "hunter2",
}
OIDC = {
    "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
    "KAFKA_SASL_MECHANISM": "OAUTHBEARER",
    "KAFKA_SASL_OAUTHBEARER_METHOD": "oidc",
    "KAFKA_SASL_OAUTHBEARER_CLIENT_ID": "signal",
    "KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET": "hunter2",
}


def test_properties_that_need_each_other_are_no_false_alarm() -> None:
    """Each alone could not make a client."""
    assert loaded(**SASL).kafka_properties["sasl.password"] == "hunter2"


def test_every_bad_property_is_named() -> None:
    """Where librdkafka itself stops at the first."""
    found = problems(KAFKA_FETCH_MIN_BYTES="-5", KAFKA_COMPRESSION_TYPE="rar", KAFKA_SECURITY_PROTOCOL="tls")
    assert sorted(problem.split()[0] for problem in found) == [
        "KAFKA_COMPRESSION_TYPE",
        "KAFKA_FETCH_MIN_BYTES",
        "KAFKA_SECURITY_PROTOCOL",
    ]


@pytest.mark.parametrize(
    ("given_name", "meant"),
    [
        ("KAFKA_SASL_PASWORD", "KAFKA_SASL_PASSWORD"),
        ("KAFKA_BOOTSTRAP_SERVER", "KAFKA_BOOTSTRAP_SERVERS"),
        ("KAFKA_SSL_CA_LOCATIONS", "KAFKA_SSL_CA_LOCATION"),
    ],
)
def test_a_misspelled_property_is_named_with_the_right_one(given_name: str, meant: str) -> None:
    """And without its value, which may be a password."""
    (problem,) = problems(**{given_name: "hunter2"})
    assert problem.startswith(f"{given_name} is no property of librdkafka")
    assert problem.endswith(f"{meant} may be meant")
    assert "hunter2" not in problem


def test_a_property_like_no_other_is_named_alone() -> None:
    """Without a far-fetched guess."""
    assert problems(KAFKA_ZEBRA="/opt") == ("KAFKA_ZEBRA is no property of librdkafka (zebra)",)


@pytest.mark.parametrize(
    ("variables", "part"),
    [
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_SSL"}, "set KAFKA_SASL_MECHANISM"),
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_MECHANISM": "PLAIN"}, "sasl.username and sasl.password"),
        ({"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SSL_CA_LOCATION": "/nowhere"}, "ssl.ca.location failed"),
        ({"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SSL_CA_LOCATION": "/nowhere"}, "file is missing"),
        ({"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SSL_KEY_LOCATION": "/nowhere"}, "file is missing"),
        ({"KAFKA_MAX_POLL_INTERVAL_MS": "5000"}, "must be >= `session.timeout.ms`"),
        ({"KAFKA_LINGER_MS": "40000"}, "`message.timeout.ms` must be greater than `linger.ms`"),
        (OIDC, "sasl.oauthbearer.token.endpoint.url` is mandatory"),
        ({**OIDC, "KAFKA_SASL_OAUTHBEARER_METADATA_AUTHENTICATION_TYPE": "aws_iam"}, "AWS"),
    ],
)
def test_what_does_not_fit_together_is_one_problem(variables: dict[str, str], part: str) -> None:
    """Whichever client meets it, and though each property alone is right."""
    (problem,) = problems(**variables)
    assert problem.startswith("KAFKA_* together: ")
    assert part in problem


@pytest.mark.parametrize("cloud", [{}, {"KAFKA_SASL_OAUTHBEARER_METADATA_AUTHENTICATION_TYPE": "azure_imds"}])
def test_the_check_asks_nobody_for_a_token(socket_enabled: None, cloud: dict[str, str]) -> None:  # noqa: ARG001  opens loopback
    """A client with OpenID Connect would ask at once, from a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as endpoint:
        endpoint.settimeout(0)
        url = f"http://127.0.0.1:{endpoint.getsockname()[1]}/token"
        loaded(**OIDC, **cloud, KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL=url)
        with pytest.raises(BlockingIOError):
            endpoint.accept()


def test_the_check_asks_no_cloud_for_a_token() -> None:
    """With a query librdkafka takes Azure's own address, 169.254.169.254, where none is given."""
    azure = {
        "sasl.oauthbearer.method": "oidc",
        "sasl.oauthbearer.metadata.authentication.type": "azure_imds",
        "sasl.oauthbearer.config": "query=api-version=2025-04-07",
    }
    assert without_token_requests(azure) == {
        **azure,
        "sasl.oauthbearer.token.endpoint.url": "http://127.0.0.1:0/",
    }


@pytest.mark.parametrize("debug", ["all", "conf"])
def test_the_check_prints_nothing(capfd: pytest.CaptureFixture[str], debug: str) -> None:
    """Not even what the user wants to see of the real clients."""
    loaded(**SASL, KAFKA_DEBUG=debug)
    assert capfd.readouterr() == ("", "")


def test_a_refused_value_is_shown_unless_it_is_secret() -> None:
    """A message of librdkafka quotes some values."""
    (shown,) = problems(KAFKA_PARTITIONER="hunter2")
    assert "hunter2" in shown
    (hidden,) = problems(KAFKA_SASL_OAUTHBEARER_ASSERTION_ALGORITHM="hunter2")
    assert hidden == "KAFKA_SASL_OAUTHBEARER_ASSERTION_ALGORITHM has a value that librdkafka refuses"


@pytest.mark.parametrize("secret", ["session.timeout.ms", "scope=a,max.poll.interval.ms"])
def test_a_secret_that_a_message_holds_is_blotted_out(secret: str) -> None:
    """As a whole, or a part of it that stands between separators."""
    (problem,) = problems(KAFKA_MAX_POLL_INTERVAL_MS="5000", KAFKA_SASL_OAUTHBEARER_CONFIG=secret)
    assert "***" in problem
    assert secret.rsplit(",", maxsplit=1)[-1] not in problem


def test_no_secret_is_in_a_repr_of_the_settings() -> None:
    """Nor in one of the clients' configurations."""
    settings_ = loaded(**SASL)
    shown = f"{settings_} {settings_!r} {consumer_config(settings_)} {producer_config(settings_)}"
    assert "hunter2" not in shown
    assert "SCRAM-SHA-512" in shown


NAMES = st.sampled_from([
    *SETTING_NAMES,
    *(f"{name}_FILE" for name in SETTING_NAMES),
    "KAFKA_SECURITY_PROTOCOL",
    "KAFKA_SSL_KEY_PEM",
    "KAFKA_SASL_PASWORD",
    "KAFKA_LINGER_MS",
    "KAFKA_DEFAULT_TOPIC_CONFIG",
])  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from(["eu", "1", "-1", "SSL", "SASL_SSL", "now", "1MB", "a:1", "9" * 40])
)


@settings(max_examples=60, deadline=None)
@given(environ=st.dictionaries(NAMES, TEXTS, max_size=8))
def test_any_environment_loads_or_says_why_not(environ: dict[str, str]) -> None:
    """Never another exception; a reason for every refusal; never the password that is given besides."""
    secret = "Kq7-hunter2"
    try:
        shown = repr(load_settings({**REQUIRED, "KAFKA_SASL_PASSWORD": secret, **environ}, read_text=no_file))
    except SettingsError as refused:
        shown = str(refused)
    assert shown
    assert secret not in shown
