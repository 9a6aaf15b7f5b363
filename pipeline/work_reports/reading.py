"""The boxes of a workbook's work report, read as texts: found by name beside its label, or by label alone.

Nothing here keeps a form out: what is no text, or is not where it should be, is told to the unit and left out.
"""

import re
from dataclasses import dataclass, field

from pipeline.books.cells import STRUCK, Cell, Sheet
from pipeline.books.references import position, right_of
from pipeline.books.workbook import Book
from pipeline.model.declared import Declarations
from pipeline.model.received import Finding
from pipeline.model.work_reports import PREFIX, Box, ReportPlan, ReportText, WorkReport
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.few import some_of
from pipeline.words.wording import harmless, inert, is_harmful, same_text

_MOST_NAMED = 3
# Excel writes the first half of a Windows line end by its number.
_LINE_ENDS = re.compile(r"_x000[Dd]_\n?|\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(slots=True)
class _BoxReading:
    """What was read so far. used: the cells of labels and boxes."""

    declared: Declarations
    page: Sheet
    texts: list[ReportText] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def tell(self, case: str, ref: str | None, found: str, box: Box | None = None) -> None:
        place = Place(sheet=self.page.name, cell=ref)
        expected = box.label if box else ""
        self.findings.append(
            found_by_reader(self.declared, case, place, found=found, expected=expected)
        )


def read_report(book: Book, declared: Declarations) -> tuple[WorkReport | None, list[Finding]]:
    """The texts of a workbook, None where it has none; and what its unit is told of them."""
    plan = declared.work_reports
    page = _page(book, plan) if plan else None
    if page is None:
        return None, []
    reading = _BoxReading(declared, page)
    for box in plan.boxes.values():
        ref = _place(book, page, box)
        if ref is None or ref in page.covered:
            reading.tell("report_lost", ref, "", box)
        else:
            _read_box(reading, ref, box, plan)
    _tell_strays(reading, plan)
    _tell_copies(reading, book, plan)
    return (WorkReport(tuple(reading.texts)) if reading.texts else None), reading.findings


def _page(book: Book, plan: ReportPlan) -> Sheet | None:
    """The worksheet of the boxes: where their names point, or the one of that title."""
    names = (book.names.get(f"{PREFIX}{box}", ("", ""))[0] for box in plan.boxes)
    title = next((n for n in (*names, plan.sheet) if n in book.sheet_names), None)
    return None if title is None else book.sheet(title)


def _place(book: Book, page: Sheet, box: Box) -> str | None:
    """The cell of a box: the named one beside its label, or the one right of the only such label."""
    title, ref = book.names.get(f"{PREFIX}{box.id}", ("", ""))
    label = same_text(box.label)
    if title == page.name and same_text(page.left_of(ref)) == label:
        return ref
    labels = [r for r, cell in page.cells.items() if same_text(cell.text) == label]
    return right_of(labels[0]) if len(labels) == 1 else None


def _read_box(reading: _BoxReading, ref: str, box: Box, plan: ReportPlan) -> None:
    """One box: its text, or why it is none."""
    cell = reading.page.cell(ref)
    reading.used.add(ref)
    if not cell.text.strip() and cell.formula is None:
        return
    if cell.kind != "text" or cell.formula is not None:
        reading.tell("report_not_text", ref, _shown(cell), box)
        return
    if STRUCK in cell.text:
        reading.tell("report_struck", ref, inert(cell.text), box)
        return
    lines = _LINE_ENDS.split(cell.text)
    if hidden := sum(is_harmful(c) for line in lines for c in line if c != "\t"):
        reading.tell("report_invisible", ref, str(hidden), box)
    told = (" ".join(harmless(line).split()) for line in lines)
    text = "\n".join(filter(None, told))
    if len(text) > plan.longest:
        reading.tell("report_long", ref, str(len(text)), box)
    if text:
        reading.texts.append(ReportText(box.id, text, reading.page.name, ref))


def _shown(cell: Cell) -> str:
    return f"={cell.formula}" if cell.formula else cell.text or "公式"


def _tell_strays(reading: _BoxReading, plan: ReportPlan) -> None:
    """What somebody typed beside or below the boxes."""
    labels = {same_text(box.label) for box in plan.boxes.values()}
    page = reading.page
    rows = [position(r)[0] for r in reading.used]
    strays = [
        ref
        for ref, cell in page.cells.items()
        if rows and position(ref)[0] >= min(rows) and ref not in reading.used
        if cell.text.strip() and same_text(cell.text) not in labels
    ]
    if strays:
        named = sorted(strays, key=position)
        told = some_of(named[:_MOST_NAMED], len(named), "格")
        reading.tell("report_stray", named[0], told)


def _tell_copies(reading: _BoxReading, book: Book, plan: ReportPlan) -> None:
    """Copies of the sheet, as Excel names them, in which something else is written."""
    read = {same_text(text.text) for text in reading.texts}
    labels = {same_text(box.label) for box in plan.boxes.values()}
    for title in book.sheet_names:
        if title == reading.page.name or not title.startswith(plan.sheet):
            continue
        cells = book.sheet(title).cells
        boxes = (right_of(ref) for ref, cell in cells.items() if same_text(cell.text) in labels)
        texts = (same_text(book.sheet(title).cell(ref).text) for ref in boxes)
        if any(text and text not in read for text in texts):
            reading.tell("report_stray", None, f"“{title}”表")
