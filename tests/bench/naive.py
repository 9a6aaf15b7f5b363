"""The script that a user would write instead: pandas for every file, one pandera check each, and openpyxl at the end.

`python -m tests.bench.naive WORKSPACE ANNEX SUMS` reads the inbox of a workspace, fills its Annex 2 and writes the sums
as JSON. It is written plainly, and not slower than it has to be: where the cells lie is looked up once, the schema
is built once, and only the first sheet of each file is read. It has no guards: what it cannot read ends it.
"""

import json
import sys
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

# A part and its whole, as the rules H1 to H5 of the form have them.
PARTS = [
    ("self_fixed", "self_found"),
    ("dept_fixed", "dept_found"),
    ("listed_fixed", "listed_total"),
    ("case_crime", "case_total"),
    ("reward_anon_wan", "reward_wan"),
    *((kind, "checked_ent") for kind in ("head_not_studied", "head_not_led", "no_duty_list")),
    *((kind, "checked_ent") for kind in ("no_safety_org", "uncertified_work", "drill_missing")),
    *((kind, "checked_ent") for kind in ("outsourcing_chaos", "training_formal")),
    ("measures_unmet", "checked_ent"),
]


def main(root: Path, annex: Path, sums: Path) -> None:
    cells = places(root / "templates" / "form.xlsx", "form_")
    indicators = list(places(root / "templates" / "annex2.xlsx", "total_"))
    schema = pa.DataFrameSchema(
        {name: pa.Column(float, pa.Check.ge(0), nullable=True) for name in indicators},
        checks=pa.Check(lambda frame: all(not (frame[p] > frame[w]).any() for p, w in PARTS)),
    )
    frames = [
        schema.validate(read(path, cells, indicators))
        for path in sorted(root.glob("inbox/**/*.xlsx"))
    ]
    everything = pd.concat(frames, ignore_index=True)
    by_sector = everything.groupby("sector")[indicators].sum(min_count=1)
    total = by_sector.sum()
    fill(root / "templates" / "annex2.xlsx", total, annex)
    sums.write_text(json.dumps({k: round(float(v), 4) for k, v in total.items()}), "utf-8")


def places(book: Path, prefix: str) -> dict[str, tuple[int, int]]:
    """Name without prefix -> row and column, counted from 1, of a template's named cells."""
    names = load_workbook(book).defined_names
    return {
        name.removeprefix(prefix): coordinate_to_tuple(
            next(iter(names[name].destinations))[1].replace("$", "")
        )
        for name in names
        if name.startswith(prefix)
    }


def read(path: Path, cells: dict[str, tuple[int, int]], indicators: list[str]) -> pd.DataFrame:
    """One file as a frame of one row; a cell without a number is missing."""
    sheet = pd.read_excel(path, header=None).to_numpy()
    found = {name: sheet[row - 1, column - 1] for name, (row, column) in cells.items()}
    numbers = pd.to_numeric(pd.Series({name: found[name] for name in indicators}), errors="coerce")
    frame = numbers.astype(float).to_frame().T
    return frame.assign(unit=found["unit"], sector=found["sector"])


def fill(template: Path, total: pd.Series, annex: Path) -> None:
    """The official form with the totals; some cells hold two."""
    book = load_workbook(template)
    texts: dict[str, list[str]] = {}
    for name, value in total.items():
        texts.setdefault(book.defined_names[f"total_{name}"].attr_text, []).append(f"{value:.10g}")
    for place, values in texts.items():
        book.active[place.rpartition("!")[2].replace("$", "")] = "，".join(values)
    book.save(annex)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
