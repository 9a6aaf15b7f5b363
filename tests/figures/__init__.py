"""Sums, months side by side, and the way back from a sum to cells."""
