"""Run by the system's Python: works on a ledger in a real LibreOffice as a clerk would, and saves it in other formats.

python3 uno_ledger.py PIPE   < {"source": url, "sheet", "header", "last": rows, "width", "by": column numbers from 0,
                                "codes": [texts], "formula": of a code in A1, "targets": {filter: url}, "answer": path}
Sorts the body by two columns, filters rows away, moves the last rows further down by cut and paste, and works out the
formula for each of the codes.
"""

import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table import CellRangeAddress, TableSortField


def connect(pipe):
    """The desktop of the office that is starting up."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(1200):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )
        except NoConnectException:
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not start")


def sort(sheet, job):
    """The body by one column falling, then by another rising."""
    body = sheet.getCellRangeByPosition(0, job["header"], job["width"] - 1, job["last"] - 1)
    fields = []
    for column, rising in zip(job["by"], (False, True), strict=True):
        field = TableSortField()
        field.Field, field.IsAscending = column, rising
        fields.append(field)
    body.sort(
        (
            PropertyValue(
                "SortFields", 0, uno.Any("[]com.sun.star.table.TableSortField", fields), 0
            ),
            PropertyValue("ContainsHeader", 0, False, 0),
        )
    )


def hide(sheet, job):
    """Every third row, as a filter does."""
    for row in range(job["header"], job["last"], 3):
        sheet.Rows.getByIndex(row).IsVisible = False


def move(sheet, job):
    """The last two rows forty further down."""
    where = sheet.RangeAddress.Sheet
    area = CellRangeAddress(where, 0, job["last"] - 2, job["width"] - 1, job["last"] - 1)
    sheet.moveRange(sheet.getCellByPosition(0, job["last"] + 40).CellAddress, area)


def verdicts(book, job):
    """What the formula says of each code; an error is a no."""
    book.Sheets.insertNewByName("probe", book.Sheets.Count)
    probe = book.Sheets.getByName("probe")
    told = []
    for number, code in enumerate(job["codes"], 1):
        probe.getCellByPosition(0, number - 1).String = code
        cell = probe.getCellByPosition(1, number - 1)
        cell.Formula = "=" + job["formula"].replace("A1", f"A{number}").replace(",", ";")
        told.append(cell.Error == 0 and cell.Value == 1)
    book.Sheets.removeByName("probe")
    return told


def main(pipe):
    """Work on one workbook, then end the office."""
    job = json.load(sys.stdin)
    desktop = connect(pipe)
    hidden = PropertyValue("Hidden", 0, True, 0)
    book = desktop.loadComponentFromURL(job["source"], "_blank", 0, (hidden,))
    sheet = book.Sheets.getByName(job["sheet"])
    sort(sheet, job)
    hide(sheet, job)
    move(sheet, job)
    Path(job["answer"]).write_text(json.dumps(verdicts(book, job)))
    for name, url in job["targets"].items():
        book.storeToURL(url, (PropertyValue("FilterName", 0, name, 0),))
    book.close(True)
    desktop.terminate()


main(sys.argv[1])
