"""Which faults strike a request."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consumer.sandbox.faults import AnswerStatus, DelayAnswer, DripAnswer, Fault, ResetAfterTaking, ResetBeforeTaking

DecidingFault = AnswerStatus | ResetBeforeTaking | ResetAfterTaking


@dataclass(frozen=True, slots=True)
class ArmedFault:
    """A fault since it was set.

    Attributes:
        fault: what to do and when.
        armed_at: monotonic time in seconds from which its window counts.
        remaining: how often it strikes yet; None: without limit.
    """

    fault: Fault
    armed_at: float
    remaining: int | None


@dataclass(frozen=True, slots=True)
class Target:
    """What of a request decides whether a fault strikes it: the nonces that it holds, and its body's size."""

    nonces: Sequence[str] = ()
    body_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Strike:
    """What befalls one request.

    Attributes:
        delay_seconds: sum of the delays that strike.
        deciding: the fault that takes the place of the ordinary answer, if one does.
        armed: the faults afterwards, in the same order.
        drip_seconds: sum of the drips that strike.
    """

    delay_seconds: float
    deciding: DecidingFault | None
    armed: tuple[ArmedFault, ...]
    drip_seconds: float = 0.0


def arm(faults: Sequence[Fault], now: float) -> tuple[ArmedFault, ...]:
    """Start the time and the count of every fault."""
    return tuple(ArmedFault(fault, now, fault.next_requests) for fault in faults)


def strike(armed: tuple[ArmedFault, ...], target: Target, now: float, draws: Sequence[float]) -> Strike:
    """Choose what befalls a request.

    Args:
        armed: the faults in order.
        target: the request.
        now: monotonic time in seconds.
        draws: a random number in [0, 1) for each fault.
    """
    delay_seconds = drip_seconds = 0.0
    deciding: DecidingFault | None = None
    after = list(armed)
    for index, (each, draw) in enumerate(zip(armed, draws, strict=True)):
        if not _holds(each, target, now, draw):
            continue
        if isinstance(each.fault, DelayAnswer):
            delay_seconds += each.fault.seconds
        elif isinstance(each.fault, DripAnswer):
            drip_seconds += each.fault.seconds
        elif deciding is None:
            deciding = each.fault
        else:
            continue  # it stands behind the deciding one, did nothing, and so is not used up
        after[index] = _once_less(each)
    return Strike(delay_seconds, deciding, tuple(after), drip_seconds)


def _holds(armed: ArmedFault, target: Target, now: float, draw: float) -> bool:
    fault = armed.fault
    since_start = now - armed.armed_at - fault.after_seconds
    return (
        armed.remaining != 0
        and since_start >= 0
        and (fault.for_seconds is None or since_start < fault.for_seconds)
        and (fault.nonces is None or not fault.nonces.isdisjoint(target.nonces))
        and (fault.over_bytes is None or target.body_bytes > fault.over_bytes)
        and draw < fault.share
    )


def _once_less(armed: ArmedFault) -> ArmedFault:
    return armed if armed.remaining is None else replace(armed, remaining=armed.remaining - 1)
