"""Files that change under a running process, as Kubernetes swaps them."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from consumer.core.token import Fetched, FetchFailure, NotFetched
from consumer.file_watch import FileWatch, file_watch
from consumer.sandbox import SandboxOptions, running_sandbox
from consumer.settings import load_settings
from consumer.token_source import TokenSource
from tests.integration.sandbox.client import SITE_CODE
from tests.kafka_broker import running_cluster
from tests.kafka_broker.server_properties import SASL_PASSWORD, SASL_USER
from tests.processes import deployment
from tests.unit.consumer.settings.environments import REQUIRED
from tests.unit.consumer.telemetry.voices import Line, voice


class Mount:
    """A mounted Secret: `..data` is a link to a folder, which is swapped as a whole."""

    def __init__(self, folder: Path, **files: str) -> None:
        self._folder = folder
        self._swaps = 0
        for name in files:
            (folder / name).symlink_to(Path("..data", name))
        self.swap(**files)

    def path(self, name: str) -> str:
        """Where a process finds it."""
        return str(self._folder / name)

    def swap(self, **files: str) -> None:
        """Put another folder in its place, in one step."""
        self._swaps += 1
        version = self._folder / f"..version-{self._swaps}"
        version.mkdir()
        for name, text in files.items():
            (version / name).write_text(text, encoding="utf-8")
        fresh = self._folder / "..data_tmp"
        fresh.symlink_to(version.name)
        fresh.replace(self._folder / "..data")


class Clients:
    """A Kafka client that notes what it is told."""

    def __init__(self) -> None:
        self.renewed: list[tuple[str, str]] = []

    def renew_credentials(self, user: str, password: str) -> None:
        """Note it."""
        self.renewed.append((user, password))


def followed(environ: dict[str, str], act: Callable[[], object]) -> tuple[Clients, list[Line]]:
    """Look at the files of settings before and after an act, and once more."""
    said, clients = voice(), Clients()

    async def story() -> None:
        watch = file_watch(load_settings({**REQUIRED, **environ}), [clients], said.telemetry.files)
        await watch.look()
        act()
        await watch.look()
        await watch.look()

    asyncio.run(story())
    return clients, said.lines()


def test_kafkas_rotated_password_is_handed_to_the_clients(tmp_path: Path) -> None:
    """And nothing of it is said."""
    mount = Mount(tmp_path, password="old\n")
    environ = {
        "KAFKA_SASL_MECHANISM": "PLAIN",
        "KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "KAFKA_SASL_USERNAME": "u",
        "KAFKA_SASL_PASSWORD_FILE": mount.path("password"),
    }
    clients, lines = followed(environ, lambda: mount.swap(password="planted\n"))
    assert clients.renewed == [("u", "planted")]
    (line,) = lines
    assert (line["event"], line["level"], line["variable"]) == ("file changed", "info", "KAFKA_SASL_PASSWORD")
    assert "planted" not in str(line)


def test_what_needs_a_restart_says_so(tmp_path: Path) -> None:
    """Once, and only of the file whose content has changed: all files of a Secret are swapped together."""
    mount = Mount(tmp_path, topic="one", site="f17c21u1ag")
    given = {"SIGNAL_TOPIC_FILE": mount.path("topic"), "KAMELEOON_SITE_CODE_FILE": mount.path("site")}
    names = ("SIGNAL_TOPIC", "KAMELEOON_SITE_CODE")
    environ = dict.fromkeys(names, "") | given
    _, lines = followed(environ, lambda: mount.swap(topic="two", site="f17c21u1ag"))
    assert [(line["level"], line["variable"], line["detail"]) for line in lines] == [
        ("warning", "SIGNAL_TOPIC", "restart to use it")
    ]


def test_a_file_that_cannot_be_read_or_used_any_more_is_said(tmp_path: Path) -> None:
    """What was read before stays in use."""
    mount = Mount(tmp_path, password="old", topic="one")
    environ = {
        "KAFKA_SASL_MECHANISM": "PLAIN",
        "KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "KAFKA_SASL_USERNAME": "u",
        "KAFKA_SASL_PASSWORD_FILE": mount.path("password"),
        "SIGNAL_TOPIC": "",
        "SIGNAL_TOPIC_FILE": mount.path("topic"),
    }
    clients, lines = followed(environ, lambda: mount.swap(password=""))
    assert clients.renewed == []
    assert {(line["event"], line["variable"]) for line in lines} == {
        ("file changed", "KAFKA_SASL_PASSWORD"),
        ("file cannot be read any more", "SIGNAL_TOPIC"),
    }


def test_a_deployment_without_files_has_nothing_to_watch() -> None:
    """It ends at once."""

    async def on_change(_variable: str) -> None:
        raise AssertionError

    asyncio.run(FileWatch({}, on_change, voice().telemetry.files).run())


def test_a_rotated_client_secret_is_read_again_for_the_next_token(tmp_path: Path) -> None:
    """The old one is not tried for ever."""
    mount = Mount(tmp_path, secret="old")
    options = SandboxOptions(site_code=SITE_CODE, client_id="me", client_secret="new")

    async def story() -> None:
        async with running_sandbox(options) as sandbox:
            environ = {
                "KAMELEOON_CLIENT_ID": "me",
                "KAMELEOON_CLIENT_SECRET_FILE": mount.path("secret"),
                "KAMELEOON_TOKEN_URL": f"{sandbox.url}/oauth/token",
            }
            credentials = load_settings({**REQUIRED, **environ}).token_credentials
            assert credentials is not None
            source = TokenSource(credentials)
            refused = await source.fetch()
            assert isinstance(refused, NotFetched)
            assert refused.failure is FetchFailure.REFUSED
            mount.swap(secret="new\n")
            assert isinstance(await source.fetch(), Fetched)
            mount.swap(secret="")
            assert isinstance(await source.fetch(), Fetched)  # what was read before stays in use

    asyncio.run(story())


def test_a_member_logs_in_with_the_rotated_password(tmp_path: Path) -> None:
    """It is a wrong one here: with the old one the member would go on when its broker comes back."""
    folder = tmp_path / "secret"
    folder.mkdir()
    mount = Mount(folder, password=SASL_PASSWORD)
    with running_cluster() as cluster, deployment(cluster.bootstrap_servers, tmp_path) as deployed:
        (node,) = cluster.nodes
        member = deployed.start_member(
            KAFKA_BOOTSTRAP_SERVERS=node.sasl_address,
            KAFKA_SECURITY_PROTOCOL="SASL_PLAINTEXT",
            KAFKA_SASL_MECHANISM="PLAIN",
            KAFKA_SASL_USERNAME=SASL_USER,
            KAFKA_SASL_PASSWORD_FILE=mount.path("password"),
        )
        member.wait_for_event("partitions assigned", 40)
        mount.swap(password="planted-wrong")
        member.wait_for_event("file changed", 30)
        node.stop()
        node.start()
        assert member.wait(60) == 4
        assert "KAFKA_SASL" in member.text
        assert "planted-wrong" not in member.text
