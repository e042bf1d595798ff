"""The command that grants a right, for whoever may run it."""

import shlex
from typing import Literal

from consumer.settings import Settings

_NAMED_BY_USERNAME = "sasl.username"


def grant_command(
    settings: Settings, operation: Literal["READ", "WRITE"], kind: Literal["topic", "group"], name: str
) -> str:
    """The command as Kafka's own tools take it. Where users are not known by a name of ours, a place is left for it."""
    username = settings.kafka_properties.get(_NAMED_BY_USERNAME)
    principal = shlex.quote(f"User:{username}") if username else "'User:<our user>'"
    return (
        f"kafka-acls.sh --bootstrap-server {shlex.quote(settings.bootstrap_servers)} --add "
        f"--allow-principal {principal} --operation {operation} --{kind} {shlex.quote(name)}"
    )
