"""Users that Kafka does not let in, or not far enough: the program ends and says what is missing, or who has to act."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient

# Where these are made; `confluent_kafka.admin` passes them on without types.
from confluent_kafka.admin._acl import AclOperation, AclPermissionType
from confluent_kafka.admin._resource import ResourceType

from tests.faults.policy.letters import topic_forbidden
from tests.faults.rights import as_user, set_rule
from tests.faults.stage import SHORT, Stage
from tests.integration.records import write
from tests.kafka_broker import SASL_USER, Cluster, create_topic, running_cluster
from tests.processes import ConsumerProcess, Deployment, check_run, deployment
from tests.processes.program import COMMAND


@pytest.fixture(scope="module")
def guarded() -> Iterator[Cluster]:
    """A cluster of our own: one that is there already may know neither users nor rights."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def deployed(guarded: Cluster, tmp_path: Path) -> Iterator[Deployment]:
    """A deployment whose members say who they are."""
    with deployment(guarded.bootstrap_servers, tmp_path) as running:
        running.environ |= as_user(guarded)
        yield running


def rule(
    deployed: Deployment, permission: AclPermissionType, operation: AclOperation, resource: ResourceType, name: str
) -> None:
    """Give the user a right, or take it. What a resource with any rule does not allow is denied."""
    admin = AdminClient({"bootstrap.servers": deployed.bootstrap_servers})
    set_rule(admin, (permission, operation, resource, name))


def deny(deployed: Deployment, resource: ResourceType, name: str, operation: AclOperation) -> None:
    """Take a right from the user."""
    rule(deployed, AclPermissionType.DENY, operation, resource, name)


def reason(member: ConsumerProcess) -> str:
    """Why it ended."""
    return str(member.said("stopped")[0]["reason"])


def test_a_user_who_is_let_in_delivers(deployed: Deployment) -> None:
    """The passthrough settings reach all three clients."""
    deployed.produce(200)
    member = deployed.start_member()
    deployed.wait_until_committed(30)
    assert member.stop() == 0
    assert deployed.judge().violations == ()


def test_a_wrong_password_ends_with_what_to_check_and_without_the_password(deployed: Deployment) -> None:
    """Waiting would not help."""
    member = deployed.start_member(KAFKA_SASL_PASSWORD="planted-wrong-one")
    assert member.wait(30) == 3
    assert "KAFKA_SASL_PASSWORD" in reason(member)
    assert "planted-wrong-one" not in member.text


def test_a_group_that_may_not_be_joined_ends_with_what_to_grant(deployed: Deployment) -> None:
    """The right is on the group, which only shows when it is joined."""
    deny(deployed, ResourceType.GROUP, deployed.group, AclOperation.READ)
    member = deployed.start_member()
    assert member.wait(30) == 3
    assert "Grant READ on the topic and on the group" in reason(member)


def test_a_topic_that_may_not_be_read_ends_with_what_to_grant(deployed: Deployment) -> None:
    """The right only shows when the first record is fetched."""
    deployed.produce(50)
    rule(deployed, AclPermissionType.ALLOW, AclOperation.DESCRIBE, ResourceType.TOPIC, deployed.topic)
    deny(deployed, ResourceType.TOPIC, deployed.topic, AclOperation.READ)
    member = deployed.start_member()
    assert member.wait(30) == 3
    assert "Grant READ on the topic and on the group" in reason(member)


def test_a_dead_letter_topic_that_may_not_be_made_ends_with_the_command(deployed: Deployment) -> None:
    """Whoever may make it copies the line."""
    deny(deployed, ResourceType.TOPIC, deployed.dead_letter_topic, AclOperation.CREATE)
    deny(deployed, ResourceType.BROKER, "kafka-cluster", AclOperation.CREATE)
    member = deployed.start_member()
    assert member.wait(30) == 3
    assert f"kafka-topics.sh --bootstrap-server {deployed.environ['KAFKA_BOOTSTRAP_SERVERS']} --create" in reason(
        member
    )
    assert f"--topic {deployed.dead_letter_topic} --config retention.ms=1209600000" in reason(member)


