"""Tests of what the program says of itself."""
