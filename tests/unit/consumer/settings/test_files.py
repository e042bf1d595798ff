"""Files that a setting names, and what else a path may name."""

import os
from pathlib import Path

import pytest

from consumer.settings import SettingsError, load_settings
from consumer.settings.files import LARGEST_MIB, read_file, read_file_bytes, why_unreadable
from tests.unit.consumer.settings.environments import REQUIRED

ODD = ["/dev/zero", "/dev/full", "directory", "pipe", "huge"]


@pytest.fixture
def odd(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The path of something that is no file to be read; the huge one takes no room on the disk."""
    path = tmp_path / request.param
    match request.param:
        case "directory":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "huge":
            with path.open("wb") as file:
                file.truncate(1_000_000_000)
        case device:
            return str(device)
    return str(path)


@pytest.mark.parametrize("odd", ODD, indirect=True)
@pytest.mark.parametrize(
    "name",
    ["KAMELEOON_SITE_CODE_FILE", "KAMELEOON_CLIENT_SECRET_FILE", "KAFKA_SASL_PASSWORD_FILE", "MAPPING_FILE"],
)
def test_what_is_no_file_is_one_sentence(name: str, odd: str) -> None:
    """At once: a device never ends, and a pipe would wait for its writer."""
    given = {key: text for key, text in REQUIRED.items() if f"{key}_FILE" != name}
    with pytest.raises(SettingsError) as refused:
        load_settings({**given, name: odd})
    (problem,) = refused.value.problems
    assert "cannot be read: it " in problem


@pytest.mark.parametrize("odd", ["/dev/zero", "pipe", "huge"], indirect=True)
@pytest.mark.parametrize("name", ["KAFKA_SSL_CA_LOCATION", "KAFKA_SSL_KEY_LOCATION", "KAFKA_SSL_KEYSTORE_LOCATION"])
def test_what_librdkafka_is_to_open_is_looked_at_before(name: str, odd: str) -> None:
    """It would read a device for ever, when the client is made."""
    with pytest.raises(SettingsError) as refused:
        load_settings({**REQUIRED, "KAFKA_SECURITY_PROTOCOL": "SSL", name: odd})
    (problem,) = refused.value.problems
    assert problem.startswith(f"{name} names a")


def test_the_reason_says_what_it_is(tmp_path: Path) -> None:
    """And what it must be."""
    for path, reason in ((tmp_path, "it is a directory"), (Path("/dev/null"), "it is a device")):
        with pytest.raises(OSError, match=f"{reason}, and must be a file"):
            read_file(str(path))


def test_a_file_at_the_limit_is_read_and_a_larger_one_is_not(tmp_path: Path) -> None:
    """To the byte."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * (LARGEST_MIB << 20))
    assert len(read_file_bytes(str(path))) == LARGEST_MIB << 20
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(OSError, match="more than 16 MiB"):
        read_file_bytes(str(path))


def test_a_link_is_followed_and_what_proc_holds_is_read(tmp_path: Path) -> None:
    """Kubernetes mounts links to links."""
    (tmp_path / "link").symlink_to("/proc/self/comm")
    assert read_file(str(tmp_path / "link")).endswith("\n")


def test_a_directory_of_certificates_and_what_is_not_there_are_librdkafkas_matter(tmp_path: Path) -> None:
    """It takes the one, and says what is wrong with the other."""
    assert why_unreadable(str(tmp_path)) is None
    assert why_unreadable(str(tmp_path / "missing")) is None
    assert why_unreadable("probe\0") is None
