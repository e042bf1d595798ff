"""Quix Streams: a StreamingDataFrame with a custom sink, which posts when a checkpoint is taken.

usage: python quix_dataframe.py BOOTSTRAP_SERVERS TOPIC GROUP URL
"""

# The library is not installed where types are checked: what it exports is Any there.
# mypy: disable-error-code="import-not-found", disallow-subclassing-any=False

import sys

import requests
from quixstreams import Application
from quixstreams.sinks import BatchingSink, SinkBatch

from tests.benchmarks.peers.mapping import vendor_event


class HttpSink(BatchingSink):
    """Posts what was gathered since the last checkpoint, in lists of up to 500 events."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._session = requests.Session()

    def write(self, batch: SinkBatch) -> None:
        """Post a partition's events; what is raised here aborts the checkpoint, so that no offset is committed."""
        for chunk in batch.iter_chunks(n=500):
            events = [item.value for item in chunk]
            self._session.post(self._url, json=events, timeout=30).raise_for_status()


def main(servers: str, topic: str, group: str, url: str) -> None:
    """Run the dataframe until ended: the library handles SIGTERM."""
    app = Application(
        broker_address=servers,
        consumer_group=group,
        auto_offset_reset="earliest",
        commit_interval=1.0,
        loglevel="ERROR",
    )
    sdf = app.dataframe(app.topic(topic, value_deserializer="bytes"))
    sdf = sdf.apply(vendor_event).filter(lambda event: event is not None)
    sdf.sink(HttpSink(url))
    app.run()


if __name__ == "__main__":
    main(*sys.argv[1:5])
