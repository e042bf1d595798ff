"""Unit, property and integration tests, and the tools that they share."""
