"""`signal-kameleoon check`: everything that can be known before consuming, and how to mend what is wrong.

    checking                    looks in order, and gives findings as they come
    judging                     the mapping: from a record's value to its event name and verdict
    kafka_looks                 questions to Kafka;  asking_again  for as long as it is settling
    group_protocol_look         whether it offers the group protocol that is asked for
    api, resolving              one question to the Data API, and whether its name leads anywhere
    seen, sample_plan, tally    what was seen, as values
    *_findings                  findings out of what was seen: pure functions
    verdict_advice              what to change about each verdict of the mapping
    report                      findings on a terminal, or as plain lines

Nothing is changed by it: no group is joined, nothing is committed, no topic is made, no event is sent.
"""

from consumer.check.command import run_check

__all__ = ["run_check"]
