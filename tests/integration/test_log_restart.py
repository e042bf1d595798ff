"""A source topic that is deleted and made anew under a running consumer: its log goes on at a lower offset."""

import orjson
from confluent_kafka.admin import AdminClient

from tests.integration.records import write
from tests.integration.test_delivery import PAGE_VIEW
from tests.kafka_broker import create_topic, end_offsets
from tests.processes import Deployment, wait_until


def test_a_topic_made_anew_is_read_from_its_beginning(deployed: Deployment) -> None:
    """Its records are delivered, although their offsets lie below what was committed, and without a restart."""
    servers, topic = deployed.bootstrap_servers, deployed.topic
    write(servers, topic, [_page(f"old-{number}") for number in range(50)])
    member = deployed.start_member(KAFKA_TOPIC_METADATA_REFRESH_INTERVAL_MS="500")
    deployed.wait_for_deliveries(50, 30)
    admin = AdminClient({"bootstrap.servers": servers})
    admin.delete_topics([topic])[topic].result(30)
    wait_until(lambda: topic not in admin.list_topics(timeout=10).topics, 30)
    create_topic(servers, topic, 4)
    write(servers, topic, [_page(f"new-{number}") for number in range(10)])
    assert end_offsets(servers, topic)[0] == 10
    wait_until(lambda: _delivered(deployed) >= {f"new-{number}" for number in range(10)} or bool(member.exit_code), 60)
    assert _delivered(deployed) >= {f"new-{number}" for number in range(10)}


def _page(message_id: str) -> bytes:
    return orjson.dumps(PAGE_VIEW | {"messageId": message_id})


def _delivered(deployed: Deployment) -> set[str]:
    return {nonce for request in deployed.sandbox.requests() for nonce in request.nonces}
