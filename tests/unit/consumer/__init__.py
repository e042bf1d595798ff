"""Tests of `consumer`, folder by folder."""
