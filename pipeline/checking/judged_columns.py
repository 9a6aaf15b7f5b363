"""Columns of numbers held against what they may be, by pandera. Those with the same checks are one long column.

A schema with a column of its own for each costs pandera a millisecond a column, however few the sheets are: for the
eighty of a month like the sample as long as a tenth of importing pandas.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import pandera.pandas as pa

from pipeline.checking.rules import Array
from pipeline.model.form import Kind

Failure = tuple[str, int, str]  # column, row in it, what the failed check is called


def value_checks(kind: Kind, codes: Mapping[str, str]) -> list[pa.Check]:
    """The range and the decimals of a kind of value; codes: what each is called, by the case of a value rule."""

    def has_right_decimals(values: pd.Series) -> pd.Series:
        return values.round(kind.decimals).eq(values)

    return [
        pa.Check.ge(0, error=codes["negative"]),
        pa.Check.le(kind.largest, error=codes["too_large"]),
        pa.Check(has_right_decimals, error=codes["not_whole"]),
    ]


def rule_checks(name: str) -> list[pa.Check]:
    """What a rule's column may be: at most 0."""
    return [pa.Check.le(0, error=name)]


def failures(columns: Mapping[str, Array], checks: Sequence[pa.Check]) -> Iterator[Failure]:
    """Every check that a number fails, of columns of one length; NaN fails none."""
    names = list(columns)
    if not names:
        return
    try:
        series = pd.Series(np.concatenate(list(columns.values())))
        pa.SeriesSchema(float, list(checks), nullable=True).validate(series, lazy=True)
    except pa.errors.SchemaErrors as e:
        cases = e.failure_cases
        if cases["index"].isna().any():  # a check that crashes is our fault, never the unit's
            raise AssertionError(f"a check crashed: {cases.to_dict('records')[:1]}") from e
        length = len(columns[names[0]])
        for at, name in zip(cases["index"].astype(int), cases["check"], strict=True):
            yield names[at // length], at % length, name
