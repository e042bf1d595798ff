"""The judgement over played faults."""
