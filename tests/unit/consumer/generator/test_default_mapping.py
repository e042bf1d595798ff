"""The scenario's word against the mapping's: two descriptions of one specification, written apart."""

from typing import assert_never

import pytest

from consumer.generator import Intent, generate
from tests.unit.consumer.generator.samples import START_MS, sample
from transforms.compiled.transform import Transform, compile_blueprint
from transforms.text.whole import load_preset
from transforms.verdict import Dropped, Invalid, Send


@pytest.fixture(scope="module")
def transform() -> Transform:
    """Return the default preset, compiled."""
    return compile_blueprint(load_preset("default")).transform


def _intent(transform: Transform, value: bytes | None) -> Intent:
    verdict = transform(value, 0.0)
    match verdict:
        case Send():
            return Intent.DELIVER
        case Dropped():
            return Intent.DROP
        case Invalid():
            return Intent.DEAD_LETTER
        case _:
            assert_never(verdict)


def test_the_default_mapping_does_with_each_record_what_was_meant(transform: Transform) -> None:
    """Every kind of event, and every kind of damage done to each."""
    damaged = generate(seed=8, count=2_000, start_ms=START_MS, broken_share=0.25)
    records = [*sample(), *damaged]
    differing = [record for record in records if _intent(transform, record.value) is not record.intent]
    assert differing == []
