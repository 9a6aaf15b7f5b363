"""A frame held against its schema by pandera, once."""

import pandas as pd
import pandera.pandas as pa


def failures(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> list[tuple[str, int, str]]:
    """(column, row, code) of every failing check, in the order of rows and columns."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as e:
        cases = e.failure_cases
        if cases["index"].isna().any():  # a check that crashes is our fault, never the unit's
            raise AssertionError(f"a check crashed: {cases.to_dict('records')[:1]}") from e
        order = {c: n for n, c in enumerate(frame.columns)}
        found = zip(cases["column"], cases["index"].astype(int), cases["check"], strict=True)
        return sorted(found, key=lambda f: (f[1], order[f[0]]))
    return []
