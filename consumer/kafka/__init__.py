"""Everything that talks to Kafka. Nothing of confluent_kafka's leaves this package but the messages themselves.

One thread owns the Consumer: since confluent-kafka 2.16 calls from a second thread are serialised behind it without a
queue, and may starve for ever (its `docs/multithreading-guide.md`).
"""
