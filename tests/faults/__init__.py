"""Faults on real Kafka with real processes: what a scenario does, and the judgement that is the same for all of them.

    catalogue    every scenario by its name
    stage        where scenarios are played, and how long their faults last
    scene        a deployment under load, to which a scenario does harm
    events, load what is written to the topic, each record with what it is meant to become; the same, steadily
    watch        offsets, memory and descriptors, looked at once a second
    allowance    how many repeats are lawful
    judging      what did not hold
    played       how a scenario ended

    members      members that come, go, die and freeze
    policy/      the failure policy, one small story per promise

`python -m tests.faults [name ...]` plays them; the integration tests play the most common ones, with shorter faults.
"""
