"""How far the generator may run ahead of the commits.

librdkafka's mock cluster keeps 5 MiB of a partition and then drops the oldest records without a word
(rdkafka_mock.c, `rd_kafka_mock_partition_new`): what is not committed by then would be lost before it was read.
"""

from typing import Final

AHEAD_MAX_BYTES: Final = 3 * 1024 * 1024
"""Well below the 5 MiB, and some batches of each partition. Less would make the consumer wait for the generator."""

RECORD_OVERHEAD_BYTES: Final = 128
"""What a record takes beside its key, value and headers: generous, also for the frame of a small batch."""


def may_run_ahead(*, written: int, committed: int, largest_bytes: int) -> bool:
    """Whether one more record may be written.

    Which partition a record goes to is the partitioner's business. So all records that are not committed are taken to
    be as large as the largest, uncompressed, and to lie in one partition: a bound that holds for each of them.

    Args:
        written: records written so far, to all partitions.
        committed: records that the group has committed, of all partitions.
        largest_bytes: the largest record, the next one included: key, value and headers.
    """
    ahead_bytes = (written + 1 - committed) * (largest_bytes + RECORD_OVERHEAD_BYTES)
    return ahead_bytes <= AHEAD_MAX_BYTES
