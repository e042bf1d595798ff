"""All scenarios by name, those that take longest first."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.failures import culprits, letters, limits, mappings, outages
from tests.failures.played import Played
from tests.failures.stage import Stage

Scenario = Callable[[Stage], Played]

SCENARIOS: Final[Mapping[str, Scenario]] = {
    "bodies-too-large": limits.bodies_too_large,
    "one-in-a-hundred": culprits.one_in_a_hundred,
    "poison": culprits.poison,
    "topic-deleted": letters.topic_deleted,
    "topic-forbidden": letters.topic_forbidden,
    "too-many-requests": limits.too_many_requests,
    "rejects-everything": outages.rejects_everything,
    "not-found": outages.not_found,
    "forbidden": outages.forbidden,
    "unauthorised": outages.unauthorised,
    "redirected": outages.redirected,
    "bad-minute": outages.bad_minute_of_a_quiet_site,
    "firewall": culprits.firewall,
    "bad-mapping": mappings.bad_mapping,
    "quiet-site": culprits.quiet_site,
    "one-culprit": culprits.one_culprit,
    "letter-too-large": letters.letter_too_large,
}
