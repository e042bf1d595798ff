"""The settings: from an environment to one checked value, and from that to Kafka clients' configurations.

`load_settings` is a pure function of the mapping that it is given (and of the files that the mapping
names): it raises SettingsError with every problem at once, or returns settings that librdkafka accepts.
"""

from consumer.settings.api_settings import ApiSettings, load_api_settings
from consumer.settings.client_config import CLIENT_ID, ClientConfig, admin_config, consumer_config, producer_config
from consumer.settings.credentials import TokenCredentials
from consumer.settings.errors import SettingsError
from consumer.settings.file_change import Effect, effect_of
from consumer.settings.files import read_file_bytes
from consumer.settings.load import load_settings
from consumer.settings.mapping import load_mapping
from consumer.settings.model import Settings
from consumer.settings.proxies import VARIABLES as PROXY_VARIABLES
from consumer.settings.proxies import Proxy, first_host
from consumer.settings.rereading import reread_sasl_credentials, reread_token_credentials
from consumer.settings.start_from import Ago, Earliest, Since, StartFrom, parse_start_from
from consumer.settings.table import SettingRow, settings_table

__all__ = [
    "CLIENT_ID",
    "PROXY_VARIABLES",
    "Ago",
    "ApiSettings",
    "ClientConfig",
    "Earliest",
    "Effect",
    "Proxy",
    "SettingRow",
    "Settings",
    "SettingsError",
    "Since",
    "StartFrom",
    "TokenCredentials",
    "admin_config",
    "consumer_config",
    "effect_of",
    "first_host",
    "load_api_settings",
    "load_mapping",
    "load_settings",
    "parse_start_from",
    "producer_config",
    "read_file_bytes",
    "reread_sasl_credentials",
    "reread_token_credentials",
    "settings_table",
]
