"""The rows that a rule is about."""

import numpy as np

from pipeline.ledger.rows import Flags, Rows
from pipeline.model.rule import Rule


def concerned(rows: Rows, rule: Rule) -> Flags:
    """Rows with all of `when_filled`, one of `when_any`, none of `when_blank`, and one of `words` in `when_says`."""
    given = rule.parameters
    flags = np.ones(len(rows.lines), dtype=bool)
    for column in given["when_filled"]:
        flags &= ~rows.blank(column)
    for column in given["when_blank"]:
        flags &= rows.blank(column)
    if given["when_any"]:
        flags &= np.any([~rows.blank(column) for column in given["when_any"]], axis=0)
    if given["when_says"]:
        flags &= rows.among(given["when_says"], given["words"])
    return flags
