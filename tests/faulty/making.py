"""How faulty workbooks are made: from July's right forms, by a change of cells, parts or the whole workbook."""

import io
from collections.abc import Callable, Mapping

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.cells import typed, with_part
from tests.support.workspaces import JULY, ROOT, declarations, form, right_values, saved

SHEET = "xl/worksheets/sheet1.xml"  # of a unit with one sector the sheet that it fills
BOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"


def whole(unit: str = "rescue") -> bytes:
    """A unit's right form for July."""
    return form(unit, JULY)


def owner(name: str) -> str:
    """The unit on whose form a defined name is."""
    return declarations().roster.sheets[name.partition("_")[0]].unit


def retyped(changes: Mapping[str, object]) -> bytes:
    """A right form with cells changed by defined name; the names tell whose form it is."""
    return typed(whole(owner(next(iter(changes)))), changes)


def edited(edit: Callable[[Workbook], None], unit: str = "rescue") -> bytes:
    """A right form after something was done to it in a spreadsheet program."""
    return form(unit, JULY, edit=edit)


def fire(edit: Callable[[Worksheet], None]) -> bytes:
    """The form of 消防 after something was done to its sheet."""
    return edited(lambda book: edit(book["消防"]))


def replaced(old: str, new: str, part: str = SHEET, times: int = 1, unit: str = "rescue") -> bytes:
    """A right form with a text of a part changed, which must be there."""

    def change(xml: bytes) -> bytes:
        assert old.encode() in xml, old
        return xml.replace(old.encode(), new.encode(), times)

    return with_part(whole(unit), part, change)


def with_rows(rows: str) -> bytes:
    """The form of 消防 with rows of raw XML after its own."""
    return replaced("</sheetData>", f"{rows}</sheetData>")


def without_names(book: Workbook) -> None:
    """Delete all defined names."""
    for name in list(book.defined_names):
        del book.defined_names[name]


HANDMADE = {"填报单位": "区消防救援大队", "时间": "2023年7月28日", "数据口径": "累计"}


def handmade(
    headings: Mapping[str, str],
    changes: Mapping[str, object] = {},
    *,
    unit: str = "rescue",
    sector: str = "fire",
) -> bytes:
    """Annex 2 as it came with the notice, filled by hand; changes: texts of cells by item (3-2)."""
    book = load_workbook(ROOT / "templates/annex2.xlsx")
    cells = {n: next(book.defined_names[n].destinations)[1] for n in book.defined_names}
    sheet, values = book.worksheets[0], right_values(unit, JULY)[sector]
    form_ = declarations().form
    for item, indicators in form_.by_item.items():
        given = {i.id: values[i.id] for i in indicators if i.id in values}
        shared = form_.shared_items.get(item) if given else None
        text = shared.format.format_map(given) if shared else next(iter(given.values()), None)
        sheet[cells[f"total_{indicators[0].id}"]] = changes.get(item, text)
    sheet[cells["annex_date"]] = "　".join(f"{k}：{text}" for k, text in headings.items())
    sheet[cells["annex_note"]] = None
    without_names(book)
    sheet.title = "Sheet1"
    return saved(book)


def a_workbook(*rows: tuple[object, ...], title: str = "Sheet1") -> bytes:
    """A small workbook that has nothing to do with us."""
    book = Workbook()
    for sheet in book.worksheets:
        sheet.title = title
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
