"""The mappings that ship with the package."""

from importlib import resources
from typing import Final

PRESETS: Final = ("default", "ga4")


def preset_text(name: str) -> str:
    """Read the text of a preset.

    Args:
        name: One of `PRESETS`.

    Returns:
        YAML.
    """
    return resources.files("transforms").joinpath("presets", f"{name}.yaml").read_text("utf-8")
