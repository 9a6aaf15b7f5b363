"""Returned workbooks for tests: made by the step or by hand, and what another program sees in them."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from pipeline.checking.checks import check_sheets
from pipeline.marking.marked_copy import Mark, mark_copy
from pipeline.marking.notice import Notice, NoticeRow
from pipeline.model.candidate import Candidate
from pipeline.returns.letter import Letter
from pipeline.returns.returned_copy import Returned, returned_copy
from tests.support.cells import packed, read, unpacked
from tests.support.packages import assert_sound, sheet_parts
from tests.support.workspaces import JULY, ROOT, declarations, form

SHEET = "商贸流通"
NOTICE = "退回说明"
WRONG = {"commerce_training_formal": "约20", "commerce_dept_fixed": 9999}
ROW = NoticeRow(
    "必须改正", "severe", (SHEET, "E16"), SHEET, "E16", "2-9", "约20", "0或正整数", "不能确定"
)
FIRST = Notice("", "退回说明", ("关于",), ("请改",), (ROW,))
LETTER = Letter("区经济发展局", JULY, "a.xlsx", "7月27日", "于7月31日前", "区安委办", "")


def economy(changes: Mapping[str, object] = {}, **more: Any) -> bytes:
    """The form of a unit with one sheet."""
    return form("economy", JULY, changes, **more)


def marked(data: bytes, *cells: str, severe: bool = True, notice: Notice = FIRST) -> bytes:
    """The workbook with cells of its sheet marked, which has to be sound whatever it was."""
    marks = [Mark(SHEET, cell, severe, f"改{cell}") for cell in cells]
    out = mark_copy(unpacked(data), marks, notice, "区安委办")
    assert_sound(out)
    return out


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def saved(edit: Callable[[Workbook], None], data: bytes) -> bytes:
    book = opened(data)
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def conditions(data: bytes, sheet: str = SHEET) -> dict[str, list[str]]:
    """Area -> the formulas of its conditional formats, but for those of the form's own self-check."""
    formats = opened(data)[sheet].conditional_formatting
    told = {str(area.sqref): [f for rule in area.rules for f in rule.formula] for area in formats}
    own = ("check_flags_", "可以报送")
    return {a: fs for a, fs in told.items() if not all(any(o in f for o in own) for f in fs)}


def comments(data: bytes, sheet: str = SHEET) -> dict[str, str]:
    cells = (c for row in opened(data)[sheet].iter_rows() for c in row)
    return {c.coordinate: c.comment.text for c in cells if c.comment}


def sent_back(root: Path, month: str = "2023-07") -> dict[str, bytes]:
    """returned/ by file name."""
    return {p.name: p.read_bytes() for p in (root / "outbox" / month / "returned").glob("*")}


def back(data: bytes, received: str = "2023-07-27T14:50:00+08:00") -> Returned:
    """What a unit gets back for one file, as checked by itself."""
    submission = read(data, received=received)
    found = check_sheets([submission], declarations())
    findings = [*submission.findings, *(f for own in found.values() for f in own)]
    candidate = Candidate(submission, tuple(findings))
    returned = returned_copy(candidate, data, LETTER, declarations(), ROOT / "templates")
    assert_sound(returned.data)
    return returned


def notice_cells(data: bytes) -> dict[str, list[str]]:
    """The notice's table: number -> the other columns."""
    rows = opened(data)[NOTICE].iter_rows(values_only=True)
    return {str(r[0]): [str(c or "") for c in r[1:]] for r in rows if str(r[0]).isdecimal()}


PICTURE = bytes.fromhex("89504e470d0a1a0a") + b"not really a picture" * 20
DRAWING = (
    b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    b' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"></xdr:wsDr>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def stamped(data: bytes) -> bytes:
    """A form into which a unit put a stamp, as the parts that Excel makes of it."""
    parts = unpacked(data)
    page = sheet_parts(data)[SHEET]
    parts["xl/media/image1.png"] = PICTURE
    parts["xl/drawings/drawing1.xml"] = DRAWING
    link = f'<Relationship Id="rId1" Type="{OFFICE}/image" Target="../media/image1.png"/>'
    parts["xl/drawings/_rels/drawing1.xml.rels"] = (RELATIONS % link).encode()
    link = f'<Relationship Id="rId1" Type="{OFFICE}/drawing" Target="../drawings/drawing1.xml"/>'
    parts[f"xl/worksheets/_rels/{page.rpartition('/')[2]}.rels"] = (RELATIONS % link).encode()
    parts[page] = parts[page].replace(
        b"</worksheet>", f'<drawing xmlns:r="{OFFICE}" r:id="rId1"/></worksheet>'.encode()
    )
    kind = b"application/vnd.openxmlformats-officedocument.drawing+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Default Extension="png" ContentType="image/png"/>'
        b'<Override PartName="/xl/drawings/drawing1.xml" ContentType="' + kind + b'"/></Types>',
    )
    return packed(parts)


def commented(book: Workbook) -> None:
    book[SHEET]["E16"].comment = Comment("单位自己的话", "张三")
    book[SHEET]["A1"].comment = Comment("也是", "李四")


def links(data: bytes) -> list[str]:
    """Where the links of the notice lead to."""
    cells = (c for row in opened(data)[NOTICE].iter_rows() for c in row)
    return [str(c.hyperlink.location) for c in cells if c.hyperlink]
