"""The failure policy against real Kafka, real processes and the sandbox: one small story per promise.

    stage       where scenarios are played, and how long their faults last
    trial       one deployment with its events, its faults and what was expected of it
    events      what is written to the topic, each event with what it is meant to become
    load        the same, steadily
    played      how a scenario ended: figures, and what did not hold
    culprits    events that the API refuses for what is in them
    outages     an API that refuses everything for a while
    limits      sizes and rates
    mappings    a mapping that makes every event invalid
    letters     a dead-letter topic that does not take what is written to it
    catalogue   all scenarios by name

`python -m tests.failures [name ...]` plays them with faults of a minute; the integration tests play them shorter.
"""
