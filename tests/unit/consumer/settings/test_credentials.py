"""What tokens are fetched with: both halves or none, and never shown."""

import pytest

from consumer.settings import SettingsError, TokenCredentials, load_settings
from consumer.settings.addresses import token_url
from consumer.settings.kafka_properties import SecretText
from tests.unit.consumer.settings.environments import REQUIRED, loaded, problems

BOTH = {"KAMELEOON_CLIENT_ID": "me", "KAMELEOON_CLIENT_SECRET": "hunter2"}
URL = "https://api.kameleoon.com/oauth/token"


def test_without_them_there_are_no_tokens() -> None:
    """And nothing is said of it."""
    assert loaded().token_credentials is None
    assert loaded().warnings == ()


def test_both_halves_make_credentials() -> None:
    """At Kameleoon's own address unless another is given."""
    assert loaded(**BOTH).token_credentials == TokenCredentials("me", SecretText("hunter2"), URL)
    other = loaded(**BOTH, KAMELEOON_TOKEN_URL="https://api.example.com/oauth/token").token_credentials
    assert other is not None
    assert other.url == "https://api.example.com/oauth/token"


@pytest.mark.parametrize(
    ("half", "problem"),
    [
        ("KAMELEOON_CLIENT_ID", "KAMELEOON_CLIENT_SECRET is required with KAMELEOON_CLIENT_ID: give both"),
        ("KAMELEOON_CLIENT_SECRET", "KAMELEOON_CLIENT_SECRET is given without KAMELEOON_CLIENT_ID: give both"),
    ],
)
def test_one_half_alone_is_a_problem(half: str, problem: str) -> None:
    """Which says what to do, and not what was given."""
    (found,) = problems(**{half: "hunter2"})
    assert found.startswith(problem)
    assert "hunter2" not in found


@pytest.mark.parametrize("text", ["hunter2 hunter2", "hunter2\u00e4", "hunter2\thunter2", "hunter2" * 200])
@pytest.mark.parametrize("name", list(BOTH))
def test_what_cannot_be_one_is_refused_and_not_repeated(name: str, text: str) -> None:
    """The two are easily mixed up, so neither is ever quoted; one mistake is one problem."""
    (found,) = problems(**{**BOTH, name: text})
    assert found.startswith(f"{name} is no credential")
    assert "hunter2" not in found


def test_the_secret_may_lie_in_a_file_and_is_in_no_repr() -> None:
    """As Kubernetes mounts it; of the whole settings, and of the credentials."""
    given = {**REQUIRED, "KAMELEOON_CLIENT_ID": "me", "KAMELEOON_CLIENT_SECRET_FILE": "/run/secret"}
    settings = load_settings(given, read_text=lambda _path: "hunter2\n")
    credentials = settings.token_credentials
    assert credentials is not None
    assert str(credentials.client_secret) == "hunter2"
    assert "hunter2" not in repr(settings) + repr(credentials) + str(settings)


def test_a_secret_in_place_of_its_files_path_is_not_repeated() -> None:
    """An easy slip."""
    with pytest.raises(SettingsError) as refused:
        load_settings({**REQUIRED, "KAMELEOON_CLIENT_ID": "me", "KAMELEOON_CLIENT_SECRET_FILE": "hunter2"})
    assert str(refused.value) == (
        "KAMELEOON_CLIENT_SECRET_FILE names a file, which cannot be read: No such file or directory"
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("api.kameleoon.com", "is not a valid address"),
        ("https://me:hunter2@api.example.com", "user name or password"),
        ("https://api.example.com/token?client_secret=hunter2", "query or fragment"),
        ("https://api.example.com:0/", "port 0"),
    ],
)
def test_a_token_url_that_cannot_be_one_is_refused_and_not_repeated(text: str, fault: str) -> None:
    """With an example of a right one, or what to leave out."""
    with pytest.raises(ValueError, match=fault) as refused:
        token_url(text)
    assert "hunter2" not in str(refused.value)


def test_an_unencrypted_way_for_the_secret_is_warned_of() -> None:
    """Fine for a sandbox."""
    (warning,) = loaded(**BOTH, KAMELEOON_TOKEN_URL="http://127.0.0.1:8080/oauth/token").warnings
    assert warning.startswith("KAMELEOON_TOKEN_URL is http://")
