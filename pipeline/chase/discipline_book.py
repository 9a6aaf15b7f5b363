"""考核参考.xlsx: the reporting-discipline tables as a workbook, a sheet a section, and all the evidence."""

from datetime import date

from pipeline.chase.discipline import Discipline
from pipeline.chase.discipline_evidence import evidence
from pipeline.chase.discipline_evidence import heads as evidence_heads
from pipeline.chase.discipline_table import heads, lines, title
from pipeline.drawing.list_sheet import fill_table, new_book, open_sheet
from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.words.wording import chinese_date

_TITLE = "考核参考"
_NAME, _COUNT, _WORDS = 21.0, 8.5, 24.0  # widths of columns
_EVIDENCE_WIDTHS = (20.0, 12.0, 13.0, 13.0, 13.0, 15.0, 15.0, 8.0, 34.0, 24.0)


def discipline_book(found: Discipline, on: date, sample: str) -> bytes:
    """The workbook, the same bytes for the same findings; without a month that was due, only headings."""
    pen, day = new_book(_TITLE), f"截至{chinese_date(on)}"
    counts = len(heads(found)) - 2 - 2 * found.weighed
    widths = (_NAME, *(_COUNT,) * counts, _WORDS, *(_COUNT, _WORDS)[: 2 * found.weighed])
    for section in found.sections:
        titles = (_headed(section.name), f"{title(section, found)}　{day}")
        sheet, top = open_sheet(pen, section.name, titles, sample, widths)
        rows = [line.cells for line in lines(section, found)]
        fill_table(pen, sheet, top, heads(found), rows)
    sheet, top = open_sheet(pen, "依据", (_headed("依据"), day), sample, _EVIDENCE_WIDTHS)
    named = evidence_heads(found.declared)
    fill_table(pen, sheet, top, named, [line.texts for line in evidence(found)])
    sheet.auto_filter.ref = f"A{top}:{sheet.cell(sheet.max_row, len(named)).coordinate}"
    return stable_bytes(pen.book)


def _headed(name: str) -> str:
    return f"{_TITLE}：各单位报送情况（{name}）"
