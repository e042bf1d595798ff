"""Tests of `consumer.kafka` that need no broker; what it does with one stands under `tests/integration`."""
