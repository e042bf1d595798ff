"""Benchmarks: run by hand, never by the test command. `python -m tests.benchmarks` prints a table."""
