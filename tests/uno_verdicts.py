"""Run by the system's Python: types case after case into a form with a real LibreOffice, and reads its self-check.

python3 uno_verdicts.py PIPE < {"source": url, "engine": name, "first": row, "cases": [{name: number, text or null}]}
prints a list: of each case what is broken ([code, title, cell, number or "", message]), and the rows of the sheets.
"""

import json
import sys

import uno  # noqa: F401  (makes com.sun.star importable)
from com.sun.star.beans import PropertyValue
from uno_fill import connect


def typed(cell, value):
    """Type into a cell, or empty it; what begins with = is a formula."""
    if value is None:
        cell.clearContents(1 | 2 | 4 | 16)
    elif isinstance(value, bool):
        cell.Formula = f"={value}".upper() + "()"
    elif isinstance(value, str) and value.startswith("="):
        cell.Formula = value
    elif isinstance(value, str):
        cell.String = value
    else:
        cell.Value = value


def broken(rows):
    """Of all lines those that are broken."""
    return [[r[0], r[2], r[3], r[5], r[6]] for r in rows if r[4] == 1]


def main(pipe):
    """Run all cases, then end the office."""
    job = json.load(sys.stdin)
    desktop = connect(pipe)
    hidden = PropertyValue("Hidden", 0, True, 0)
    book = desktop.loadComponentFromURL(job["source"], "_blank", 0, (hidden,))
    book.enableAutomaticCalculation(False)
    engine = book.Sheets.getByName(job["engine"])
    cursor = engine.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress.EndRow
    lines = engine.getCellRangeByPosition(0, job["first"] - 1, 7, last)
    sheets = engine.getCellRangeByPosition(0, 2, 7, job["sheets"] + 1)
    flags = engine.getCellRangeByPosition(0, 2, 7, job["first"] - 1)
    cells = {}
    told = []
    before = {}
    for case in job["cases"]:
        for name in {**before, **case}:
            if before.get(name) != case.get(name) or name not in before:
                if name not in cells:
                    area = book.NamedRanges.getByName(name).getReferredCells()
                    cells[name] = area.getCellByPosition(0, 0)
                typed(cells[name], case.get(name))
        before = case
        book.calculate()
        coloured = [[int(r[0]), r[7]] for r in flags.DataArray if isinstance(r[0], float) and r[7]]
        told.append([broken(lines.DataArray), [r[1:] for r in sheets.DataArray], coloured])
    json.dump(told, sys.stdout)
    book.close(True)
    desktop.terminate()


if __name__ == "__main__":
    main(sys.argv[1])
