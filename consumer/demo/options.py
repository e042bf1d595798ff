"""What can be asked of a demo."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """One run of the demo.

    Attributes:
        events: how many records the generator writes.
        rate_per_second: records per second; None for as fast as the consumer keeps up.
        has_faults: whether the sandbox fails now and then.
        seed: decides the events, and which requests fail.
    """

    events: int
    rate_per_second: float | None
    has_faults: bool
    seed: int
