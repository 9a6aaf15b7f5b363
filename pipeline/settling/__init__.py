"""Which files count in which period, how everybody stands, and the release that all writers see."""
