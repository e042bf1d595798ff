"""A coverage-guided fuzzer of the transform: any bytes to a verdict, and to an explanation of it.

usage: fuzz/bin/python -m tests.fuzz.transform CORPUS [-max_total_time=300] [more of libFuzzer's options]

Atheris is no dependency of the project: `python3.11 -m venv fuzz && fuzz/bin/pip install -c deploy/constraints.txt
atheris -e .` has it in a virtual environment of its own. CORPUS is a folder: it gets the values of the golden cases
and some good events to begin with, and keeps what reaches something new. The first input that breaks a promise ends
the run and is written to crash-*; given in place of CORPUS, it is run again.
"""

import sys
from pathlib import Path
from typing import Final

import atheris  # type: ignore[import-untyped]  # it has no types, and is in the fuzzer's own environment alone
import orjson

with atheris.instrument_imports(include=["transforms"]):
    from tests.unit.transforms.case_file import load_cases
    from tests.unit.transforms.good_events import GOOD_EVENTS, changed
    from tests.unit.transforms.mappings import NOW_EPOCH_SECONDS, default_mapping, full_mapping
    from tests.unit.transforms.vendor_rules import breaches
    from transforms import CompiledBlueprint, InvalidReason, Send, Verdict
    from transforms.compiled.explanation import explain

CASES: Final = Path(__file__).parents[1] / "unit" / "transforms" / "cases"
LONGEST: Final = 4096
DEFECTS: Final = {InvalidReason.TRANSFORM_FAILED, InvalidReason.NOT_ENCODABLE}
MAPPINGS: Final = (default_mapping(), full_mapping())


def main() -> None:
    """Fuzz until libFuzzer ends the process."""
    corpus = Path(sys.argv[1])
    options = [f"-max_len={LONGEST}", "-print_final_stats=1"]
    if not corpus.is_file():
        corpus.mkdir(parents=True, exist_ok=True)
        seed(corpus)
        options.append(f"-dict={dictionary(corpus)}")
    for compiled in MAPPINGS:
        instrument(compiled)
    atheris.Setup([sys.argv[0], *options, *sys.argv[1:]], check)
    atheris.Fuzz()


def seed(corpus: Path) -> None:
    """Write the values of the golden cases that are short enough, and events that either mapping sends."""
    values = {golden.value for golden in load_cases(CASES) if golden.value and len(golden.value) <= LONGEST}
    sent = {orjson.dumps(changed(event, [])) for event in GOOD_EVENTS}
    for number, value in enumerate(sorted(values | sent)):
        (corpus / f"seed-{number:04}").write_bytes(value)


def dictionary(corpus: Path) -> Path:
    """Write every key and event name that a mapping knows beside the corpus, for libFuzzer to put in."""
    keys = {key for compiled in MAPPINGS for path in compiled.blueprint.paths() for key in path}
    names = {name for compiled in MAPPINGS for name in compiled.events}
    path = corpus.with_name(f"{corpus.name}.dict")
    path.write_text("".join(f'"\\"{word}\\""\n' for word in sorted(keys | names)))
    return path


def instrument(compiled: CompiledBlueprint) -> None:
    """Have the generated functions, which no import brought in, tell what they reach."""
    for event in compiled.events.values():
        for holds, rule in event.rules:
            atheris.instrument_func(rule.build)
            if holds is not None:
                atheris.instrument_func(holds)


def check(value: bytes) -> None:
    """Hold one value to what is promised of all, by each mapping."""
    for compiled in MAPPINGS:
        verdict = compiled.transform(value, NOW_EPOCH_SECONDS)
        assert compiled.transform(value, NOW_EPOCH_SECONDS) == verdict
        assert explain(compiled, value, NOW_EPOCH_SECONDS).verdict == verdict
        check_verdict(verdict)


def check_verdict(verdict: Verdict) -> None:
    """What is sent is JSON that the vendor takes; what is invalid is the value's fault, not the transform's."""
    if isinstance(verdict, Send):
        assert breaches(orjson.loads(verdict.body)) == []
    else:
        assert verdict.reason not in DEFECTS


if __name__ == "__main__":
    main()
