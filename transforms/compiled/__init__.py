"""From a blueprint to functions that run for every record.

`transform` joins everything to one function from bytes to a verdict; `signal_event` generates the decoder for
the paths that the mapping reads and `reading` the source that reads them; `rule`, with `step` and `identity`,
is one rule; `gates` say which events are dropped before they are built; `invalid` has the verdicts in words;
`explanation` shows for one event what these functions did.
"""
