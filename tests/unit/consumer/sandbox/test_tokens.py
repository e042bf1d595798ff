"""What a request for a token is answered."""

from collections.abc import Mapping

import pytest

from consumer.sandbox.options import SandboxOptions
from consumer.sandbox.tokens import TokenAnswer, answer_to

OPTIONS = SandboxOptions(site_code="abc", client_id="me", client_secret="hush", token_lifetime_seconds=60)
RIGHT = {"grant_type": "client_credentials", "client_id": "me", "client_secret": "hush"}


def test_the_right_credentials_get_a_token() -> None:
    """With its lifetime."""
    answer = answer_to(RIGHT, OPTIONS, "t")
    assert answer == TokenAnswer(200, {"access_token": "t", "token_type": "bearer", "expires_in": 60})


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_secret": "hush "}, 401, "invalid_client"),
        ({"client_id": "you"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_anything_else_is_refused(change: Mapping[str, str], status: int, error: str) -> None:
    """With the error's name as the standard has it."""
    assert answer_to(RIGHT | dict(change), OPTIONS, "t") == TokenAnswer(status, {"error": error})


def test_without_credentials_of_its_own_nobody_has_the_right_ones() -> None:
    """None is equal to none."""
    options = SandboxOptions(site_code="abc")
    assert answer_to({"grant_type": "client_credentials"}, options, "t").status == 401
