"""PEM text that came through a variable."""

from collections.abc import Callable

import pytest
import trustme

from consumer.settings.pem import with_line_ends
from tests.unit.consumer.settings.environments import loaded

CA = trustme.CA()
SERVER = CA.issue_cert("kafka.example")
ONE = CA.cert_pem.bytes().decode()
TWO = "".join(blob.bytes().decode() for blob in SERVER.cert_chain_pems) + ONE
KEY = SERVER.private_key_pem.bytes().decode()


@pytest.mark.parametrize("text", [ONE, TWO, KEY], ids=["one", "two", "key"])
@pytest.mark.parametrize(
    "spoil",
    [
        str.strip,
        lambda text: text.replace("\n", "\\n"),
        lambda text: text.replace("\n", "\\r\\n"),
        lambda text: text.strip().replace("\n", " "),
        lambda text: f"  {text.strip()}  ".replace("\n", "  "),
        lambda text: text.strip().replace("\n", " ") + "\n",
    ],
    ids=["stripped", "escaped", "escaped CRLF", "blanks", "more blanks", "newline behind"],
)
def test_pem_gets_its_line_ends_back(text: str, spoil: Callable[[str], str]) -> None:
    """Whatever a variable has made of them."""
    assert with_line_ends(spoil(text)).split() == text.split()
    assert with_line_ends(spoil(text)).strip().splitlines() == text.splitlines()


@pytest.mark.parametrize("text", ["", "x", "-----BEGIN X-----", "-----BEGIN X----- %% -----END X-----", "a b"])
def test_what_is_no_pem_stays_as_it_is(text: str) -> None:
    """What is wrong with it, librdkafka says."""
    assert with_line_ends(text) == text


@pytest.mark.parametrize("line_end", ["\\n", " "], ids=["escaped", "blanks"])
def test_librdkafka_takes_what_came_through_a_variable(line_end: str) -> None:
    """Certificates and the key, which it reads at the start."""
    variables = {
        "SSL_CA_PEM": TWO,
        "SSL_CERTIFICATE_PEM": SERVER.cert_chain_pems[0].bytes().decode(),
        "SSL_KEY_PEM": KEY,
    }
    given = {f"KAFKA_{name}": text.strip().replace("\n", line_end) for name, text in variables.items()}
    assert loaded(KAFKA_SECURITY_PROTOCOL="SSL", **given).kafka_properties["security.protocol"] == "SSL"
