"""Unit tests of `consumer.sandbox`, module by module."""
