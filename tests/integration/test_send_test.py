"""`signal-kameleoon send-test` as a process, to the sandbox."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import orjson
import pytest

from tests.processes import SandboxProcess, sandbox_process
from tests.processes.program import COMMAND
from tests.processes.sandbox_process import SITE_CODE

SIGNED_UP = {"event": "Signed Up", "message_id": "m-1", "anonymous_id": "a-1", "properties": {"kameleoon_goal_id": 7}}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """One sandbox for all of them."""
    with sandbox_process(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


def send_test(
    url: str, *arguments: str, given: str = "", environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run it to its end, with the settings of the API and nothing else; its output is no terminal."""
    settings = {"KAMELEOON_SITE_CODE": SITE_CODE, "KAMELEOON_BASE_URL": url, **(environ or {})}
    return subprocess.run(
        [COMMAND, "send-test", *arguments],
        input=given,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_conversion_is_taken_and_told_of(sandbox: SandboxProcess) -> None:
    """What is shown is what went out; exit code 0."""
    done = send_test(sandbox.url, "--goal-id", "36151", "--revenue", "23.50", "--visitor-code", "245fc8a1b9")
    assert (done.returncode, done.stderr) == (0, "")
    request, _, answer = done.stdout.partition("\n\nAnswer after ")
    assert orjson.dumps(orjson.loads(request.partition("\n\n")[2])) == sandbox.last_body()
    assert f"POST {sandbox.url}/visit/events?siteCode={SITE_CODE}&json=true\n" in request
    assert "  200 OK\n" in answer
    assert "\n\nWhat it means\n  Kameleoon took the request.\n" in answer
    assert "visitor code 245fc8a1b9" in answer.partition("\n\nWhere to look\n")[2]
    assert "\x1b" not in done.stdout


def test_a_page_view_has_a_nonce_of_its_own_each_time(sandbox: SandboxProcess) -> None:
    """Kameleoon would take the second for a repeat of the first."""
    bodies = []
    for _ in range(2):
        assert send_test(sandbox.url).returncode == 0
        bodies.append(orjson.loads(sandbox.last_body())[0])
    assert [body["eventType"] for body in bodies] == ["PAGE", "PAGE"]
    assert bodies[0]["nonce"] != bodies[1]["nonce"]


def test_a_wrong_site_code_is_a_404_with_what_to_change(sandbox: SandboxProcess) -> None:
    """Exit code 1; the API's own words are shown."""
    done = send_test(sandbox.url, environ={"KAMELEOON_SITE_CODE": "wrong", "KAMELEOON_REGION": "eu"})
    assert (done.returncode, done.stderr) == (1, "")
    assert "  404 Not Found\n" in done.stdout
    assert '{"message": "the site code is unknown"}' in done.stdout
    assert f"  The Data Region behind {sandbox.url}" in done.stdout
    assert "or correct KAMELEOON_SITE_CODE (wrong).\n" in done.stdout
    assert "Nowhere yet" in done.stdout


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        ({"status": 429, "retry_after": 7}, ["429 Too Many", "Retry-After: 7", "Send again in 7 s"]),
        ({"status": 500}, ["500 Internal Server Error", "did not confirm", "both may be counted"]),
    ],
)
def test_what_may_pass_is_not_repeated(sandbox: SandboxProcess, fault: Mapping[str, object], shown: list[str]) -> None:
    """A person decides about that."""
    before = len(sandbox.requests())
    sandbox.set_faults([{"kind": "status", **fault}])
    done = send_test(sandbox.url)
    sandbox.clear_faults()
    assert done.returncode == 1
    assert [text for text in shown if text not in done.stdout] == []
    assert len(sandbox.requests()) == before + 1


def with_credentials(url: str, secret: str) -> Mapping[str, str]:
    """Settings by which the sandbox's token service is asked."""
    return {
        "KAMELEOON_CLIENT_ID": "me",
        "KAMELEOON_CLIENT_SECRET": secret,
        "KAMELEOON_TOKEN_URL": f"{url}/oauth/token",
    }


@pytest.mark.parametrize(
    ("secret", "options", "shown"),
    [
        ("planted", [], ["Authorization: Bearer ***\n", "  200 OK\n"]),
        ("planted-too", [], ["it answered 401): the event is sent without", "  200 OK\n"]),
        ("planted", ["--refuse-tokens"], ["Authorization: Bearer ***\n", "  401 Unauthorized\n", "refused the token"]),
    ],
    ids=["taken", "wrong secret", "refused"],
)
def test_a_token_goes_with_it_and_is_not_shown(
    tmp_path: Path, secret: str, options: Sequence[str], shown: Sequence[str]
) -> None:
    """Without one where there is none to be had."""
    service = ["--client-id", "me", "--client-secret", "planted", *options]
    with sandbox_process(tmp_path, *service) as running:
        done = send_test(running.url, environ=with_credentials(running.url, secret))
        assert [entry.status for entry in running.requests()] == [401 if options else 200]
    assert [text for text in shown if text not in done.stdout] == []
    assert "planted" not in done.stdout + done.stderr


def test_nothing_listens() -> None:
    """The address is named with the reason."""
    done = send_test("http://127.0.0.1:1")
    assert done.returncode == 1
    assert "none (Connection refused: Connect call failed ('127.0.0.1', 1))" in done.stdout
    assert "The event did not reach Kameleoon." in done.stdout


def test_an_event_goes_through_the_mapping(sandbox: SandboxProcess, tmp_path: Path) -> None:
    """Of a file or of standard input, as `run` would send it."""
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("extends: default\nnonce: {as: hex16}\n")
    done = send_test(sandbox.url, "--event", "-", "--mapping", str(mapping), given=orjson.dumps(SIGNED_UP).decode())
    assert (done.returncode, done.stderr) == (0, "")
    (sent,) = orjson.loads(sandbox.last_body())
    assert len(sent.pop("nonce")) == 16
    assert sent == {"eventType": "CONVERSION", "visitorCode": "a-1", "goalId": 7}
    assert "counts for no experiment" in done.stdout


@pytest.mark.parametrize(
    ("change", "shown"), [({"event": "Other"}, "DROP not_mapped"), ({"message_id": "undefined"}, "INVALID")]
)
def test_an_event_that_is_not_sent_is_explained(
    sandbox: SandboxProcess, tmp_path: Path, change: Mapping[str, object], shown: str
) -> None:
    """Exit code 2, and no request."""
    before = len(sandbox.requests())
    (tmp_path / "event.json").write_bytes(orjson.dumps({**SIGNED_UP, **change}))
    done = send_test(sandbox.url, "--event", str(tmp_path / "event.json"))
    assert done.returncode == 2
    assert done.stdout.startswith(shown)
    assert done.stderr.startswith("nothing was sent: ")
    assert len(sandbox.requests()) == before


def test_what_is_wrong_is_told_at_once_and_nothing_is_sent() -> None:
    """Options and settings together; no request is shown."""
    done = send_test("http://127.0.0.1:1", "--goal-id", "x", environ={"KAMELEOON_SITE_CODE": "a-b"})
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["--goal-id", "KAMELEOON_SITE_CODE"]
    done = send_test("http://127.0.0.1:1", "--revenue", "1")
    assert (done.returncode, done.stdout) == (2, "")
    assert "add --goal-id" in done.stderr
    done = send_test("http://127.0.0.1:1", "--event", "/nowhere")
    assert (done.returncode, done.stderr) == (2, "the event /nowhere cannot be read: No such file or directory\n")
