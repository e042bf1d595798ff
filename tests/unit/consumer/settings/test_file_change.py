"""When the new content of a file is used, and what is read again."""

from collections.abc import Mapping

import pytest

from consumer.settings import Effect, effect_of, load_settings, reread_sasl_credentials, reread_token_credentials
from consumer.settings.kafka_properties import SecretText
from tests.unit.consumer.settings.environments import REQUIRED, loaded

PLAIN = {"sasl.mechanism": "PLAIN"}


@pytest.mark.parametrize(
    ("variable", "properties", "expected"),
    [
        ("KAMELEOON_CLIENT_SECRET", {}, Effect.AT_NEXT_TOKEN),
        ("KAMELEOON_CLIENT_ID", {}, Effect.AT_NEXT_TOKEN),
        ("KAFKA_SASL_PASSWORD", PLAIN, Effect.AT_NEXT_CONNECTION),
        ("KAFKA_SASL_USERNAME", {"sasl.mechanisms": "scram-sha-512"}, Effect.AT_NEXT_CONNECTION),
        ("KAFKA_SASL_PASSWORD", {"sasl.mechanism": "GSSAPI"}, Effect.AT_RESTART),
        ("KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET", {"sasl.mechanism": "OAUTHBEARER"}, Effect.AT_RESTART),
        ("KAFKA_SSL_CA_LOCATION", PLAIN, Effect.AT_RESTART),
        ("KAFKA_SSL_KEY_PEM", PLAIN, Effect.AT_RESTART),
        ("MAPPING_FILE", PLAIN, Effect.AT_RESTART),
        ("KAMELEOON_SITE_CODE", PLAIN, Effect.AT_RESTART),
    ],
)
def test_what_the_client_allows_is_used_at_once_and_all_else_at_a_restart(
    variable: str, properties: Mapping[str, str], expected: Effect
) -> None:
    """As far as librdkafka goes: it takes a password, and no certificate."""
    assert effect_of(variable, properties) is expected


def test_the_files_of_a_deployment_are_known_by_variable() -> None:
    """Those of values, the mapping's, and those that librdkafka opens."""
    environ = {name: text for name, text in REQUIRED.items() if name != "SIGNAL_TOPIC"}
    environ |= {"SIGNAL_TOPIC_FILE": "/t", "KAFKA_SASL_PASSWORD_FILE": "/p", "KAFKA_SSL_CA_LOCATION": "/ca"}
    settings = load_settings({**environ, "KAFKA_SECURITY_PROTOCOL": "PLAINTEXT"}, lambda _: "x")
    assert settings.files == {"SIGNAL_TOPIC": "/t", "KAFKA_SASL_PASSWORD": "/p", "KAFKA_SSL_CA_LOCATION": "/ca"}
    assert loaded().files == {}


def test_a_rotated_secret_is_read_again_and_what_lies_in_no_file_stays() -> None:
    """With the same care as at the start."""
    environ = {**REQUIRED, "KAMELEOON_CLIENT_ID": "me", "KAMELEOON_CLIENT_SECRET_FILE": "/s"}
    before = load_settings(environ, lambda _: "old\n").token_credentials
    assert before is not None
    after = reread_token_credentials(before, lambda _: "\ufeffnew\r\n")
    assert (after.client_id, str(after.client_secret), after.url) == ("me", "new", before.url)
    assert "new" not in repr(after)
    assert reread_token_credentials(after, lambda _: "newer") == reread_token_credentials(before, lambda _: "newer")


@pytest.mark.parametrize("content", ["", "two words", "a\0b"])
def test_a_secret_that_cannot_be_used_is_told_without_it(content: str) -> None:
    """A file may be half written."""
    environ = {**REQUIRED, "KAMELEOON_CLIENT_ID": "me", "KAMELEOON_CLIENT_SECRET_FILE": "/s"}
    before = load_settings(environ, lambda _: "old").token_credentials
    assert before is not None
    with pytest.raises(ValueError, match=r"^KAMELEOON_CLIENT_SECRET") as refused:
        reread_token_credentials(before, lambda _: content)
    assert "two" not in str(refused.value)


def test_kafkas_password_is_read_again_beside_a_user_that_stays() -> None:
    """A blank belongs to it, a line end does not."""
    found = reread_sasl_credentials({"sasl.username": "u"}, {"KAFKA_SASL_PASSWORD": "/p"}, lambda _: " p \n")
    assert found == ("u", " p ")
    assert isinstance(found[1], SecretText)
