"""Tests of the tree itself: shape, purity, imports."""
