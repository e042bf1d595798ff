"""Tests of single parts: no network, no clock, no waiting."""
