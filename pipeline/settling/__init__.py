"""Which files count in which period, and how everybody stands."""
