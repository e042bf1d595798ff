"""A wall clock that is wrong, inside the process. The monotonic clock goes on as it was, as in a real step.

Not by libfaketime: its 0.9.10 lets `time.sleep` of Python 3.11 fail, and Python's own lock wait for ever, when the
monotonic clock is to stay. What the Kafka client itself makes of the wall clock is out of reach here.
"""

import time
from pathlib import Path


def fake_wall_clock(path: str) -> None:
    """Add what the file says to `time.time`."""
    real, offset = time.time, Path(path)
    time.time = lambda: real() + float(offset.read_text(encoding="ascii"))
