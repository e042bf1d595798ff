"""SSL_CERT_FILE, by which OpenSSL knows who may sign the Data API's certificate: what it would pass over in silence."""

import ssl
from collections.abc import Iterator, Mapping
from typing import Final

from consumer.check import finding
from consumer.check.configuration_findings import SETTINGS
from consumer.check.finding import Finding
from consumer.settings import read_file_bytes

VARIABLE: Final = "SSL_CERT_FILE"


def authority_findings(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Say why the file is of no use, if it is set."""
    path = environ.get(VARIABLE)
    if path and (fault := _fault(path)):
        seen = f"{VARIABLE} names {path}, which {fault}: OpenSSL ignores it, and knows no authority by it"
        yield finding.warning(SETTINGS, seen, f"Correct {VARIABLE}, or remove it from the environment")


def _fault(path: str) -> str | None:
    try:
        read_file_bytes(path)  # first, since OpenSSL would wait for what a pipe gives
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except ssl.SSLError:
        return "holds no certificate in PEM format"
    except OSError as failure:
        return f"cannot be read: {failure.strerror}"
    return None
