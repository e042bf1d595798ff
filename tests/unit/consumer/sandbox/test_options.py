"""How a sandbox may be set up."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from consumer.sandbox import ResetBeforeTaking, SandboxOptions


def test_all_bad_options_are_told_together() -> None:
    """Three mistakes, three errors."""
    with pytest.raises(ValidationError) as raised:
        SandboxOptions(site_code="not a code", accepted_status=404, requests_per_second=0)
    assert raised.value.error_count() == 3


@pytest.mark.parametrize(
    "more", [{"journal_path": Path("journal")}, {"faults": (ResetBeforeTaking(),)}, {"requests_per_second": 1.0}]
)
def test_cheap_mode_is_refused_what_it_cannot_do(more: dict[str, Any]) -> None:
    """An ignored journal would be believed."""
    with pytest.raises(ValidationError, match="cheap mode only counts"):
        SandboxOptions(site_code="abc", cheap=True, **more)


@pytest.mark.parametrize("half", [{"client_id": "me"}, {"client_secret": "hush"}])
def test_half_of_the_credentials_is_a_mistake(half: dict[str, Any]) -> None:
    """Nobody could get a token."""
    with pytest.raises(ValidationError, match="both a client id and a client secret"):
        SandboxOptions(site_code="abc", **half)


def test_a_token_or_secret_is_in_no_repr() -> None:
    """Options may be printed or logged."""
    options = SandboxOptions(site_code="abc", bearer_token="a-secret", client_id="me", client_secret="a-secret")
    assert "a-secret" not in repr(options)
