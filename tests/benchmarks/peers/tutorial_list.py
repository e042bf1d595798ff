"""The loop of the tutorials with lists: consume up to 500 messages, post their events at once, commit.

At least once, as confluent-kafka's documentation has it: offsets are committed after the work, synchronously.

usage: python tutorial_list.py BOOTSTRAP_SERVERS TOPIC GROUP URL
"""

import signal
import sys

import requests
from confluent_kafka import Consumer, KafkaException

from tests.benchmarks.peers.mapping import vendor_event

LIST_SIZE, WAIT_SECONDS = 500, 1.0


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
    try:
        consumer.subscribe([topic])
        while True:
            messages = consumer.consume(LIST_SIZE, WAIT_SECONDS)
            if not messages:
                continue
            events = []
            for message in messages:
                if (error := message.error()) is not None:
                    raise KafkaException(error)
                event = vendor_event(message.value() or b"")
                if event is not None:
                    events.append(event)
            if events:
                session.post(url, json=events, timeout=30).raise_for_status()
            consumer.commit(asynchronous=False)
    finally:
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    main(*sys.argv[1:5])
