"""How values that people write by hand (options, faults) are checked."""

from typing import Final

from pydantic import ConfigDict

STRICT: Final = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
"""No unknown name, no text where a number belongs, no infinity: a misspelt fault would prove nothing."""
