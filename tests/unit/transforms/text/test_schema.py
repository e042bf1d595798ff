"""The JSON Schema says what the reading says, as far as a schema can."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.unit.transforms.case_file import load_cases
from tests.unit.transforms.text.mappings import ALONE, SUBJECTS, as_json, mistakes
from transforms import BlueprintError, mapping_schema, parse_blueprint
from transforms.kameleoon_event import VENDOR_FIELDS, EventType
from transforms.text.conditions import CONDITION_KEYS
from transforms.text.events import EVENT_KEYS, RULE_KEYS
from transforms.text.fields import FIELD_KEYS
from transforms.text.presets import PRESETS, preset_text
from transforms.text.whole import IDENTITY_KEYS, KEYS, NONCE_FORMS, NONCE_KEYS, REQUIRED_KEYS

CASES = Path(__file__).parents[1] / "cases"
FIELDS = [(name, field) for fields in VENDOR_FIELDS.values() for name, field in fields.items()]


@pytest.fixture
def schema() -> dict[str, Any]:
    """The schema, built anew."""
    return mapping_schema()


@pytest.fixture
def validator(schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    """The schema, ready to be asked."""
    return jsonschema.Draft202012Validator(schema)


def alternative(schema: dict[str, Any], key: str) -> dict[str, Any]:
    """Of what something may be, the YAML mapping that has a certain key."""
    found: list[dict[str, Any]] = [part for part in schema["anyOf"] if key in part.get("properties", {})]
    assert len(found) == 1
    return found[0]


def test_the_schema_is_one(schema: dict[str, Any]) -> None:
    """Of the draft that it names, with a title that an editor shows."""
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    assert schema["title"] == "signal-kameleoon mapping"


@pytest.mark.parametrize("preset", PRESETS)
def test_the_presets_satisfy_it(preset: str, validator: jsonschema.Draft202012Validator) -> None:
    """What ships is right."""
    validator.validate(as_json(preset_text(preset)))


def test_the_mappings_of_golden_cases_satisfy_it(validator: jsonschema.Draft202012Validator) -> None:
    """They are used; so they are right."""
    mappings = {golden.mapping for golden in load_cases(CASES)}
    assert [mapping for mapping in mappings if faults(validator, as_json(mapping))] == []
    assert len(mappings) > 20


@pytest.mark.parametrize("subject", SUBJECTS)
def test_it_refuses_what_the_reading_refuses(subject: str, validator: jsonschema.Draft202012Validator) -> None:
    """Unless it is of a kind that no schema can say; then it is said in the file that it passes."""
    asked = {wrong.what: wrong for wrong in mistakes(subject) if wrong.schema != "cannot be asked"}
    answers = {what: faults(validator, as_json(wrong.text)) for what, wrong in asked.items()}
    assert {what: not messages for what, messages in answers.items()} == {
        what: wrong.schema == "passes" for what, wrong in asked.items()
    }


@pytest.mark.parametrize(
    ("part", "keys"),
    [
        ("the mapping", KEYS),
        ("nonce", NONCE_KEYS),
        ("identity", IDENTITY_KEYS),
        ("when", CONDITION_KEYS),
        ("event", EVENT_KEYS),
        ("rule", RULE_KEYS),
        ("fields", [name for name, _ in FIELDS]),
        *((f"field {name}", FIELD_KEYS) for name, _ in FIELDS if name != "metadata"),
        ("field metadata", ["from", "as"]),
    ],
)
def test_it_offers_every_key_that_the_reading_knows_and_no_other(
    part: str, keys: list[str], schema: dict[str, Any]
) -> None:
    """An editor completes what will be read, and underlines the rest."""
    definitions = schema["$defs"]
    fields = definitions["rule"]["properties"]["fields"]
    parts = {
        "the mapping": [schema],
        "nonce": [alternative(schema["properties"]["nonce"], "from")],
        "identity": [schema["properties"]["identity"]],
        "when": [definitions["when"]["anyOf"][0], definitions["when"]["anyOf"][1]["items"]],
        "event": [alternative(definitions["event"], "rules")],
        "rule": [definitions["rule"]],
        "fields": [fields, alternative(definitions["event"], "rules")["properties"]["fields"]],
    }
    if part.startswith("field "):
        variants = fields["properties"][part.removeprefix("field ")]["anyOf"][1:]
        assert {key for variant in variants for key in variant["properties"]} == set(keys)
        assert all(variant["additionalProperties"] is False for variant in variants)
    else:
        assert all(set(found["properties"]) == set(keys) for found in parts[part])
        assert all(found["additionalProperties"] is False for found in parts[part])


def test_it_offers_every_word_that_the_reading_knows(schema: dict[str, Any]) -> None:
    """Where only certain words have a meaning."""
    definitions = schema["$defs"]
    assert schema["properties"]["extends"]["enum"] == list(PRESETS)
    assert alternative(schema["properties"]["nonce"], "as")["properties"]["as"]["enum"] == list(NONCE_FORMS)
    assert definitions["rule"]["properties"]["eventType"]["enum"] == [str(kind) for kind in EventType]
    assert definitions["event"]["anyOf"][0] == {"const": "drop"}
    for name, field in FIELDS:
        omitted, found, *_ = definitions["rule"]["properties"]["fields"]["properties"][name]["anyOf"]
        assert omitted == {"const": "omit"}
        assert found["properties"]["as"]["enum"] == [str(conversion) for conversion in field.conversions]


def test_an_editor_is_told_what_each_key_is_for(schema: dict[str, Any]) -> None:
    """In sentences; of a field it says whether it is required, and what it takes."""
    identity = schema["properties"]["identity"]["properties"]
    described = [schema["properties"][key] for key in KEYS if key != "identity"]
    described += [identity["visitor_code"], identity["fallback"], schema["$defs"]["rule"]["properties"]["when"]]
    assert [part for part in described if not re.fullmatch("[A-Z][a-z]+ [a-z].+[a-z]\\.", part["description"])] == []
    assert identity["max_characters"]["default"] == 100
    fields = schema["$defs"]["rule"]["properties"]["fields"]["properties"]
    assert fields["goalId"]["description"] == "required: an integer from 1 to 2147483647"
    assert fields["title"]["description"] == "optional: a text or an integer"


def test_no_two_types_have_a_field_of_the_same_name() -> None:
    """The schema describes each field once, whether or not the entry says the type."""
    assert len(dict(FIELDS)) == len(FIELDS)


def test_a_mapping_that_extends_none_must_have_everything(validator: jsonschema.Draft202012Validator) -> None:
    """And one that extends a preset nothing."""
    whole = as_json(f"{ALONE}events: {{}}\n")
    assert validator.is_valid(whole)
    assert validator.is_valid({"extends": "default"})
    for key in REQUIRED_KEYS:
        assert not validator.is_valid({kept: value for kept, value in whole.items() if kept != key})


VALUES = [0, 1, -1, 1.0, 1.5, 2**31, -(2**53), 2**53 + 1, True, False, "true", "no", "", None, [], {}]


@pytest.mark.parametrize(
    ("name", "conversion"), [(name, conversion) for name, field in FIELDS for conversion in field.conversions]
)
def test_a_fixed_value_is_of_the_same_kind_to_both(
    name: str, conversion: str, validator: jsonschema.Draft202012Validator
) -> None:
    """Whatever it is made by. Of texts alone the reading knows more."""
    kind, required = ("PAGE", "href") if name in VENDOR_FIELDS[EventType.PAGE] else ("CONVERSION", "goalId")
    for value in VALUES:
        fields = {required: {"from": "a"}, name: {"value": value, "as": str(conversion)}}
        mapping = {**as_json(ALONE), "events": {"E": {"eventType": kind, "fields": fields}}}
        is_left_to_reading = isinstance(value, str) or (value == 1 and type(value) is float)  # an integer to a schema
        assert is_left_to_reading or (faults(validator, mapping) == []) == is_read(yaml.safe_dump(mapping)), value


def is_read(text: str) -> bool:
    """Whether the reading finds nothing wrong with a mapping."""
    try:
        parse_blueprint(text)
    except BlueprintError:
        return False
    return True


def faults(validator: jsonschema.Draft202012Validator, mapping: object) -> list[str]:
    """What the schema finds wrong with a mapping."""
    return [error.message for error in validator.iter_errors(mapping)]
