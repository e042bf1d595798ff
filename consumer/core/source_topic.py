"""The topic that records come from, and how to look at one of them there."""

from dataclasses import dataclass

from consumer.core.shell_command import shell_command


@dataclass(frozen=True, slots=True)
class SourceTopic:
    """A topic, and where it is."""

    name: str
    bootstrap_servers: str

    def read_command(self, partition: int, offset: int) -> str:
        """The command that prints the value of one record."""
        where = ("--bootstrap-server", self.bootstrap_servers, "--topic", self.name)
        record = ("--partition", str(partition), "--offset", str(offset), "--max-messages", "1")
        return shell_command("kafka-console-consumer.sh", *where, *record)

    def explain_command(self, partition: int, offset: int) -> str:
        """The command that says what the mapping makes of one record, run with the environment of the deployment."""
        return f"{self.read_command(partition, offset)} | {shell_command('signal-kameleoon', 'explain')}"
