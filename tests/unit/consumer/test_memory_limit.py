"""How much memory the container lets this process have, as the kernel shows it."""

from pathlib import Path

import pytest

from consumer.memory_limit import memory_limit_bytes

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("files", "groups", "limit"),
    [
        ({"memory.max": f"{256 * MIB}\n"}, "0::/\n", 256 * MIB),
        ({"memory.max": "max\n"}, "0::/\n", None),
        ({"memory/memory.limit_in_bytes": "9223372036854771712\n"}, "4:memory:/\n", None),
        ({"memory/memory.limit_in_bytes": f"{64 * MIB}\n"}, "4:memory:/\n", 64 * MIB),
        ({"memory/a/b/memory.limit_in_bytes": f"{64 * MIB}\n"}, "5:cpu:/x\n4:memory,hugetlb:/a/b\n", 64 * MIB),
        ({"memory.max": "max", "kubepods/pod/memory.max": f"{96 * MIB}"}, "0::/kubepods/pod\n", 96 * MIB),
        ({"memory.max": "nonsense"}, "0::/\n", None),
        ({}, "", None),
    ],
)
def test_the_limit_of_either_version(tmp_path: Path, files: dict[str, str], groups: str, limit: int | None) -> None:
    """At the root of the mount, as in a container, or where the process's group is; no limit is none."""
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    named = tmp_path / "groups"
    named.write_text(groups)
    assert memory_limit_bytes(tmp_path, named) == limit


def test_where_nothing_is_shown_there_is_no_limit(tmp_path: Path) -> None:
    """Another kind of machine."""
    assert memory_limit_bytes(tmp_path, tmp_path / "missing") is None
