"""Valid workbooks, damaged by chance, and an independent witness of what they say: see tests/fuzz.py."""
