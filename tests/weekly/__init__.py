"""The weekly tally."""
