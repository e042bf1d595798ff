"""The mapping as a value."""

from transforms import BlueprintError, parse_blueprint


def test_an_error_says_all_problems() -> None:
    """One a line; and each by itself."""
    error = BlueprintError(("line 1: a", "line 2: b"))
    assert str(error) == "line 1: a\nline 2: b"
    assert error.problems == ("line 1: a", "line 2: b")


def test_every_path_is_listed() -> None:
    """Of the nonce, the visitor, the conditions and the fields, as often as they stand there."""
    blueprint = parse_blueprint(
        "when: [{from: [w1, w2.x], present: true}]\nnonce: [n1, n2]\nidentity: {visitor_code: [v1, n1], fallback: f}\n"
        "events:\n"
        "  A:\n"
        "    when: {from: c1, present: true}\n"
        "    eventType: CONVERSION\n"
        "    fields: {goalId: {from: [g1, g2]}, revenue: {value: 5}}\n"
        "  B:\n"
        "    eventType: PAGE\n"
        "    rules:\n"
        "      - {when: {from: c2, equals: 1}, fields: {href: {from: h1}}}\n"
        "      - {fields: {href: {from: h2}, title: {from: w1}}}\n"
    )
    paths = [".".join(path) for path in blueprint.paths()]
    assert paths == [*("n1", "n2", "v1", "n1", "f", "w1", "w2.x", "c1", "c2"), *("g1", "g2", "h1", "h2", "w1")]
