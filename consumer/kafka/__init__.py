"""Everything that talks to Kafka. Nothing of confluent_kafka's leaves this package but the messages themselves.

One thread owns the Consumer: since confluent-kafka 2.16 calls from a second thread are serialised behind it without a
queue, and may starve for ever (its `docs/multithreading-guide.md`).

    source           the thread: reads, hands over, pauses, commits
    reading          what the client hands out: records, and errors in their place between them
    rebalance        what happens when partitions come and go;  starting  where they begin
    partitions       the partitions that we have, in step with what is committed and held
    topic_watch      is it still the same topic, where does it end, what does not come
    group_watch      why we have not joined, and who else takes partitions
    looks            questions beside the Consumer;  committer  commits and their answers
    dead_letters     the producer;  topics, dead_letter_topic  what must be there before the first record
    span_reading     reads offsets without a group, for `check` and `dead-letters`
    errors           what an error of the client means
"""
