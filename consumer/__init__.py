"""signal-kameleoon: a Kafka consumer group that delivers Datafly Signal events to the Kameleoon Data API.

The map. Imports run downwards, and never back; `transforms` knows nothing of this package.

    __main__            the first lines and the last: signals, standard streams
    cli                 commands
    send_test/          one event to the real Data API, and what the answer means
    letters/            what lies in the dead-letter topic: dead-letters list and show
    generating          generate: invented events to a topic;  sandboxing  sandbox as a process
    check/              everything that can be known before consuming
    offline/            what a mapping makes of events: transform, explain, schema
    demo/               everything in one process, and the sum at the end
    process             `run` as a process: signals, log lines, exit code
    app                 puts the consumer together
    crew                tasks that end with the program, and never before
    lanes, lane         the event loop's side: chunks -> batch -> post -> dead letters -> resolved
    kafka/              the Kafka thread: read, transform, encode, rebalance, pause, commit; the dead-letter producer
    authorised_sender   requests with a token while there is one;  token_source  one request to the token service
    http_sender, admin  one request to the Data API; health and metrics, behind an acceptor that strangers cannot fill
    http_failure        why a request has no answer
    file_watch          files of settings that change: rotated secrets, and what needs a restart
    telemetry/          the only place that logs or touches a metric
    handover            the bridge between the two threads
    memory_limit        what the container lets the process have
    core/               decisions as functions of values
    settings/           the environment as one checked value;  descriptors  how many files may be open
    sandbox/            a stand-in for the Data API;  generator/  realistic Signal events

What is promised: at least once, in order per partition, nothing skipped. An offset is committed only after every
record below it is delivered (answered 2xx), dropped (the mapping says so) or dead-lettered (the dead-letter topic
acknowledged it).
"""
