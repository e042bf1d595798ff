"""Decisions as functions of values: no await, no clock, no randomness, no logging.

`now` is a monotonic time in seconds and `jitter` a number in [0, 1), both given by the shell. The rooms:

    record, chunk, batch     what is on its way, from a Kafka record to a request's events
    preparing, batching      records -> chunks on the Kafka thread; chunks -> batches on the event loop
    buffer, turn_size        memory by partition, and who is paused for it; how much one turn reads
    positions, unread        which partitions are ours and what is read next; what lies in the log and does not come
    start, offsets, commits  where a partition begins, what may be committed, what is sent when
    memory, group            what a container needs; who is in the consumer group
    membership, watchdog     whether this process may still post; whether its Kafka thread hangs

    partition, part          the state of one assignment, with the drawing of its states
    next_step, answers       what to do next with it; what an answer changes
    outcome, judgement       status line -> outcome -> what it says about the events; failure  why there was none
    fuse                     stops a partition most of whose records would become dead letters
    api_state                what all partitions know of the API:
      evidence, blockade     whether it takes anything; the state in which it refuses everything
      body_limit             the size that it still takes
      retry, request_rate    back-off, the shared cool-down, the ceiling of requests per second
    token                    which token to send, and when to fetch another

    dead_letter, advice, printable, shell_command   what people and tools are told
"""
