"""Texts as an office writes them, and as people type them: numbers, dates, lists, names, tables kept by hand."""
