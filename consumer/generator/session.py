"""One visit in progress: turns what a visitor does into Signal events, as the event schema spells them.

Rules:
- The referrer of a page is the page looked at before; of the first page, where the visitor came from.
- Everything but a page view happens on the page that was looked at last.
- A step holds the event without `timestamp` and `messageId`: these belong to the moment in which it is sent.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from consumer.generator.catalogue import Page, Product
from consumer.generator.record import Intent
from consumer.generator.visitor import Visitor

PAUSE_MEAN_MS: Final = 12_000
"""Mean time between two things that a visitor does."""

# Where visitors come from: the referrer (browsers say "" for none), and the campaign that the address named.
_ORIGINS: Final[tuple[tuple[str, dict[str, str | None] | None], ...]] = (
    ("", None),
    ("", None),
    ("https://www.google.com/", None),
    ("https://www.bing.com/", None),
    ("https://www.google.com/", {"source": "google", "medium": "cpc", "name": "brand", "term": "moka pot"}),
    ("", {"source": "newsletter", "medium": "email", "name": "autumn-baking", "term": None}),
    ("https://www.instagram.com/", {"source": "instagram", "medium": "paid-social", "name": "table-linen"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that a visitor does.

    Attributes:
        pause_ms: Time since the visitor's step before.
        event: The Signal event, still without `timestamp` and `messageId`.
        intent: What the default mapping has to make of it.
    """

    pause_ms: int
    event: dict[str, object]
    intent: Intent


class Session:
    """A visitor on the site: the page before their eyes, the campaign that brought them, their basket."""

    def __init__(self, *, rng: Random, visitor: Visitor) -> None:
        self.rng: Final = rng
        self.visitor = visitor
        self.basket: list[tuple[Product, int]] = []
        self._referrer, self._campaign = rng.choice(_ORIGINS)
        self._page: dict[str, str] = {}

    def chance(self, probability: float) -> bool:
        """Return True with the probability given."""
        return self.rng.random() < probability

    def view(self, page: Page, properties: dict[str, object] | None = None) -> Step:
        """Look at a page."""
        url = page.url
        self._page = {
            "url": url,
            "path": page.path,
            "referrer": self._referrer,
            "title": page.title,
            "search": page.search,
        }
        self._referrer = url
        own: dict[str, object] = {"type": "page", "name": page.name, "properties": properties or {}}
        return self._step(own, self._context(), Intent.DELIVER)

    def track(self, name: str, properties: dict[str, object], intent: Intent) -> Step:
        """Do something on the page that is shown."""
        return self._step({"type": "track", "event": name, "properties": properties}, self._context(), intent)

    def track_from_server(self, name: str, properties: dict[str, object], intent: Intent, pause_ms: int) -> Step:
        """Have the shop's back office do something: there is no page, device or address then."""
        own: dict[str, object] = {"type": "track", "event": name, "properties": properties}
        return self._step(own, {"consent": self.visitor.surroundings["consent"]}, intent, pause_ms)

    def identify(self, traits: dict[str, object]) -> Step:
        """Say who the visitor is."""
        return self._step({"type": "identify", "traits": traits}, self._context(), Intent.DROP)

    def group(self, group_id: str, traits: dict[str, object]) -> Step:
        """Say which group the visitor belongs to."""
        own: dict[str, object] = {"type": "group", "groupId": group_id, "traits": traits}
        return self._step(own, self._context(), Intent.DROP)

    def _context(self) -> dict[str, object]:
        context: dict[str, object] = {"page": self._page, **self.visitor.surroundings}
        if self._campaign is not None:
            context["campaign"] = self._campaign
        return context

    def _step(
        self,
        own: dict[str, object],
        context: dict[str, object],
        intent: Intent,
        pause_ms: int | None = None,
    ) -> Step:
        visitor = self.visitor
        event = {
            **own,
            "userId": visitor.user_id,
            "anonymousId": visitor.anonymous_id,
            "context": context,
            "vendor_ids": visitor.vendor_ids,
        }
        if pause_ms is None:
            pause_ms = int(self.rng.expovariate(1 / PAUSE_MEAN_MS))
        return Step(pause_ms=pause_ms, event=event, intent=intent)
