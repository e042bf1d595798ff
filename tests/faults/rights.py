"""Rights of the user that members say they are: taken away, and given back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from confluent_kafka.admin import AdminClient

# Where these are made; `confluent_kafka.admin` passes them on without types.
from confluent_kafka.admin._acl import AclBinding, AclBindingFilter, AclOperation, AclPermissionType
from confluent_kafka.admin._resource import ResourcePatternType, ResourceType

from tests.kafka_broker import SASL_PASSWORD, SASL_USER, Cluster

WRITE, READ = AclOperation.WRITE, AclOperation.READ
TOPIC, GROUP = ResourceType.TOPIC, ResourceType.GROUP


def as_user(cluster: Cluster) -> dict[str, str]:
    """Settings of a member that says who it is, so that its rights can be taken."""
    return {
        "KAFKA_BOOTSTRAP_SERVERS": cluster.nodes[0].sasl_address,
        "KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "KAFKA_SASL_MECHANISM": "PLAIN",
        "KAFKA_SASL_USERNAME": SASL_USER,
        "KAFKA_SASL_PASSWORD": SASL_PASSWORD,
    }


Rule = tuple[AclPermissionType, AclOperation, ResourceType, str]
"""Allow or deny, to do what, to what kind of resource, of which name."""


def set_rule(admin: AdminClient, rule: Rule) -> None:
    """Give the user a right, or take it."""
    binding = AclBinding(*_of_the_user(rule))
    admin.create_acls([binding])[binding].result(30)


@contextmanager
def denied(
    bootstrap_servers: str, operation: AclOperation, resource: ResourceType, name: str
) -> Iterator[Callable[[], object]]:
    """Take a right from the user; what is given allows it again."""
    admin = AdminClient({"bootstrap.servers": bootstrap_servers})
    rule = (AclPermissionType.DENY, operation, resource, name)
    set_rule(admin, rule)
    found = AclBindingFilter(*_of_the_user(rule))
    yield lambda: admin.delete_acls([found])[found].result(30)


Fields = tuple[ResourceType, str, ResourcePatternType, str, str, AclOperation, AclPermissionType]


def _of_the_user(rule: Rule) -> Fields:
    """The fields of an ACL, in the order in which the client takes them."""
    permission, operation, resource, name = rule
    return resource, name, ResourcePatternType.LITERAL, f"User:{SASL_USER}", "*", operation, permission
