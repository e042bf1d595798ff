"""The parsers: what they read, and what they say to the rest."""

import pytest

from consumer.settings import values


@pytest.mark.parametrize(
    ("text", "size_bytes"),
    [
        ("4096", 4_096),
        ("4096b", 4_096),
        ("1MB", 1_000_000),
        ("2 kb", 2_000),
        ("64MiB", 67_108_864),
        ("8kib", 8_192),
        ("1GB", 1_000_000_000),
        ("1GiB", 1_073_741_824),
    ],
)
def test_a_size_is_plain_bytes_or_has_a_unit(text: str, size_bytes: int) -> None:
    """Decimal and binary units, in any case of letters."""
    assert values.byte_size(1, 1 << 40, "a test")(text) == size_bytes


@pytest.mark.parametrize("text", ["", "MB", "1.5MB", "-1", "1e6", "1TB", "1 MB 2", "٣"])
def test_what_is_no_size_is_refused(text: str) -> None:
    """The message shows sizes that would be right."""
    with pytest.raises(ValueError, match="must be a size such as 1000000, 1MB or 64MiB"):
        values.byte_size(1, 1 << 40, "a test")(text)


def test_a_bound_is_said_with_its_reason() -> None:
    """Both bounds belong to what is allowed."""
    parse = values.whole_number(1, 10, "for a reason")
    assert [parse("1"), parse("10")] == [1, 10]
    for text in ("0", "11", "-3"):
        with pytest.raises(ValueError, match=rf"is {text}: must be from 1 to 10 \(for a reason\)"):
            parse(text)


@pytest.mark.parametrize("text", ["", "1.5", "ten", "1_000", "+5", "٣", "9" * 30])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    """Only decimal digits count, of a length that a number here can have."""
    with pytest.raises(ValueError, match="must be a whole number from 1 to 10"):
        values.whole_number(1, 10, "for a reason")(text)


@pytest.mark.parametrize(("text", "expected"), [("0.5", 0.5), ("20", 20.0), ("100", 100.0)])
def test_a_number_may_have_a_fraction(text: str, expected: float) -> None:
    """And need not."""
    assert values.number(0.01, 100, "a test")(text) == expected


@pytest.mark.parametrize("text", ["0", "0.001", "101", "-1", "nan", "inf", "1e2", ".5", "5.", "", "٣"])
def test_what_is_no_number_or_out_of_bounds_is_refused(text: str) -> None:
    """The bounds are said."""
    with pytest.raises(ValueError, match=r"must be (a number )?from 0\.01 to 100"):
        values.number(0.01, 100, "a test")(text)


def test_milliseconds_become_seconds() -> None:
    """The variables count in milliseconds, the program in seconds."""
    assert values.milliseconds(0, 5_000, "a test")("1250") == 1.25


def test_a_word_is_taken_in_any_case_of_letters() -> None:
    """And given back in lower case."""
    assert values.one_of("eu", "na")("EU") == "eu"


def test_another_word_is_refused_with_all_right_ones() -> None:
    """The message names them."""
    with pytest.raises(ValueError, match='is "us": must be eu or na'):
        values.one_of("eu", "na")("us")


@pytest.mark.parametrize("text", ["f17c21u1ag", "X", "0" * 40])
def test_a_site_code_has_any_length(text: str) -> None:
    """The vendor promises no length."""
    assert values.site_code(text) == text


@pytest.mark.parametrize("text", ["", "abc-def", "a b", "a&siteCode=b", "ä"])
def test_a_site_code_is_letters_and_digits(text: str) -> None:
    """It becomes a part of an address."""
    with pytest.raises(ValueError, match="must be letters and digits"):
        values.site_code(text)


@pytest.mark.parametrize("text", ["events", "org.Events_2-x", "a" * 249])
def test_a_legal_topic_is_taken(text: str) -> None:
    """Kafka's rule: letters, digits, dots, underscores, hyphens, at most 249."""
    assert values.topic(text) == text


@pytest.mark.parametrize("text", ["", ".", "..", "a b", "^events.*", "a" * 250, "events,more", "é"])
def test_an_illegal_topic_is_refused(text: str) -> None:
    """A pattern, which librdkafka would subscribe to, is no topic either."""
    with pytest.raises(ValueError, match="must be a topic name"):
        values.topic(text)


@pytest.mark.parametrize("text", ["", "a\nb", "g" * 256])
def test_a_group_that_nobody_can_type_is_refused(text: str) -> None:
    """Kafka itself would take it."""
    with pytest.raises(ValueError, match="printable characters"):
        values.group_id(text)


def test_a_long_text_is_quoted_in_part_and_escaped() -> None:
    """A whole file given by mistake does not fill the log."""
    assert values.quoted("a\n") == '"a\\n"'
    assert len(values.quoted("x" * 10_000)) < 70
