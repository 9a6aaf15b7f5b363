"""An xlsx package as a book of addressed cells: what no table reader tells apart stays apart.

Why not a library: the fast readers return an error cell as a blank and know neither names nor formulas, and
openpyxl takes many times as long. Cells are what this product is about, so they are read here, by expat.
"""

from collections.abc import Collection, Mapping

from pipeline.books.budget import Budget
from pipeline.books.cells import MARK_ENDS, STRUCK, Book, Cell, Sheet, text_cell
from pipeline.books.moments import date_text, in_utc
from pipeline.books.refusals import DamagedWorkbookError, damage_told
from pipeline.books.sheet_parts import parse_sheet
from pipeline.books.xlsx_asides import asides_of
from pipeline.books.xlsx_index import Index, read_index
from pipeline.books.xml_parts import elements
from pipeline.model.own_sheets import CHECK

_KINDS = {"n": "number", "b": "bool", "e": "error", "d": "date"}
_TEXTS = frozenset(("s", "str", "inlineStr"))


def read_xlsx(parts: Mapping[str, bytes], only: Collection[str] | None = None) -> Book:
    """A book from its unpacked parts; DamagedWorkbookError where anything in them cannot be trusted.

    only: the sheets whose cells are wanted, all if None; any other is empty.
    """
    with damage_told():
        index = read_index(parts)
        unread = index.hidden & {CHECK} if only is None else {*index.sheets} - {*only}
        saved = elements(parts.get("docprops/core.xml", b"<none/>"), with_text="modified")
        budget = Budget()
        sheets = {
            name: _read_sheet(name, path, parts, index, budget)
            if name not in unread
            else Sheet(name, {}, ())
            for name, path in index.sheets.items()
        }
        return Book(
            "xlsx", index.names, sheets, index.hidden, in_utc("".join(t for *_, t in saved[:1]))
        )


def _read_sheet(
    name: str, path: str, parts: Mapping[str, bytes], index: Index, budget: Budget
) -> Sheet:
    raw, merges, unseen = parse_sheet(parts[path], budget)
    shared, usual = index.shared, "" if index.kinds.any_struck else "s"
    cells = {
        ref: shared[value]
        if kind == usual and value is not None and formula is None
        else _cell(index, kind, style, value, formula)
        for ref, kind, style, value, formula in raw
    }
    if len(cells) < len(raw):
        raise ValueError("one cell twice")
    hidden = unseen.of(cells, merges)
    if index.white:
        hidden |= {ref for ref, _, style, *_ in raw if int(style) in index.white}
    sheet = Sheet(name, cells, merges, hidden, asides_of(parts, path))
    budget.spend_texts(sheet.texts)
    return sheet


def _cell(index: Index, kind: str, style: str, value: str | None, formula: str | None) -> Cell:
    if kind in _TEXTS:
        text = index.shared[value].text if kind == "s" and value is not None else value or ""
        if text and index.kinds[style] == "struck":
            text = f"{STRUCK}{text}{MARK_ENDS}"
        return text_cell(text) if formula is None else Cell("text", text, formula)
    if kind == "n" and value:
        shown = index.kinds[style]
        text = date_text(float(value), index.epoch) if shown == "date" else value
        if shown == "number" and index.kinds.any_rounding:
            return Cell(shown, text, formula, index.kinds.rounded(style, value))
        return Cell(shown, text, formula)
    if kind not in _KINDS:
        raise DamagedWorkbookError(f"有单元格写着不认识的类型“{kind}”")
    return Cell(_KINDS[kind], value or "", formula)
