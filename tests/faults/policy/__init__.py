"""The failure policy, one small story per promise, each with a single member.

trial       one deployment with its events, its faults and what was expected of it
culprits    events that the API refuses for what is in them
outages     an API that refuses everything for a while
limits      sizes and rates
mappings    a mapping that makes every event invalid
letters     a dead-letter topic that does not take what is written to it
"""
