"""The demo from its headline to its exit code."""

import asyncio
import sys
import traceback

from rich.console import Console

from consumer.demo.balance import Seen, balance
from consumer.demo.options import DemoOptions
from consumer.demo.report import Report, print_headline, print_report
from consumer.demo.screen import open_screen
from consumer.demo.stage import DEAD_LETTER_TOPIC, TOPIC, Stage, built_stage
from consumer.demo.watch import deliver_all
from consumer.stopping import ExitCode, Stop, first_stop


def run_demo(options: DemoOptions) -> ExitCode:
    """Run a demo on this terminal; return the exit code."""
    console = Console()
    print_headline(console, options)
    exit_code = ExitCode.UNEXPECTED
    try:
        report = asyncio.run(_play(options, console))
        print_report(console, options, report)
        exit_code = ExitCode.CLEAN if report.holds else ExitCode.NOT_ACHIEVED
    except* Stop as group:
        stop = first_stop(group)
        sys.stderr.write(f"{stop}\n")
        exit_code = stop.exit_code
    except* Exception:  # noqa: BLE001 - the last place that can say what happened
        traceback.print_exc()
    return exit_code


async def _play(options: DemoOptions, console: Console) -> Report:
    with open_screen(console) as show:
        async with built_stage(options) as stage:
            delivery = await deliver_all(stage, show)
            return Report(
                balance=balance(delivery.produced.by_intent, await asyncio.to_thread(_seen, stage)),
                statistics=stage.sandbox.statistics,
                rate_per_second=delivery.progress.rate_per_second,
                is_stalled=delivery.progress.is_stalled,
            )


def _seen(stage: Stage) -> Seen:
    """Ask both ends, once the consumer has left the group."""
    offsets = stage.offsets
    return Seen(
        end_offsets=sum(offsets.ends(TOPIC).values()),
        committed=sum(offsets.committed(TOPIC).values()),
        distinct_nonces=stage.sandbox.statistics.unique_nonces,
        dead_letters=sum(offsets.ends(DEAD_LETTER_TOPIC).values()),
    )
