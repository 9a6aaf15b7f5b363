"""The ledger of hazards: its sheet, its rows, its rules, and the database of hazards."""
