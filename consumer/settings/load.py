"""The way from an environment to settings: every check is made, then every problem reported at once."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from consumer.settings.addresses import protocol_mismatch
from consumer.settings.environment import SETTING_NAMES, Environment, ReadText, lookalike, read_environment
from consumer.settings.errors import SettingsError
from consumer.settings.files import read_file
from consumer.settings.mapping import read_mapping
from consumer.settings.model import Settings
from consumer.settings.property_problems import property_problems


def load_settings(environ: Mapping[str, str], read_text: ReadText = read_file) -> Settings:
    """Reads the settings from the mapping, usually `os.environ`.

    Args:
        environ: variables by name; each setting may be given as NAME, or as NAME_FILE with a file's path.
        read_text: reads the file at a path; raises OSError or UnicodeDecodeError.

    Raises:
        SettingsError: with every problem of every setting and of every Kafka property.
    """
    environment = read_environment(environ, read_text)
    blueprint, mapping_problems = read_mapping(environment.values, read_text)
    problems = [*environment.problems.values(), *property_problems(environment), *mapping_problems]
    try:
        settings = Settings.model_validate(
            {
                **environment.values,
                "kafka_properties": MappingProxyType(environment.properties),
                "blueprint": blueprint,
                "foreign_variables": environment.foreign,
                "proxy_variables": environment.proxies,
                "value_files": environment.files,
            }
        )
    except ValidationError as refused:
        problems += _setting_problems(refused, environ, environment)
    else:
        problems += _proxy_problems(settings)
        problems += _broker_problems(settings)
        if not problems:
            return settings
    raise SettingsError(tuple(problems))


def _proxy_problems(settings: Settings) -> Iterator[str]:
    """Of the environment's own variables; the same one may be on both ways."""
    try:
        _ = settings.api_proxy, settings.token_credentials
    except ValueError as fault:
        yield str(fault)


def _broker_problems(settings: Settings) -> Iterator[str]:
    protocol = settings.kafka_properties.get("security.protocol", "plaintext")
    if fault := protocol_mismatch(settings.bootstrap_servers, protocol):
        yield f"KAFKA_BOOTSTRAP_SERVERS {fault}"


def _setting_problems(refused: ValidationError, environ: Mapping[str, str], environment: Environment) -> Iterator[str]:
    for error in refused.errors(include_url=False, include_input=False):
        name = _variable(str(error["loc"][0]))
        # A default that rests on a setting which is wrong itself has no problem of its own.
        if error["type"] != "default_factory_not_called" and name not in environment.problems:
            yield f"{name} {_sentence(name, error, environ)}"


def _variable(location: str) -> str:
    # pydantic names a given value by its alias, a default by its field.
    field = Settings.model_fields.get(location)
    return location if field is None or field.alias is None else field.alias


def _sentence(name: str, error: ErrorDetails, environ: Mapping[str, str]) -> str:
    if error["type"] != "missing":
        return str(error["ctx"]["error"])
    meaning = next(field.description for field in Settings.model_fields.values() if field.alias == name)
    meant = lookalike(name, (variable for variable in environ if variable not in SETTING_NAMES))
    return f"is required: {meaning}" + (f" ({meant} is given: is it misspelled?)" if meant else "")
