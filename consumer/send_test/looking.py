"""Where to look for the event in the Kameleoon app, and what to try when it is not there."""

from collections.abc import Iterator
from typing import assert_never

from consumer.core.printable import printable
from consumer.send_test.event import Event, Visitor
from consumer.send_test.meaning import Fate


def where_to_look(event: Event, fate: Fate) -> Iterator[str]:
    """Say it step by step."""
    match fate:
        case Fate.NOT_TAKEN:
            yield "Nowhere yet: Kameleoon has nothing of this event. Do what is said above, then send again."
        case Fate.UNKNOWN:
            yield _profile(event)
            yield _what_to_see(event)
            yield _about_repeats(event)
        case Fate.TAKEN:
            yield _profile(event)
            yield _what_to_see(event)
            yield _about_visitor(event.visitor)
            yield from _when_it_is_not_there(event)
        case _:
            assert_never(fate)


def _profile(event: Event) -> str:
    code = printable(event.visitor_code)
    return f"In the Kameleoon app, open the visitor's profile by the visitor code {code}, or the experiment's results."


def _what_to_see(event: Event) -> str:
    if not event.is_conversion:
        return f"It should show a page view of {printable(str(event.fields['href']))}."
    conversion = f"It should show a conversion of goal {event.fields['goalId']}"
    revenue = event.fields.get("revenue")
    if revenue is None:
        return f"{conversion}. No revenue was sent; add --revenue to see it counted for a revenue goal."
    if event.fields.get("negative") is True:
        return f"{conversion}, with {revenue} taken back from its revenue if it is a revenue goal."
    return f"{conversion}, with revenue {revenue} if it is a revenue goal."


def _about_visitor(visitor: Visitor) -> str:
    match visitor:
        case Visitor.INVENTED:
            return (
                "This visitor is invented and has seen no experiment, so the event counts for none. For one that "
                "counts, open the experiment in your browser, then send again with --visitor-code and the value of its "
                "cookie kameleoonVisitorCode."
            )
        case Visitor.FALLBACK:
            return (
                "The event brought no kameleoon_visitor_code, so the fallback anonymous_id was sent, which counts for "
                "no experiment. See that the Kameleoon tag is on the site and sets its cookie before such an event."
            )
        case Visitor.GIVEN:
            return "It counts for an experiment only if this visitor has seen that experiment before."
        case _:
            assert_never(visitor)


def _about_repeats(event: Event) -> str:
    if event.is_mapped:
        return "Sending the same event again is safe: its nonce stays the same, by which Kameleoon can tell repeats."
    return "Sending again makes another event with another nonce: if this one was taken after all, both may be counted."


def _when_it_is_not_there(event: Event) -> Iterator[str]:
    if event.is_conversion:
        yield (
            "If the visitor is there and the conversion is not: the goal may not exist. Compare "
            f"{event.fields['goalId']} with the goal's number under Goals in the Kameleoon app, in this very project."
        )
    yield (
        "If nothing appears at all: try `nonce: {as: hex16}` in a mapping first, with send-test --event and --mapping "
        "(Kameleoon's API reference asks for 16 hexadecimal characters). Then compare site code and visitor code."
    )
    if event.is_mapped:
        yield (
            "The nonce is made of the event's message id: Kameleoon may take the same event, sent again, for a repeat "
            "and count it once."
        )
