"""The vendor's rules for an event, written a second time and independently of the transform."""

from typing import Any

PAGE_FIELDS = {"href", "title", "referrers", "referrersIndices"}
CONVERSION_FIELDS = {"goalId", "revenue", "negative", "metadata"}


def breaches(event: dict[str, Any]) -> list[str]:
    """List what is wrong with a vendor event; nothing, if it is as it should be."""
    wrong = [] if list(event)[:3] == ["nonce", "eventType", "visitorCode"] else ["the first three fields"]
    wrong += [name for name in ("nonce", "visitorCode") if not _is_text(event.get(name))]
    if _is_text(event.get("visitorCode")) and len(event["visitorCode"]) > 100:
        wrong.append("the visitor code's length")
    rest = {name: value for name, value in event.items() if name not in {"nonce", "eventType", "visitorCode"}}
    match event.get("eventType"):
        case "PAGE":
            return wrong + _page_breaches(rest)
        case "CONVERSION":
            return wrong + _conversion_breaches(rest)
        case _:
            return [*wrong, "eventType"]


def _page_breaches(fields: dict[str, Any]) -> list[str]:
    wrong = sorted(set(fields) - PAGE_FIELDS)
    href = fields.get("href", "")
    if not (_is_text(href) and href.lower().startswith(("http://", "https://"))):
        wrong.append("href")
    if "title" in fields and not _is_text(fields["title"]):
        wrong.append("title")
    if "referrers" in fields and not (len(fields["referrers"]) == 1 and _is_text(fields["referrers"][0])):
        wrong.append("referrers")
    indices = fields.get("referrersIndices", [0])
    if not indices or type(indices) is not list or not all(_is_index(index) for index in indices):
        wrong.append("referrersIndices")
    return wrong


def _conversion_breaches(fields: dict[str, Any]) -> list[str]:
    wrong = sorted(set(fields) - CONVERSION_FIELDS)
    goal_id, revenue = fields.get("goalId"), fields.get("revenue", 0)
    if type(goal_id) is not int or not 1 <= goal_id <= 2147483647:
        wrong.append("goalId")
    if type(revenue) not in {int, float} or not 0 <= revenue <= 2**53:
        wrong.append("revenue")
    if type(fields.get("negative", True)) is not bool:
        wrong.append("negative")
    if "metadata" in fields and not _is_custom_data(fields["metadata"]):
        wrong.append("metadata")
    return wrong


def _is_custom_data(metadata: object) -> bool:
    """Values by the index of the custom data, as texts in lists."""
    if not isinstance(metadata, dict) or not metadata:
        return False
    lists = metadata.values()
    are_lists = all(type(values) is list and values and all(type(v) is str for v in values) for values in lists)
    return are_lists and all(index.isascii() and index.isdigit() for index in metadata)


def _is_index(value: object) -> bool:
    return type(value) is int and 0 <= value <= 2147483647


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""
