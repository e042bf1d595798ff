"""Tests of `consumer.send_test`."""
