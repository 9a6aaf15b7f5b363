"""Annex 2 typed by hand, and the values that were read of a form."""

from collections.abc import Callable, Mapping

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.model.received import Submission
from tests.support.workspaces import JUNE, ROOT, declarations, right_values, saved

DECLARED = declarations()


def numbers(submission: Submission) -> dict[str, float]:
    """Every value that was read, by `<sheet id>_<indicator>`."""
    return {
        f"{s.sector}_{e.indicator}": e.value
        for s in submission.sheets
        for e in s.entries.values()
        if e.state in ("number", "zero")
    }


def handmade(
    headings: Mapping[str, str],
    changes: Mapping[str, object] = {},
    *,
    title: str = "Sheet1",
    unit: str = "rescue",
    sector: str = "fire",
    edit: Callable[[Worksheet], None] = lambda _: None,
) -> bytes:
    """Annex 2 as it came with the notice, filled by somebody, `headings` written into the line of the date."""
    book = load_workbook(ROOT / "templates/annex2.xlsx")
    sheet = book.worksheets[0]
    cells = {n: next(book.defined_names[n].destinations)[1] for n in book.defined_names}
    values = right_values(unit, JUNE)[sector] | changes
    for item, indicators in DECLARED.form.by_item.items():
        cell = sheet[cells[f"total_{indicators[0].id}"].replace("$", "")]
        given = {i.id: values[i.id] for i in indicators if i.id in values}
        if not given:
            cell.value = None
        elif item in DECLARED.form.shared_items and "shared" not in given:
            cell.value = DECLARED.form.shared_items[item].format.format_map(given)
        else:
            cell.value = next(iter(given.values()))
    line = sheet[cells["annex_date"].replace("$", "")]
    line.value = "　".join(f"{label}：{text}" for label, text in headings.items())
    sheet[cells["annex_note"].replace("$", "")].value = None
    for name in list(book.defined_names):
        del book.defined_names[name]
    sheet.title = title
    edit(sheet)
    return saved(book)


RIGHT = {"填报单位": "区消防救援大队", "时间": "2023年6月28日", "数据口径": "累计"}
