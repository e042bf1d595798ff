"""Names that a process looks up in a file, by a library of Debian's."""

import sysconfig
from pathlib import Path
from typing import Final

_LIBRARY: Final = Path("/usr/lib") / str(sysconfig.get_config_var("MULTIARCH")) / "libnss_wrapper.so"


def names_environ(hosts_file: Path) -> dict[str, str]:
    """Let a process look names up in a file like /etc/hosts.

    Raises:
        FileNotFoundError: the library is missing.
    """
    if not _LIBRARY.exists():
        raise FileNotFoundError(f"{_LIBRARY} is missing: apt-get install libnss-wrapper")
    return {"LD_PRELOAD": str(_LIBRARY), "NSS_WRAPPER_HOSTS": str(hosts_file)}
