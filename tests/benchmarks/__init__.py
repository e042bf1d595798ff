"""Benchmarks: run by hand, never by the test command.

`python -m tests.benchmarks` measures the consumer beside the floor (`floor`); `figures` is the cost of one run,
`results` a whole run as JSON and the ratios of two. `python -m tests.benchmarks.transform` measures the mapping alone.
"""
