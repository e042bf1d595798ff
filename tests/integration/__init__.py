"""Tests of the parts together: a real Kafka, real HTTP, real processes."""
