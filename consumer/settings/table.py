"""The settings as rows for a table, from their declarations."""

from dataclasses import dataclass

from pydantic.fields import FieldInfo

from consumer.settings.model import DefaultText, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """One setting as documentation shows it."""

    name: str
    default: str
    meaning: str


def settings_table() -> tuple[SettingRow, ...]:
    """Every setting, in the order of its declaration; the default is `required` where there is none."""
    return tuple(
        SettingRow(name=field.alias, default=_default_text(field), meaning=field.description)
        for field in Settings.model_fields.values()
        if field.alias and field.description
    )


def _default_text(field: FieldInfo) -> str:
    for note in field.metadata:
        if isinstance(note, DefaultText):
            return str(note)
    return "required" if field.is_required() else str(field.default)
