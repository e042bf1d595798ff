"""`signal-kameleoon send-test`: one event to the real Data API, and everything that a person may learn from the answer.

    options    what the command was asked for, and what of it does not go together
    event      the vendor event that the options describe, or that a mapping made
    posting    sends it, with the time that it took
    meaning    what the answer means, by the specification's chapter on troubleshooting
    looking    where to look for the event in the Kameleoon app
    report     request, answer, meaning and where to look, as lines
    command    does all of it in order

Options, event, meaning, looking and report are functions of values. Kafka is not spoken to.
"""

from consumer.send_test.command import run_send_test
from consumer.send_test.options import Options

__all__ = ["Options", "run_send_test"]
