"""Run by the system's Python: types case after case into a form with a real LibreOffice, and reads its self-check.

python3 uno_verdicts.py PIPE < {"source": url, "engine": name, "sheets": number, "cases": [{name: value or null}]}
prints a list, of each case: what is broken ([code, title, cell, number or "", message]), the rows of the sheets, and
what is coloured ([number of the sheet, cell, level]). After the cases the same of each paste, if there are any:
"pastes": [[title, source range or number, target cell, whether it is cut]], and where links lead: "jumps": [mark].
"target": where to save the book then.
"""

import json
import os
import sys

from uno_fill import PropertyValue, connect, office

TOP = 3


def typed(cell, value, before):
    """Type into a cell, or empty it; what begins with = is a formula."""
    if isinstance(value, bool) or isinstance(before, bool):
        cell.NumberFormat = 0  # what is typed after TRUE would be a logical value too
    if value is None:
        cell.clearContents(1 | 2 | 4 | 16)
    elif isinstance(value, bool):
        cell.Formula = "=TRUE()" if value else "=FALSE()"
    elif isinstance(value, str) and value.startswith("="):
        cell.Formula = value
    elif isinstance(value, str):
        cell.String = value
    else:
        cell.Value = value


def parts(engine, sheets):
    """The ranges of the sheet that works it out: rows of the sheets, of the cells, of what can be wrong."""
    cursor = engine.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress.EndRow
    keys = [row[0] for row in engine.getCellRangeByPosition(0, 0, 0, last).DataArray]
    at = TOP - 1 + sheets
    blocks = []
    for _ in range(sheets):
        first = next(n for n in range(at, last) if keys[n] != "")
        at = next(n for n in range(first, last) if keys[n] == "")
        blocks.append(engine.getCellRangeByPosition(0, first, 7, at - 1))
    first = next(n for n in range(at, last + 1) if keys[n] != "")
    lines = engine.getCellRangeByPosition(0, first - 2, 7, last)
    return engine.getCellRangeByPosition(0, TOP - 1, 7, TOP - 2 + sheets), blocks, lines


def place(key):
    """A cell's reference from its key; no form is wider than 26 columns."""
    row, column = divmod(int(key), 1000)
    return f"{chr(64 + column)}{row}"


def told(sheets, blocks, lines):
    """What the self-check says now."""
    broken = [[r[0], r[2], r[3], r[5], r[6]] for r in lines.DataArray if r[4] == 1]
    coloured = [
        [n, place(r[0]), r[7]]
        for n, block in enumerate(blocks)
        for r in block.DataArray
        if isinstance(r[7], float)
    ]
    return broken, [r[1:] for r in sheets.DataArray], coloured


def paste(sheet, source, target, cut):
    """Copy or cut cells and paste them over another, or type a number over it; on sheets that are not protected."""
    cell = sheet.getCellRangeByName(target)
    if isinstance(source, str):
        move = sheet.moveRange if cut else sheet.copyRange
        move(
            cell.getCellByPosition(0, 0).CellAddress, sheet.getCellRangeByName(source).RangeAddress
        )
    else:
        cell.getCellByPosition(0, 0).Value = source


def jump(book, mark):
    """Where a link inside the book leads: what HYPERLINK("#mark") does when it is clicked."""
    context = office(sys.argv[1])
    helper = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.DispatchHelper", context
    )
    told = PropertyValue("Bookmark", 0, mark, 0)
    helper.executeDispatch(book.CurrentController.Frame, ".uno:JumpToMark", "", 0, (told,))
    return book.CurrentSelection.AbsoluteName


def main(pipe):
    """Run all cases, then end the office."""
    job = json.load(sys.stdin)
    desktop = connect(pipe)
    hidden = PropertyValue("Hidden", 0, True, 0)
    book = desktop.loadComponentFromURL(job["source"], "_blank", 0, (hidden,))
    book.enableAutomaticCalculation(False)
    for sheet in book.Sheets:
        sheet.unprotect("")
    ranges = parts(book.Sheets.getByName(job["engine"]), job["sheets"])
    names = sorted({name for case in job["cases"] for name in case})
    areas = {n: book.NamedRanges.getByName(n).getReferredCells() for n in names}
    cells = {n: area.getCellByPosition(0, 0) for n, area in areas.items()}
    blank = {n: cell.String or None for n, cell in cells.items()}
    now, results = dict(blank), []
    for case in job["cases"]:
        for name, cell in cells.items():
            value = case.get(name, blank[name])
            if value != now[name] or type(value) is not type(now[name]):
                typed(cell, value, now[name])
                now[name] = value
        book.calculate()
        results.append(told(*ranges))
    for title, source, target, cut in job.get("pastes", []):
        paste(book.Sheets.getByName(title), source, target, cut)
        book.calculate()
        results.append(told(*ranges))
    if "jumps" in job:
        results.append([jump(book, mark) for mark in job["jumps"]])
    if "target" in job:
        xlsx = PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0)
        book.storeToURL(job["target"], (xlsx,))
    json.dump(results, sys.stdout)
    book.close(True)
    desktop.terminate()


if __name__ == "__main__":
    main(sys.argv[1])
    sys.stdout.flush()
    os._exit(0)  # taking the bridge to an office that is gone apart may crash
