"""Sheets of a form that hold nothing of the unit's, and are not read."""

CHECK = "_check"  # the hidden sheet that works out the self-check
