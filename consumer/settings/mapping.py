"""The mapping of a deployment: a file or the default preset, with the goals that a setting fixes."""

from collections.abc import Mapping
from typing import Final

from consumer.settings.environment import ReadText, read_environment
from consumer.settings.errors import SettingsError
from consumer.settings.files import read_file
from transforms import Blueprint, BlueprintError, load_preset, parse_blueprint, with_goal_ids

MAPPING_FILE: Final = "MAPPING_FILE"
GOAL_IDS: Final = "KAMELEOON_GOAL_IDS"
_DEFAULT_PRESET: Final = "default"


def load_mapping(environ: Mapping[str, str], path: str | None = None, read_text: ReadText = read_file) -> Blueprint:
    """Reads the mapping alone, for what needs no other setting.

    Args:
        environ: variables by name, usually `os.environ`; all but the mapping's own are ignored.
        path: a mapping's file, instead of the one that MAPPING_FILE names.
        read_text: reads the file at a path; raises OSError or UnicodeDecodeError.

    Raises:
        SettingsError: with everything that is wrong with it.
    """
    own = {name: text for name, text in environ.items() if name in {MAPPING_FILE, GOAL_IDS, f"{GOAL_IDS}_FILE"}}
    environment = read_environment(own, read_text)
    chosen = {} if path is None else {MAPPING_FILE: path}
    blueprint, problems = read_mapping({**environment.values, **chosen}, read_text)
    problems = (*environment.problems.values(), *problems)
    if blueprint is None or problems:
        raise SettingsError(problems)
    return blueprint


def read_mapping(values: Mapping[str, str], read_text: ReadText) -> tuple[Blueprint | None, tuple[str, ...]]:
    """Reads the mapping that settings ask for.

    Returns:
        The mapping, or None with a sentence for everything that is wrong with it.
    """
    try:
        blueprint = _from_file(values[MAPPING_FILE], read_text) if MAPPING_FILE in values else _preset()
    except SettingsError as refused:
        return None, refused.problems
    try:
        return with_goal_ids(blueprint, values.get(GOAL_IDS, "")), ()
    except BlueprintError as refused:
        return None, tuple(f"{GOAL_IDS}: {problem}" for problem in refused.problems)


def _preset() -> Blueprint:
    return load_preset(_DEFAULT_PRESET)


def _from_file(path: str, read_text: ReadText) -> Blueprint:
    try:
        return parse_blueprint(read_text(path))
    except OSError as fault:
        raise SettingsError((f"the mapping {path} cannot be read: {fault.strerror}",)) from None
    except UnicodeDecodeError:
        raise SettingsError((f"the mapping {path} is not UTF-8",)) from None
    except BlueprintError as refused:
        raise SettingsError(tuple(f"{path}: {problem}" for problem in refused.problems)) from None
