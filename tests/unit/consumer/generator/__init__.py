"""Unit tests of the generator of Signal events."""
