"""Sorts an environment: what is ours, what is Kubernetes', what is misspelled; reads what NAME_FILE names."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from consumer.settings import kafka_properties as kafka
from consumer.settings.kafka_images import is_of_kafkas_own
from consumer.settings.model import Settings
from consumer.settings.pem import with_line_ends
from consumer.settings.proxies import VARIABLES

ReadText = Callable[[str], str]

SETTING_NAMES: Final = tuple(field.alias for field in Settings.model_fields.values() if field.alias)
SECRET_NAMES: Final = frozenset({"KAMELEOON_CLIENT_SECRET", "KAMELEOON_PROXY"})
_OUR_PREFIXES: Final = tuple({name.split("_")[0] + "_" for name in SETTING_NAMES} - {kafka.PREFIX})

# Kubernetes describes every Service of a namespace to every container, as Docker's links did. For one named
# kafka: KAFKA_PORT=tcp://10.0.0.1:9092, KAFKA_SERVICE_HOST, KAFKA_SERVICE_PORT, KAFKA_PORT_9092_TCP_ADDR.
# https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
_SERVICE: Final = re.compile(r".+_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)")
_SERVICE_URL: Final = re.compile(r"(tcp|udp|sctp)://.*")
_SIMILAR: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What an environment says to us, as text.

    `properties` are librdkafka's, by property; `problems` are sentences by the variable they are about; `foreign` are
    the variables that are meant for a Kafka broker, `proxies` those that name proxies, as they are;
    `files` are the paths of the values that lie in files, by the variable without _FILE.
    """

    values: Mapping[str, str]
    properties: Mapping[str, str]
    problems: Mapping[str, str]
    foreign: tuple[str, ...]
    proxies: Mapping[str, str]
    files: Mapping[str, str]


def read_environment(environ: Mapping[str, str], read_text: ReadText) -> Environment:
    """Sorts and reads; empty is as good as not given, since docker-compose passes an unset variable on so."""
    texts = {name: _without_wrapping(text) for name, text in environ.items()}
    given = {name: text for name, text in texts.items() if text and not _is_injected(name, text)}
    foreign = tuple(sorted(filter(is_of_kafkas_own, given)))
    given = {name: text for name, text in given.items() if name not in foreign}
    values: dict[str, str] = {}
    properties: dict[str, str] = {}
    problems = _misspelled(given)
    for name in sorted({_without_file(variable) for variable in given}):
        if name not in SETTING_NAMES and not (name.startswith(kafka.PREFIX) and name.isascii()):
            continue
        try:
            text = _text_of(name, given, read_text)
        except ValueError as fault:
            problems[name] = str(fault)
            continue
        if name in SETTING_NAMES:
            values[name] = kafka.SecretText(text.strip()) if name in SECRET_NAMES else text.strip()
        else:
            property_ = kafka.property_name(name)
            text = with_line_ends(text) if property_.endswith(".pem") else text
            properties[property_] = kafka.SecretText(text) if kafka.is_secret(property_) else text
    proxies = {name: kafka.SecretText(given[name].strip()) for name in VARIABLES & given.keys()}
    files = {
        name: path for name in (*values, *map(kafka.variable_name, properties)) if (path := given.get(f"{name}_FILE"))
    }
    return Environment(
        values=values, properties=properties, problems=problems, foreign=foreign, proxies=proxies, files=files
    )


def lookalike(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that the name may be a misspelling of."""
    return next(iter(difflib.get_close_matches(name, list(candidates), n=1, cutoff=_SIMILAR)), None)


def _without_wrapping(text: str) -> str:
    """Without what is no part of a value, whatever it came through: a byte order mark, and the line end of a file.

    `echo secret | base64` puts the line end into a Kubernetes Secret, which passes it on in variables and in files.
    """
    return text.removeprefix("\ufeff").rstrip("\r\n")


def _is_injected(name: str, text: str) -> bool:
    return bool(_SERVICE.fullmatch(name) or (name.endswith("_PORT") and _SERVICE_URL.fullmatch(text)))


def _without_file(variable: str) -> str:
    if variable in SETTING_NAMES:  # MAPPING_FILE names a file, and is not a MAPPING in one
        return variable
    if variable.startswith(kafka.PREFIX) and kafka.property_name(variable) in kafka.ENDING_WITH_FILE:
        return variable
    return variable.removesuffix("_FILE")


def value_in_file(name: str, path: str, read_text: ReadText) -> str:
    """The value of a variable that lies in a file.

    Raises:
        ValueError: it cannot be used; a sentence, which holds nothing of a secret.
    """
    # The password itself instead of its file's path is an easy slip.
    hidden = name in SECRET_NAMES or (name.startswith(kafka.PREFIX) and kafka.is_secret(kafka.property_name(name)))
    source = f"{name}_FILE names {'a file' if hidden else path}, which"
    return _fit(source, _file_text(source, path, read_text))


def _text_of(name: str, given: Mapping[str, str], read_text: ReadText) -> str:
    if f"{name}_FILE" not in given:
        return _fit(name, given[name])
    if name in given:
        raise ValueError(f"{name} and {name}_FILE are both given: leave one out")
    return value_in_file(name, given[f"{name}_FILE"], read_text)


def _file_text(source: str, path: str, read_text: ReadText) -> str:
    try:
        return _without_wrapping(read_text(path))
    except OSError as fault:
        raise ValueError(f"{source} cannot be read: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{source} is not UTF-8: must hold the value as text") from None


def _fit(source: str, text: str) -> str:
    if fault := _unfit(text):
        raise ValueError(f"{source} {fault}")
    return text


def _unfit(text: str) -> str | None:
    if not text:
        return "is empty: must hold the value"
    if "\0" in text:
        return "holds a NUL byte: must hold the value as text"
    # os.environ shows bytes that are not UTF-8 as lone surrogates, which librdkafka cannot be given.
    return "is not UTF-8: must be text" if re.search("[\ud800-\udfff]", text) else None


def _misspelled(given: Mapping[str, str]) -> dict[str, str]:
    problems = {}
    for variable in sorted(given):
        name = _without_file(variable)
        if name in SETTING_NAMES or not name.startswith(_OUR_PREFIXES):
            continue
        if meant := lookalike(name, SETTING_NAMES):
            problems[variable] = f"{variable} is no setting: {meant} may be meant"
    return problems
