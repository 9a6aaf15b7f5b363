"""The published Annex 2: the official form with its totals, and the sheets behind it."""
