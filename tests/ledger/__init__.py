"""The ledger of hazards: its rules, its counts, its papers."""
