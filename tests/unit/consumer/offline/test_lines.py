"""`transform`: one verdict for each line, in order, as documented."""

import orjson

from consumer.offline.lines import verdict_lines
from transforms import compile_blueprint, load_preset, parse_blueprint

SIGNED_UP = b'{"event":"Signed Up","message_id":"m-1","anonymous_id":"a-1","properties":{"kameleoon_goal_id":7}}'
DEFAULT = compile_blueprint(load_preset("default")).transform


def judged(*lines: bytes) -> list[bytes]:
    """The answers to some lines."""
    return list(verdict_lines(DEFAULT, lines, lambda: 0.0))


def test_each_outcome_has_its_form() -> None:
    """To the letter; `event` is what would be sent."""
    no_goal = SIGNED_UP.replace(b"kameleoon_goal_id", b"goal")
    assert judged(SIGNED_UP + b"\n", b'{"event":"Product Viewed"}\n', no_goal + b"\n") == [
        (
            b'{"line": 1, "outcome": "send", "event": '
            b'{"nonce":"m-1","eventType":"CONVERSION","visitorCode":"a-1","goalId":7}}\n'
        ),
        b'{"line": 2, "outcome": "drop", "reason": "not_mapped"}\n',
        (
            b'{"line": 3, "outcome": "invalid", "reason": "goal_id_missing", '
            b'"detail": "goalId: there is nothing in properties.kameleoon_goal_id"}\n'
        ),
    ]


def test_a_line_end_is_no_part_of_an_event() -> None:
    """Of whatever system; an empty line is an empty record, and the last line may lack its end."""
    reasons = [orjson.loads(answer).get("reason") for answer in judged(b"\n", b"\r\n", b" \n", SIGNED_UP)]
    assert reasons == ["empty", "empty", "not_json_text", None]


def test_every_answer_is_json_whatever_the_mapping_is_called() -> None:
    """A detail may hold quotes and letters beyond ASCII, from the mapping's own paths."""
    mapping = parse_blueprint('extends: default\nnonce: {from: "Prénom usuel"}\n')
    (answer,) = verdict_lines(compile_blueprint(mapping).transform, [SIGNED_UP], lambda: 0.0)
    assert orjson.loads(answer)["detail"] == "nonce: there is nothing in Prénom usuel"


STEERING = "\x9b2J\u202e\u2028\x7f\U000e0001"


def test_nothing_that_steers_a_terminal_is_written_as_it_is() -> None:
    """The answers are looked at; they stay the same JSON."""
    (answer,) = judged(SIGNED_UP.replace(b"a-1", STEERING.encode()).replace(b"m-1", STEERING.encode()))
    assert answer.decode().rstrip("\n").isprintable()
    assert orjson.loads(answer)["event"]["visitorCode"] == STEERING


def test_the_time_is_asked_for_each_line() -> None:
    """A stream may stay open for days."""
    mapping = compile_blueprint(parse_blueprint("extends: default\nmax_age: 1h\n"))
    line = SIGNED_UP[:-1] + b',"timestamp":"1970-01-01T00:00:00Z"}'
    times = iter([3600.0, 3600.1])
    first, second = verdict_lines(mapping.transform, [line, line], lambda: next(times))
    assert orjson.loads(first)["outcome"] == "send"
    assert orjson.loads(second) == {"line": 2, "outcome": "drop", "reason": "too_old"}
