"""All scenarios by name: what happens most often in production comes first, then the failure policy's stories."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.faults import (
    api,
    brokers,
    clocks,
    commits,
    exceptions,
    letters,
    logs,
    members,
    memory,
    names,
    network,
    output,
    poison,
    refusals,
    sizes,
    topics,
)
from tests.faults.played import Played
from tests.faults.policy import culprits, limits, mappings, outages
from tests.faults.policy import letters as policy_letters
from tests.faults.stage import Stage

Scenario = Callable[[Stage], Played]

FAULTS: Final[Mapping[str, Scenario]] = {
    "rolling-deploy": members.rolling_deploy,
    "api-down": api.down,
    "rate-limited": api.rate_limited,
    "slow-api": api.slow,
    "poison-events": poison.poison_events,
    "scaling": members.scaling,
    "killed": members.killed,
    "broken-connections": api.broken_connections,
    "misconfigured": api.misconfigured,
    "brokers-restart": brokers.brokers_restart,
    "frozen": members.frozen,
    "nearly-frozen": members.nearly_frozen,
    "coordinator-hangs": brokers.coordinator_hangs,
    "kafka-down": brokers.kafka_down,
    "dead-letters-refused": letters.dead_letters_refused,
    "all-invalid": topics.all_invalid,
    "hot-partition": topics.hot_partition,
    "partitions-added": topics.partitions_added,
    "log-truncated": topics.log_truncated,
    "topic-replaced": logs.topic_replaced,
    "added-by-event-time": logs.added_by_event_time,
    "spoiled-batch": logs.spoiled_batch,
    "inflating": memory.inflating,
    "network-split": network.network_split,
    "commits-refused": commits.commits_refused,
    "refused-for-good": refusals.refused_for_good,
    "certificate-expired": refusals.certificate_expired,
    "size-mix": sizes.size_mix,
    "exceptions": exceptions.exceptions,
    "clocks-jump": clocks.clocks_jump,
    "blocked-output": output.blocked_output,
    "names": names.names,
    "crowd": members.crowd,
}
MOST_COMMON: Final = tuple(FAULTS)[:10]

POLICY: Final[Mapping[str, Scenario]] = {
    "bodies-too-large": limits.bodies_too_large,
    "one-in-a-hundred": culprits.one_in_a_hundred,
    "poison": culprits.poison,
    "topic-deleted": policy_letters.topic_deleted,
    "topic-forbidden": policy_letters.topic_forbidden,
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
    "letter-too-large": policy_letters.letter_too_large,
}
"""Those that take longest first."""

SCENARIOS: Final[Mapping[str, Scenario]] = {**FAULTS, **POLICY}
