"""Workbooks as bytes: formats, limits, and what is broken or faulty."""
