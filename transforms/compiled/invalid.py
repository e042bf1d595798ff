"""Invalid verdicts in words: what was wanted and what kind of thing was found, never what it holds."""

from collections.abc import Callable, Sequence

from transforms.conversions import kind_of
from transforms.paths import Path
from transforms.verdict import Invalid, InvalidReason


def absent(rule: str, reason: InvalidReason, field: str, paths: Sequence[Path]) -> Invalid:
    """Say that a required field has no value.

    Args:
        rule: The rule's event name.
        reason: Of the closed list.
        field: The vendor's field.
        paths: Where it was looked for, as the mapping writes them.

    Returns:
        The verdict, the same for every event.
    """
    return Invalid(rule, reason, f"{field}: there is nothing in {_named(paths)}")


def placeholder(rule: str, reason: InvalidReason, field: str, paths: Sequence[Path]) -> Invalid:
    """Say that there is nothing for a required field but texts that stand for nothing.

    Args:
        rule: The rule's event name.
        reason: Of the closed list.
        field: The vendor's field.
        paths: Where it was looked for, as the mapping writes them.

    Returns:
        The verdict, the same for every event.
    """
    found = "only a text that stands for nothing, such as undefined,"
    return Invalid(rule, reason, f"{field}: there is {found} in {_named(paths)}")


def unusable(rule: str, reason: InvalidReason, field: str, wanted: str) -> Callable[[object], Invalid]:
    """Make the function that says that a field's value was found and cannot be used.

    Args:
        rule: The rule's event name.
        reason: Of the closed list.
        field: The vendor's field.
        wanted: What would be right, for a person.

    Returns:
        A function from what was found to the verdict, which tells its kind alone.
    """
    return lambda raw: Invalid(rule, reason, f"{field}: {wanted} is wanted, this is {kind_of(raw)}")


def defect(rule: str, error: Exception) -> Invalid:
    """Say that the transform itself failed.

    Args:
        rule: The rule's event name.
        error: What was raised. Its message may hold parts of the event, so only its kind is told.

    Returns:
        The verdict.
    """
    detail = f"{type(error).__name__} in the transform, which is a defect in it"
    return Invalid(rule, InvalidReason.TRANSFORM_FAILED, detail)


def unwritable(rule: str) -> Invalid:
    """Say that a vendor event cannot be written as JSON."""
    return Invalid(rule, InvalidReason.NOT_ENCODABLE, "the vendor event cannot be written as JSON")


def too_large(rule: str, max_event_bytes: int) -> Invalid:
    """Say that a vendor event is larger than a request may be."""
    return Invalid(rule, InvalidReason.TOO_LARGE, f"the vendor event is larger than {max_event_bytes} bytes")


def _named(paths: Sequence[Path]) -> str:
    return ", ".join(".".join(path) for path in paths)
