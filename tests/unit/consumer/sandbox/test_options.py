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


def test_the_token_is_in_no_repr() -> None:
    """Options may be printed or logged."""
    options = SandboxOptions(site_code="abc", bearer_token="a-secret")
    assert "a-secret" not in repr(options)
