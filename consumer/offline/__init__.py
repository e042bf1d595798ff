"""Commands that need neither Kafka nor the Data API: what a mapping makes of events, and what it may hold.

`lines` is `transform`: events in, verdicts out, a line each. `explained` and `explained_json` say what happened
to one event, for a person and for a machine. `inputs` opens what these commands read.
"""
