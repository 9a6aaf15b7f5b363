"""The commands, one module each: what is asked, the one call that does it, and what is said about it.

Nothing heavy is imported before a command runs: help and mistakes of usage are told at once.
"""
