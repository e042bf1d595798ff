"""The command line. Each command is a thin door to the module that does the work."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from consumer.sandbox_help import SANDBOX_HELP

app = typer.Typer(
    name="signal-kameleoon",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _tell_version(*, is_asked: bool) -> None:
    if is_asked:
        from consumer.version import VERSION  # noqa: PLC0415 - as below

        typer.echo(f"signal-kameleoon {VERSION}")
        raise typer.Exit


@app.callback()
def signal_kameleoon(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Say which version this is.", callback=_tell_version, is_eager=True),
    ] = False,
) -> None:
    """Carries Datafly Signal events from Kafka to the Kameleoon Data API."""


class Region(StrEnum):
    """Where a Kameleoon account is hosted."""

    EU = "eu"
    NA = "na"


@app.command()
def run() -> None:
    """Consume the Signal topic and deliver to Kameleoon. Settings come from the environment."""
    from consumer.process import run_process  # noqa: PLC0415 - each command loads only what it needs

    raise typer.Exit(run_process(os.environ))


@app.command()
def check(
    mapping: Annotated[
        Path | None,
        typer.Option(help="Judge this mapping; without any setting in the environment, look at nothing else."),
    ] = None,
) -> None:
    """Look at everything that can be known before consuming, and how to fix it. Exit code 2 if anything must be fixed.

    Settings, mapping, Kafka, topics and rights, group, Data API, and what becomes of the topic's last 1,000 records.
    """
    from consumer.check import run_check  # noqa: PLC0415 - as above

    raise typer.Exit(run_check(os.environ, mapping))


@app.command()
def demo(
    events: Annotated[int, typer.Option(min=1, help="How many records.")] = 10_000,
    rate: Annotated[
        float | None, typer.Option(min=0.1, help="Records per second; as fast as the consumer keeps up if left out.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same visitors and message ids.")] = 1,
    *,
    faults: Annotated[bool, typer.Option("--faults", help="Let the API fail now and then: 429, 503, resets.")] = False,
) -> None:
    """Watch invented Signal events go through Kafka to Kameleoon, all in this process, and be accounted for."""
    from consumer.demo import DemoOptions, run_demo  # noqa: PLC0415 - as above

    raise typer.Exit(run_demo(DemoOptions(events=events, rate_per_second=rate, has_faults=faults, seed=seed)))


@app.command(help=SANDBOX_HELP)
def sandbox(  # noqa: PLR0913 - each is an option of the command line
    site_code: Annotated[str, typer.Option(help="The one site code that it knows.")] = "sandbox",
    region: Annotated[Region, typer.Option(help="The region that it plays.")] = Region.EU,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8080,
    journal: Annotated[Path | None, typer.Option(help="File that gets a JSON line per request.")] = None,
    requests_per_second: Annotated[float | None, typer.Option(help="Above it, 429 with Retry-After.")] = None,
    *,
    client_id: Annotated[str | None, typer.Option(help="With a secret, POST /oauth/token issues tokens.")] = None,
    client_secret: Annotated[str | None, typer.Option(help="The secret for them, an invented one.")] = None,
    token_lifetime_seconds: Annotated[int, typer.Option(min=1, help="How long such a token is taken.")] = 7_200,
    refuse_tokens: Annotated[bool, typer.Option("--refuse-tokens", help="Answer 401 to every token.")] = False,
    cheap: Annotated[bool, typer.Option("--cheap", help="Only count, at the least cost: for benchmarks.")] = False,
    print_bodies: Annotated[bool, typer.Option("--print", help="Print the body of each request as well.")] = False,
) -> None:
    """Play the Data API; the help says more."""
    from consumer.sandboxing import run_sandbox_process  # noqa: PLC0415 - as above

    fields = {
        "site_code": site_code,
        "region": region.value,
        "host": host,
        "port": port,
        "journal_path": journal,
        "requests_per_second": requests_per_second,
        "client_id": client_id,
        "client_secret": client_secret,
        "token_lifetime_seconds": token_lifetime_seconds,
        "refuses_tokens": refuse_tokens,
        "cheap": cheap,
    }
    raise typer.Exit(run_sandbox_process(fields, has_bodies=print_bodies))


@app.command()
def generate(
    bootstrap_servers: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Kafka's first brokers; else KAFKA_BOOTSTRAP_SERVERS.")
    ] = None,
    topic: Annotated[str | None, typer.Option(metavar="NAME", help="The topic to write to; else SIGNAL_TOPIC.")] = None,
    events: Annotated[int, typer.Option(min=1, help="How many records.")] = 10_000,
    rate: Annotated[
        float | None, typer.Option(min=0.1, help="Records per second; as fast as Kafka takes them if left out.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same visitors and message ids.")] = 1,
    *,
    create: Annotated[bool, typer.Option("--create", help="Make the topic if it is missing.")] = False,
) -> None:
    """Write realistic Signal events to a topic. Kafka's settings (SASL, TLS) come from the environment, as for run."""
    from consumer.generating import Order, run_generate  # noqa: PLC0415 - as above

    order = Order(
        bootstrap_servers=bootstrap_servers,
        topic=topic,
        is_creating=create,
        events=events,
        rate_per_second=rate,
        seed=seed,
    )
    raise typer.Exit(run_generate(os.environ, order))


_MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", help="The mapping's file; left out, MAPPING_FILE's, or else the default mapping."),
]


@app.command()
def transform(mapping: _MappingOption = None) -> None:
    """Judge Signal events: JSON lines on standard input, one JSON line out for each. Nothing is sent."""
    from consumer.offline.commands import run_transform  # noqa: PLC0415 - as above

    raise typer.Exit(run_transform(mapping))


@app.command()
def explain(
    event: Annotated[Path, typer.Argument(help="A file with one Signal event; - is standard input.")] = Path("-"),
    mapping: _MappingOption = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a machine.")] = False,
) -> None:
    """Show what would be sent of one event and where each field comes from, or why nothing is. Nothing is sent."""
    from consumer.offline.commands import run_explain  # noqa: PLC0415 - as above

    raise typer.Exit(run_explain(mapping, event, as_json=as_json))


@app.command()
def send_test(  # noqa: PLR0913 - each is an option of the command line
    visitor_code: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="Whose event: a browser's cookie kameleoonVisitorCode; else an invented one."
        ),
    ] = None,
    goal_id: Annotated[
        str | None, typer.Option(metavar="N", help="Send a conversion of this goal; else a page view.")
    ] = None,
    revenue: Annotated[str | None, typer.Option(metavar="X", help="The conversion's revenue, such as 23.50.")] = None,
    url: Annotated[
        str | None, typer.Option(metavar="U", help="The page view's address; else https://example.com/.")
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="T", help="The page view's title.")] = None,
    event: Annotated[
        Path | None, typer.Option(help="Send this Signal event, through the mapping; - is standard input.")
    ] = None,
    mapping: _MappingOption = None,
    *,
    negative: Annotated[bool, typer.Option("--negative", help="The conversion takes its revenue back.")] = False,
) -> None:
    """Send one event to the real Data API; show request, answer, what it means, and where to look in the Kameleoon app.

    Needs KAMELEOON_SITE_CODE and KAMELEOON_REGION, and no Kafka. Exit code 0: taken; 1: not taken; 2: nothing was sent.
    """
    from consumer.send_test import Options, run_send_test  # noqa: PLC0415 - as above

    options = Options(
        visitor_code=visitor_code,
        goal_id=goal_id,
        revenue=revenue,
        is_negative=negative,
        url=url,
        title=title,
        event_path=event,
        mapping_path=mapping,
    )
    raise typer.Exit(run_send_test(os.environ, options))


@app.command()
def schema() -> None:
    """Write the JSON Schema of a mapping, by which editors complete it."""
    from consumer.offline.commands import run_schema  # noqa: PLC0415 - as above

    raise typer.Exit(run_schema())


dead_letters = typer.Typer(help="Look into the dead-letter topic. Nothing is moved or deleted.", no_args_is_help=True)
app.add_typer(dead_letters, name="dead-letters")


@dead_letters.command("list")
def list_letters(
    since: Annotated[
        str | None, typer.Option(help="Only letters written since: 30m, 24h, 2d, or a time such as 2026-01-31T12:00Z.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Only letters of this reason, such as goal_id_missing.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a machine.")] = False,
) -> None:
    """Count dead letters by reason, rule and HTTP status, and by hour. Settings come from the environment, as for run.

    Exit code 2 for wrong settings or options, 3 where Kafka or the topic cannot be read.
    """
    from consumer.letters.asking import Listing  # noqa: PLC0415 - as above
    from consumer.letters.commands import run_list  # noqa: PLC0415 - as above

    raise typer.Exit(run_list(os.environ, Listing(since=since, reason=reason, as_json=as_json)))


@dead_letters.command("show")
def show_letters(
    place: Annotated[
        str | None, typer.Argument(metavar="[PARTITION:OFFSET]", help="Where it lies in the dead-letter topic.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="PARTITION:OFFSET", help="Where its record lies in the Signal topic.")
    ] = None,
    last: Annotated[int | None, typer.Option(min=1, max=1_000, help="So many of the newest; 1 if left out.")] = None,
    mapping: _MappingOption = None,
    *,
    all_headers: Annotated[bool, typer.Option("--all-headers", help="Every header as it is.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Cut nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a machine: a line each.")] = False,
) -> None:
    """Show dead letters: why, where from, headers, key, value, and what today's mapping makes of it.

    Shows the newest one unless told otherwise. The values are visitors' data. Exit codes as for list; 2 if not found.
    """
    from consumer.letters.asking import Showing  # noqa: PLC0415 - as above
    from consumer.letters.commands import run_show  # noqa: PLC0415 - as above
    from consumer.letters.content_text import Extent  # noqa: PLC0415 - as above

    extent = Extent(is_full=full, has_all_headers=all_headers)
    showing = Showing(place=place, source=source, last=last, mapping=mapping, extent=extent, as_json=as_json)
    raise typer.Exit(run_show(os.environ, showing))


def main() -> None:
    """Run the command that the arguments name."""
    app()
