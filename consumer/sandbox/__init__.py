"""A stand-in for the Kameleoon Data API, for the demo, for every test and for benchmarks.

It answers `POST /visit/events` as the vendor documents it, fails on demand, and keeps account of what it
took, so that a test can ask the receiving end what happened instead of believing the sender. It imports
nothing of `consumer`.

    request --contents--> what the body holds --decision--> verdict --ledger, journal--> answer on the wire

`decision` and all that it uses are functions of values, `now` and random draws; `api`, `cheap_api`,
`journal_writer` and `server` are the shell. Other processes steer it over HTTP: `GET /sandbox/statistics`,
`GET /sandbox/last-body`, `PUT /sandbox/faults` (format in `faults`), `DELETE /sandbox/faults`.

With a client id and secret it plays the token service too: `POST /oauth/token` issues tokens that the Data API takes
until they end. `PUT` and `DELETE /sandbox/token-faults` are its faults, `DELETE /sandbox/tokens` revokes all tokens.
"""

from consumer.sandbox.faults import AnswerStatus, DelayAnswer, DripAnswer, Fault, ResetAfterTaking, ResetBeforeTaking
from consumer.sandbox.journal import JournalEntry, JournalError, read_journal
from consumer.sandbox.ledger import Statistics
from consumer.sandbox.options import SandboxOptions
from consumer.sandbox.server import Sandbox, run_sandbox, running_sandbox
from consumer.sandbox.told import Seen, body_lines, request_line

__all__ = [
    "AnswerStatus",
    "DelayAnswer",
    "DripAnswer",
    "Fault",
    "JournalEntry",
    "JournalError",
    "ResetAfterTaking",
    "ResetBeforeTaking",
    "Sandbox",
    "SandboxOptions",
    "Seen",
    "Statistics",
    "body_lines",
    "read_journal",
    "request_line",
    "run_sandbox",
    "running_sandbox",
]
