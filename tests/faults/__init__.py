"""Faults on real Kafka with real processes: what a scenario does, and the judgement that is the same for all of them.

    catalogue    every scenario by its name
    stage        where scenarios are played, and how long their faults last
    scene        a deployment under load, to which a scenario does harm
    events, load what is written to the topic, each record with what it is meant to become; the same, steadily
    watch        offsets, memory and descriptors, looked at once a second
    allowance    how many repeats are lawful
    judging      what did not hold
    played       how a scenario ended

The scenarios, by what goes wrong:

    members      members that come, go, die and freeze
    api          an API that is down, slow, limits its callers, breaks connections, or refuses everything
    poison       events that are broken, or refused for what is in them
    brokers      brokers that restart, die, hang, or are all gone
    letters      a dead-letter topic that may not be written to
    commits      commits that are refused, or hang
    topics       a source topic that is hot, grows, is truncated, or invalid from end to end
    refusals     a Kafka that does not want a member any more; a certificate that has expired
    sizes        records of every size
    network      splits between a member and Kafka, or the API
    exceptions   exceptions where nobody expects one
    clocks, names, output   wall clocks that jump; a name that moves; a stdout that nobody reads
    policy/      the failure policy, one small story per promise

What they use: `inside` strikes inside a member, `proxies` is the bad network, `certificates` a TLS front, `faked` a
name server, `rights` Kafka's ACLs.

`soak` does random `harms` for as long as it is told.

`python -m tests.faults [name ...]` plays scenarios; the integration tests play the most common ones, but shorter.
"""