def test_a_dead_letter_topic_that_may_no_longer_be_written_to_holds_its_partition(
    guarded: Cluster, tmp_path: Path
) -> None:
    """Nothing of it is committed, and it goes on by itself once the right is given back."""
    played = topic_forbidden(Stage(guarded, tmp_path, SHORT))
    assert played.has_held, "\n".join(played.broken)


def test_check_names_every_missing_right_with_the_command_that_grants_it(deployed: Deployment) -> None:
    """All in one run; what only DESCRIBE is granted on may be seen and not used."""
    create_topic(deployed.bootstrap_servers, deployed.dead_letter_topic, 1)
    for resource, name in (
        (ResourceType.TOPIC, deployed.topic),
        (ResourceType.TOPIC, deployed.dead_letter_topic),
        (ResourceType.GROUP, deployed.group),
    ):
        rule(deployed, AclPermissionType.ALLOW, AclOperation.DESCRIBE, resource, name)
    run = check_run(os.environ | deployed.environ, deployed.directory)
    assert run.exit_code == 2
    topic, letters, group = run.of("PROBLEM")
    command = f"$ kafka-acls.sh --bootstrap-server {deployed.environ['KAFKA_BOOTSTRAP_SERVERS']} --add "
    grants = f"{command}--allow-principal User:{SASL_USER} --operation"
    assert f"{grants} READ --topic {deployed.topic}" in topic
    assert f"{grants} WRITE --topic {deployed.dead_letter_topic}" in letters
    assert f"{grants} READ --group {deployed.group}" in group


def test_check_tells_what_may_not_even_be_seen(deployed: Deployment) -> None:
    """A topic that is hidden, a group that is hidden, and a dead-letter topic that may not be made."""
    deny(deployed, ResourceType.TOPIC, deployed.topic, AclOperation.DESCRIBE)
    deny(deployed, ResourceType.GROUP, deployed.group, AclOperation.DESCRIBE)
    deny(deployed, ResourceType.BROKER, "kafka-cluster", AclOperation.CREATE)
    rule(deployed, AclPermissionType.ALLOW, AclOperation.DESCRIBE, ResourceType.TOPIC, deployed.dead_letter_topic)
    run = check_run(os.environ | deployed.environ, deployed.directory)
    assert run.exit_code == 2
    topic, letters, group = run.of("PROBLEM")
    assert f"{deployed.topic} may not be seen by this user" in topic
    assert f"\n$ kafka-topics.sh --bootstrap-server {deployed.environ['KAFKA_BOOTSTRAP_SERVERS']} --create" in letters
    assert "Grant READ on group" in group


def test_check_ends_at_once_where_credentials_are_refused(deployed: Deployment) -> None:
    """And does not tell the password."""
    run = check_run(
        os.environ | deployed.environ | {"KAFKA_SASL_PASSWORD": "planted-wrong-one"}, deployed.directory, seconds=15
    )
    assert run.exit_code == 2
    assert "KAFKA_SASL_PASSWORD" in run.of("PROBLEM")[0]
    assert "planted-wrong-one" not in run.text


def test_dead_letters_that_may_not_be_read_end_with_the_command_that_grants_it(deployed: Deployment) -> None:
    """Whether the topic may be seen or not; the group's rights do not matter, since none is joined."""
    create_topic(deployed.bootstrap_servers, deployed.dead_letter_topic, 1)
    deny(deployed, ResourceType.GROUP, deployed.group, AclOperation.READ)
    command = [COMMAND, "dead-letters", "list"]
    letters = deployed.dead_letter_topic
    rule(deployed, AclPermissionType.ALLOW, AclOperation.READ, ResourceType.TOPIC, letters)
    write(deployed.bootstrap_servers, letters, [b"not a letter of ours"])
    allowed = subprocess.run(command, env=os.environ | deployed.environ, capture_output=True, text=True, check=False)
    assert allowed.stdout.startswith(f"1 dead letter in {letters}\n"), allowed.stderr
    for operation in (AclOperation.READ, AclOperation.DESCRIBE):
        deny(deployed, ResourceType.TOPIC, letters, operation)
        denied = subprocess.run(command, env=os.environ | deployed.environ, capture_output=True, text=True, check=False)
        assert (denied.returncode, denied.stdout) == (3, "")
        assert f"--operation READ --topic {letters}" in denied.stderr
