"""Tests of consumer.letters."""
