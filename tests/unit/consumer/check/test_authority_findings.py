"""What is said of SSL_CERT_FILE."""

import os
from pathlib import Path

import pytest
import trustme

from consumer.check.authority_findings import authority_findings
from consumer.check.finding import State


def said(path: Path) -> list[str]:
    """What is seen of a file; every finding is a warning that names the variable."""
    found = list(authority_findings({"SSL_CERT_FILE": str(path)}))
    assert all(one.state is State.WARNING and "SSL_CERT_FILE" in one.mend for one in found)
    return [one.seen for one in found]


@pytest.mark.parametrize("environ", [{}, {"SSL_CERT_FILE": ""}])
def test_nothing_is_said_where_it_is_not_set(environ: dict[str, str]) -> None:
    """The system's certificates hold."""
    assert list(authority_findings(environ)) == []


def test_a_file_of_certificates_is_well(tmp_path: Path) -> None:
    """Whose they are shows only when somebody answers."""
    path = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    assert said(path) == []


def test_a_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """OpenSSL says nothing of it."""
    missing, text, pipe = tmp_path / "missing", tmp_path / "text", tmp_path / "pipe"
    text.write_text("no certificate")
    os.mkfifo(pipe)
    assert "cannot be read: No such file" in said(missing)[0]
    assert "holds no certificate in PEM format" in said(text)[0]
    assert "it is a pipe" in said(pipe)[0]
