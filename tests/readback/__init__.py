"""A second program: reads every number back out of what was published, and holds it against totals.csv and figures.csv.

It shares no code with the pipeline, and needs the standard library alone: `python -m tests.readback outbox/2023-07`.
"""
