"""The command that grants a right, for whoever may run it."""

from typing import Literal

from consumer.core.shell_command import shell_command
from consumer.settings import Settings

_NAMED_BY_USERNAME = "sasl.username"


def grant_command(
    settings: Settings, operation: Literal["READ", "WRITE"], kind: Literal["topic", "group"], name: str
) -> str:
    """The command as Kafka's own tools take it. Where users are not known by a name of ours, a place is left for it."""
    username = settings.kafka_properties.get(_NAMED_BY_USERNAME)
    principal = ("--allow-principal", f"User:{username or '<our user>'}")
    right = ("--operation", operation, f"--{kind}", name)
    where = ("--bootstrap-server", settings.bootstrap_servers)
    return shell_command("kafka-acls.sh", *where, "--add", *principal, *right)
