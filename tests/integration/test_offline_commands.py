"""`transform`, `explain` and `schema` as processes: what goes in, what comes out, and nothing else."""

import json
import subprocess
from pathlib import Path

from tests.processes.program import COMMAND

SIGNED_UP = '{"event":"Signed Up","message_id":"m-1","anonymous_id":"a-1","properties":{"kameleoon_goal_id":7}}'


def command(*arguments: str, given: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in an environment that holds nothing else."""
    return subprocess.run(
        [COMMAND, *arguments], input=given, env=environ, capture_output=True, text=True, check=False, timeout=60
    )


def test_transform_answers_every_line_and_says_nothing_else() -> None:
    """Exit code 0, whatever the verdicts."""
    done = command("transform", given=f"{SIGNED_UP}\n\n[]\n{SIGNED_UP}")
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["outcome"] for answer in answers] == ["send", "invalid", "invalid", "send"]
    assert [answer["line"] for answer in answers] == [1, 2, 3, 4]


def test_transform_takes_the_mapping_of_an_option_or_of_the_environment(tmp_path: Path) -> None:
    """With fixed goals on top of it."""
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("extends: ga4\nevents: {Signed Up: {aliases: [registered]}}\n")
    line = SIGNED_UP.replace("Signed Up", "registered")
    for arguments, environ in ((["--mapping", str(mapping)], {}), ([], {"MAPPING_FILE": str(mapping)})):
        done = command("transform", *arguments, given=line, KAMELEOON_GOAL_IDS="registered=8", **environ)
        assert json.loads(done.stdout)["event"]["goalId"] == 8


def test_a_wrong_mapping_ends_with_exit_code_2_and_every_problem(tmp_path: Path) -> None:
    """On standard error, with its place."""
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("extends: ga5\nidentty: {}\n")
    for name in ("transform", "explain"):
        done = command(name, "--mapping", str(mapping), given=SIGNED_UP)
        assert (done.returncode, done.stdout) == (2, "")
        assert ["line 1" in line or "line 2" in line for line in done.stderr.splitlines()] == [True, True]


def test_transform_ends_quietly_when_nobody_reads_on() -> None:
    """As any filter in front of `head`."""
    shell = f"yes '{SIGNED_UP}' | '{COMMAND}' transform | head -n 2"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False, timeout=60)
    assert (len(done.stdout.splitlines()), done.stderr) == (2, "")


def test_explain_reads_an_event_of_any_layout(tmp_path: Path) -> None:
    """From a file or from standard input; a file that is missing is named."""
    event = tmp_path / "event.json"
    event.write_text(json.dumps(json.loads(SIGNED_UP), indent=4))
    assert command("explain", str(event)).stdout.startswith("SEND")
    assert json.loads(command("explain", "--json", given=event.read_text()).stdout)["rule"] == "Signed Up"
    missing = command("explain", str(tmp_path / "nowhere"))
    assert missing.returncode == 2
    assert "nowhere cannot be read: No such file or directory" in missing.stderr


def test_schema_is_a_json_schema() -> None:
    """With which an editor completes a mapping."""
    schema = json.loads(command("schema").stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "events" in schema["properties"]
