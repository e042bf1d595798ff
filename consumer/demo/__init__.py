"""The demo: invented Signal events through the real consumer to the sandbox, in one process, each accounted for.

    generator --feed--> Kafka (librdkafka's embedded mock cluster) --consumer.app--> sandbox, dead-letter topic

Real are the consumer with its threads, HTTP and commits, and the settings, which are read from a mapping as they would
be from an environment. Stand-ins are the cluster and the Data API. The balance at the end asks the two ends, the
generator and what arrived, and Kafka's offsets between them; it never asks the consumer's own counters.

Imports run one way: play -> watch -> {stage, screen, report} -> {feed, cluster, faults} -> {pacing, progress, counters,
balance, options}, of which the last are values and decisions without I/O.
"""

from consumer.demo.options import DemoOptions
from consumer.demo.play import run_demo

__all__ = ["DemoOptions", "run_demo"]
