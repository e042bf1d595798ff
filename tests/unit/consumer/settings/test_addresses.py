"""The addresses of Kafka, of the Data API and of the admin port."""

import pytest

from consumer.settings.addresses import base_url, bootstrap_servers, host, protocol_mismatch


@pytest.mark.parametrize(
    ("text", "brokers"),
    [
        ("kafka:9092", "kafka:9092"),
        ("kafka", "kafka"),
        ("a:1, b:65535", "a:1,b:65535"),
        ("a:1,", "a:1"),
        (",a:1,\n b:2, ,", "a:1,b:2"),
        ("10.0.0.1:9092,[2001:db8::1]:9092", "10.0.0.1:9092,[2001:db8::1]:9092"),
        ("SSL://kafka.example.com:9093", "SSL://kafka.example.com:9093"),
        ("sasl_ssl://kafka,SASL_PLAINTEXT://b:1", "sasl_ssl://kafka,SASL_PLAINTEXT://b:1"),
    ],
)
def test_brokers_are_a_list_without_blanks(text: str, brokers: str) -> None:
    """Names and addresses, with and without port and protocol."""
    assert bootstrap_servers(text) == brokers


@pytest.mark.parametrize(
    "text",
    [
        *("", ",", " , ", "a:b", "a:0", "a:65536", "a b:1", "a;b", "http://a/x", "::1:9092", "a:1/x", "SSL://a:1/x"),
        *("http://127.0.0.1:9092", "https://a:1", "a:1,tcp://b:1", "SASL://a:1", "kafka://a", "://a:1"),
    ],
)
def test_a_broker_that_is_no_address_is_refused(text: str) -> None:
    """It would pass with librdkafka, which would try to connect for ever."""
    with pytest.raises(ValueError, match="must be host:port, several separated by commas"):
        bootstrap_servers(text)


@pytest.mark.parametrize(
    ("brokers", "protocol", "left_out"),
    [
        ("a:1,b:1", "ssl", None),
        ("SSL://a:1,b:1", "ssl", None),
        ("ssl://a:1", "SSL", None),
        ("a:1,PLAINTEXT://b:1", "sasl_ssl", "PLAINTEXT://b:1"),
        ("SSL://a:1", "plaintext", "SSL://a:1"),
    ],
)
def test_a_broker_of_another_protocol_is_told(brokers: str, protocol: str, left_out: str | None) -> None:
    """The client would stop reading the list there."""
    mismatch = protocol_mismatch(brokers, protocol)
    assert mismatch is None if left_out is None else mismatch is not None and left_out in mismatch


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://eu-data.kameleoon.io", "https://eu-data.kameleoon.io"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("https://proxy.example.com/kameleoon/", "https://proxy.example.com/kameleoon"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)
def test_a_base_url_may_have_a_port_and_a_path(text: str, address: str) -> None:
    """Without the slash at its end, since a path is appended."""
    assert base_url(text) == address


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is not a valid address"),
        ("eu-data.kameleoon.io", "is not a valid address"),
        ("ftp://example.com", "is not a valid address"),
        ("https://", "is not a valid address"),
        ("https://example.com:99999", "is not a valid address"),
        ("https://[::1", "is not a valid address"),
        ("https://example.com:0", "port 0"),
        ("https://example.com?a=b", "query or fragment"),
        ("https://example.com?", "query or fragment"),
        ("https://example.com/#top", "query or fragment"),
        ("https://exa mple.com", "blank"),
        ("https://example.com/\u2028", "blank"),
        ("https://eu-data.kameleoon.io/visit/events", "leave it out"),
    ],
)
def test_a_base_url_that_cannot_be_one_is_refused(text: str, fault: str) -> None:
    """Each with what is wrong with it."""
    with pytest.raises(ValueError, match=fault):
        base_url(text)


def test_a_password_in_a_base_url_is_refused_and_not_repeated() -> None:
    """The message goes to a log."""
    with pytest.raises(ValueError, match="user name or password") as refused:
        base_url("https://me:hunter2@example.com")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("text", ["0.0.0.0", "::", "127.0.0.1", "::1", "localhost", "admin.internal"])
def test_an_interface_is_an_address_or_a_name(text: str) -> None:
    """Of either family."""
    assert host(text) == text


@pytest.mark.parametrize("text", ["localhost:9464", "[::]", "12:34", "a b", "-x", "http://a"])
def test_an_interface_has_no_port_and_no_brackets(text: str) -> None:
    """The port has a setting of its own."""
    with pytest.raises(ValueError, match="without a port"):
        host(text)
