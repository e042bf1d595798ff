"""Decisions as functions of values: no await, no clock, no randomness, no logging.

`now` is always a monotonic time in seconds and `jitter` a number in [0, 1), both given by the shell.
"""
