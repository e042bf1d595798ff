"""Tests of `consumer.settings`; the Kafka clients that they create know no broker."""
