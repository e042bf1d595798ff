"""The types of the settings' fields: what a variable's text becomes, and within which bounds."""

from typing import Annotated, Literal

from pydantic import PlainValidator

from consumer.settings import addresses, proxies, values
from consumer.settings.kafka_properties import SecretText
from consumer.settings.start_from import StartFrom, parse_start_from

Region = Literal["eu", "na"]
GroupProtocol = Annotated[Literal["classic", "consumer"], PlainValidator(values.one_of("classic", "consumer"))]
LogLevel = Annotated[
    Literal["debug", "info", "warning", "error"],
    PlainValidator(values.one_of("debug", "info", "warning", "error")),
]
DeliveryLogDetail = Annotated[
    Literal["off", "batches", "events"], PlainValidator(values.one_of("off", "batches", "events"))
]
Switch = Annotated[bool, PlainValidator(values.switch)]
LogFormat = Annotated[Literal["json", "console"], PlainValidator(values.one_of("json", "console"))]

SiteCode = Annotated[str, PlainValidator(values.site_code)]
BaseUrl = Annotated[str, PlainValidator(addresses.base_url)]
TokenUrl = Annotated[str, PlainValidator(addresses.token_url)]
ClientId = Annotated[str, PlainValidator(values.credential)]
ClientSecret = Annotated[SecretText, PlainValidator(lambda text: SecretText(values.credential(text)))]
ProxyChoice = Annotated[proxies.Proxy | proxies.Direct | None, PlainValidator(proxies.configured_proxy)]
BootstrapServers = Annotated[str, PlainValidator(addresses.bootstrap_servers)]
Host = Annotated[str, PlainValidator(addresses.host)]
Topic = Annotated[str, PlainValidator(values.topic)]
GroupId = Annotated[str, PlainValidator(values.group_id)]
StartTime = Annotated[StartFrom, PlainValidator(parse_start_from)]

BatchEvents = Annotated[int, PlainValidator(values.whole_number(1, 100_000, "the largest body holds no more events"))]
# The documented limit of a body is 3 MB (1, 8 and 10 MB in older copies of the documentation); the
# vendor's own SDKs stop at 2.5 MiB.
BatchBytes = Annotated[
    int, PlainValidator(values.byte_size(1_000, 2_500_000, "Kameleoon refuses bodies near 3 MB with 413"))
]
BatchLinger = Annotated[
    float, PlainValidator(values.milliseconds(0, 60_000, "Kameleoon counts an event when it arrives"))
]
BufferBytes = Annotated[
    int,
    PlainValidator(values.byte_size(1 << 20, 16 << 30, "less holds no batch, more is no buffer any more")),
]
# Kafka allows max.poll.interval.ms, 300 s by default, for the whole of a rebalance.
RequestTimeout = Annotated[
    float, PlainValidator(values.milliseconds(100, 120_000, "a rebalance waits for the answer on its way"))
]
ConnectTimeout = Annotated[
    float, PlainValidator(values.milliseconds(10, 60_000, "a host that is there answers within seconds"))
]
RequestRate = Annotated[
    float, PlainValidator(values.number(0.01, 100_000, "less would hold partitions up for minutes"))
]
DrainTimeout = Annotated[
    float,
    PlainValidator(values.milliseconds(0, 600_000, "what runs the process kills it after its grace period")),
]
Port = Annotated[int, PlainValidator(values.whole_number(0, 65_535, "TCP has no others; 0 takes a free one"))]
