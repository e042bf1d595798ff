"""The loop of the tutorials: poll one message, post one event, commit every so many messages.

At least once, as confluent-kafka's documentation has it: offsets are committed after the work, synchronously.

usage: python tutorial_loop.py BOOTSTRAP_SERVERS TOPIC GROUP URL
"""

import signal
import sys

import requests
from confluent_kafka import Consumer, KafkaException

from tests.benchmarks.peers.mapping import vendor_event

MIN_COMMIT_COUNT = 100


def main(servers: str, topic: str, group: str, url: str) -> None:
    """Consume, post and commit until ended."""
    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    session = requests.Session()
    messages = 0
    try:
        consumer.subscribe([topic])
        while True:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if (error := message.error()) is not None:
                raise KafkaException(error)
            event = vendor_event(message.value() or b"")
            if event is not None:
                session.post(url, json=[event], timeout=30).raise_for_status()
            messages += 1
            if messages % MIN_COMMIT_COUNT == 0:
                consumer.commit(asynchronous=False)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    main(*sys.argv[1:5])
