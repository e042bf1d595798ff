"""Run by Python at its start, in every process that has this folder on its path."""

import os

if path := os.environ.get("FAKED_CLOCK_FILE"):
    from tests.faults.inside.clock import fake_wall_clock

    fake_wall_clock(path)
if order := os.environ.get("SABOTAGE"):
    from tests.faults.inside.sabotage import sabotage

    sabotage(order)
