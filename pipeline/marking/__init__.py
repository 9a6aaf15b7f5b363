"""Faults marked in a unit's own workbook. Its package is edited part by part, and every other byte stays as it was."""
