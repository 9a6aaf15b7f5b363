"""The declared rules, held against all sheets in one pass; one finding a cause."""
