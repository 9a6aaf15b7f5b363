"""Blank forms, and the templates that they are drawn from."""
