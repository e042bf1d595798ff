"""The help of `sandbox`: its pages, and how faults are written. Apart from it, since the help loads nothing else."""

from typing import Final

SANDBOX_HELP: Final = """Play the Data API: answers as Kameleoon documents it, and fails on demand.

On a terminal it prints a line for each request.

\b
GET    /sandbox/statistics    what it has seen so far
GET    /sandbox/last-body     the newest body whose events it took
PUT    /sandbox/faults        what goes wrong from now on: a list, as below
DELETE /sandbox/faults        nothing goes wrong any more
With --client-id: PUT and DELETE /sandbox/token-faults, DELETE /sandbox/tokens

\b
curl -X PUT http://127.0.0.1:8080/sandbox/faults -d '[
  {"kind": "status", "status": 503, "retry_after": 5, "share": 0.1},
  {"kind": "delay", "seconds": 2.5, "next_requests": 10},
  {"kind": "drip", "seconds": 30},
  {"kind": "reset_before_taking", "after_seconds": 1, "for_seconds": 60},
  {"kind": "reset_after_taking", "nonces": ["9f1c2d7a"]},
  {"kind": "status", "status": 413, "over_bytes": 20000},
  {"kind": "status", "status": 302, "location": "https://a.example/"}]'

\b
A fault strikes when all that it says holds; each may be left out:
  share          of the requests, above 0, at most 1
  after_seconds  not before; for_seconds: for so long from then on
  next_requests  so many of them
  nonces         those that hold one of these
  over_bytes     those whose body is larger
Delays add up, and so do drips; of the other kinds the first one decides.
"""
