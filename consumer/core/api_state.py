"""What all partitions of a process know of the API together: the vendor's limits and our configuration are one."""

from dataclasses import dataclass, field

from consumer.core.blockade import Blockade
from consumer.core.body_limit import BodyLimit
from consumer.core.evidence import Evidence
from consumer.core.request_rate import RequestRate
from consumer.core.retry import CoolDown


@dataclass(slots=True, kw_only=True)
class ApiState:
    """One of each for the process, and a count of what happens: what is sent, and what is found out."""

    request_rate: RequestRate
    cool_down: CoolDown = field(default_factory=CoolDown)
    evidence: Evidence = field(default_factory=Evidence)
    blockade: Blockade = field(default_factory=Blockade)
    body_limit: BodyLimit = field(default_factory=BodyLimit)
    _happenings: int = 0

    def happening(self) -> int:
        """Count one more."""
        self._happenings += 1
        return self._happenings

    def taken(self, sent: int) -> bool:
        """A request that was sent as that happening was answered 2xx; return whether that ended a blockade."""
        self.evidence.succeeded(sent)
        return self.blockade.succeeded(sent)
