"""What the sandbox can be told to do wrong, and how that is written as JSON.

`PUT /sandbox/faults` takes a list; each element has a `kind` and says when it strikes:

    [{"kind": "status", "status": 503, "retry_after": 5, "share": 0.1},
     {"kind": "delay", "seconds": 2.5, "next_requests": 10},
     {"kind": "drip", "seconds": 30},
     {"kind": "reset_before_taking", "after_seconds": 1, "for_seconds": 60},
     {"kind": "reset_after_taking", "nonces": ["9f1c2d7a"]},
     {"kind": "status", "status": 413, "over_bytes": 20000},
     {"kind": "status", "status": 302, "location": "https://elsewhere.example/"}]

The conditions `share`, `after_seconds`, `for_seconds`, `next_requests`, `nonces` and `over_bytes` may be left
out; those given must all hold. Delays that strike add up, and so do drips; of the other kinds the first in
the list that strikes decides. A new kind is a new class here, a member of `Fault`, and a case in `decision`.
"""

from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from consumer.sandbox.strictness import STRICT


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Condition:
    """When a fault strikes: everything that is given must hold.

    Attributes:
        share: probability for each request that fulfils the rest, above 0, at most 1.
        after_seconds: it starts so long after the faults were set.
        for_seconds: it lasts so long from its start; None: until the faults are replaced.
        next_requests: it strikes so often; None: without limit.
        nonces: it strikes only requests that hold one of these; None: any request.
        over_bytes: it strikes only requests whose body is larger; None: of any size.
    """

    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    after_seconds: Annotated[float, Field(ge=0)] = 0.0
    for_seconds: Annotated[float, Field(gt=0)] | None = None
    next_requests: Annotated[int, Field(ge=1)] | None = None
    nonces: Annotated[frozenset[str], Field(min_length=1)] | None = None
    over_bytes: Annotated[int, Field(ge=0)] | None = None


_HeaderText = Annotated[str, Field(pattern=r"^[ -~]*$")]


def _refuses(status: int) -> bool:
    # 207 is the one 2xx that promises nothing about the events.
    return status == 207 or status >= 300


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AnswerStatus(Condition):
    """Refuse: answer with this status and take nothing.

    Attributes:
        status: 207 or 300 to 599; any other 2xx would promise that the events were taken.
        retry_after: value of the Retry-After header as it goes out: seconds, a date, or nonsense; None: no
            header.
        location: value of the Location header, where a redirect points; None: no header.
    """

    status: Annotated[int, Field(ge=207, le=599)]
    retry_after: int | _HeaderText | None = None
    location: _HeaderText | None = None
    kind: Literal["status"] = "status"

    def __post_init__(self) -> None:
        if not _refuses(self.status):
            raise ValueError(f"expected 207 or 300 to 599, got {self.status}")


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DelayAnswer(Condition):
    """Take or refuse at once, as ever, but hold the answer back."""

    seconds: Annotated[float, Field(gt=0)]
    kind: Literal["delay"] = "delay"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DripAnswer(Condition):
    """Send the head of the answer as ever, and its body so slowly that it takes this long."""

    seconds: Annotated[float, Field(gt=0)]
    kind: Literal["drip"] = "drip"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ResetBeforeTaking(Condition):
    """Reset the connection; nothing was taken."""

    kind: Literal["reset_before_taking"] = "reset_before_taking"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ResetAfterTaking(Condition):
    """Take what an answer would have taken, then reset the connection: the sender cannot know."""

    kind: Literal["reset_after_taking"] = "reset_after_taking"


Fault = AnswerStatus | DelayAnswer | DripAnswer | ResetBeforeTaking | ResetAfterTaking

_FAULTS: Final[TypeAdapter[tuple[Fault, ...]]] = TypeAdapter(tuple[Annotated[Fault, Field(discriminator="kind")], ...])


def read_faults(text: bytes) -> tuple[Fault, ...] | list[str]:
    """Read a JSON list of faults.

    Returns:
        The faults in order, or every error in it, each with its place ("[0].share: Input should be ...").
    """
    try:
        return _FAULTS.validate_json(text)
    except ValidationError as error:
        return [f"{_place(each['loc'])}: {each['msg']}" for each in error.errors()]


def _place(location: tuple[int | str, ...]) -> str:
    # The second part repeats the fault's kind.
    match location:
        case (index, _, *fields):
            return ".".join([f"[{index}]", *map(str, fields)])
        case (index,):
            return f"[{index}]"
        case _:
            return "faults"
