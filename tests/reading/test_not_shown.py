"""What nobody sees counts and is told in one line a sheet; what is said beside the cells is told and not read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.model.own_sheets import NOTE_SIGN
from pipeline.model.received import Finding
from tests.support import libreoffice
from tests.support.cells import DOCUMENT, MAIN, at, packed, read, typed, unpacked, with_part
from tests.support.handmade import numbers
from tests.support.ledger_forms import FIRST, TITLE, came, ledger_form, letters
from tests.support.named_cells import cell_named
from tests.support.workspaces import JUNE, form, publish, put, workspace

Edit = Callable[[Workbook], None]


def told(data: bytes) -> list[Finding]:
    return [f for f in read(data).findings if f.rule == "N15"]


def hiding(*rows: int, sheet: str = "消防") -> Edit:
    def edit(book: Workbook) -> None:
        for row in rows:
            book[sheet].row_dimensions[row].hidden = True

    return edit


def test_hidden_values_count_and_are_named_with_what_stands_in_them() -> None:
    data = form("rescue", JUNE, edit=hiding(9))
    assert numbers(read(data)) == numbers(read(form("rescue", JUNE)))
    entries = read(data).sheets[0].entries
    found, fixed = (entries[i].found for i in ("self_found", "self_fixed"))
    (notice,) = told(data)
    assert (notice.severity, notice.sheet, notice.cell) == ("notice", "消防", "E9")
    assert notice.value == f"E9（{found}）、I9（{fixed}）已照常读取"


def test_it_is_one_line_a_sheet_however_many_cells_are_hidden() -> None:
    def edit(book: Workbook) -> None:
        hiding(*range(9, 29), sheet="建筑施工")(book)
        hiding(9, sheet="燃气")(book)

    notices = told(form("planning", JUNE, edit=edit))
    assert [(f.sheet, f.sector) for f in notices] == [("建筑施工", "construction"), ("燃气", "gas")]
    assert "等" in notices[0].value
    assert "等" not in notices[1].value


def test_the_receipt_has_room_for_the_longest_of_these_notices() -> None:
    def edit(book: Workbook) -> None:
        hiding(*range(5, 29))(book)
        for row in range(9, 15):
            book["消防"].cell(row, 5).comment = Comment("长" * 100, "甲")

    notices = read(form("rescue", JUNE, edit=edit)).findings
    assert [f.rule for f in notices] == ["N15", "N17"]
    assert max(len(f.message) for f in notices) <= 120


def test_a_heading_in_a_hidden_row_is_told_too() -> None:
    sheet, ref = at(form("rescue", JUNE), "fire_period")
    (notice,) = told(form("rescue", JUNE, edit=hiding(int(ref[1:]), sheet=sheet)))
    assert "（2023年6月）" in notice.value


def labels_away(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].hidden = True


def half_of_the_headings_boxes(sheet: Worksheet) -> None:
    """They are merged with the next column, where they are seen."""
    assert any(str(merged).startswith("C5:") for merged in sheet.merged_cells.ranges)
    sheet.column_dimensions["C"].hidden = True


def outline_of_nothing(sheet: Worksheet) -> None:
    sheet.row_dimensions.group(60, 80, hidden=True)


@pytest.mark.parametrize("edit", [labels_away, half_of_the_headings_boxes, outline_of_nothing])
def test_where_nothing_that_was_read_is_hidden_nothing_is_told(
    edit: Callable[[Worksheet], None],
) -> None:
    assert read(form("rescue", JUNE, edit=lambda b: edit(b["消防"]))).findings == ()


@pytest.mark.parametrize("word", [None, "是"])
def test_a_hidden_blank_is_named_so_that_it_is_found(word: str | None) -> None:
    """As one that is missing, and as one that counts as 0 by the unit's word."""
    blank = {"fire_self_found": None, "fire_self_fixed": None, "fire_blanks_are_zero": word}
    data = typed(form("rescue", JUNE, edit=hiding(9)), blank)
    (notice,) = told(data)
    assert (notice.cell, notice.value) == ("E9", "E9、I9空着")
    assert [f.rule for f in read(data).findings] == ([] if word else ["H12a"]) + ["N15"]


def test_blanks_of_a_hidden_column_are_named_and_those_that_are_seen_not() -> None:
    def edit(book: Workbook) -> None:
        book["消防"].column_dimensions["I"].hidden = True
        for name in ("self_found", "self_fixed"):
            cell_named(book, f"fire_{name}").value = None

    (notice,) = told(form("rescue", JUNE, edit=edit))
    assert notice.value.endswith("；I9空着")
    assert "E9" not in notice.value


def test_only_what_was_read_is_said_to_be(tmp_path: Path) -> None:
    """What is refused or blank is named for what it is: who mends it must see it first."""
    wrong = {"fire_self_found": "约20", "fire_self_fixed": 3, "fire_dept_found": None}
    data = typed(form("rescue", JUNE, edit=hiding(9, 10)), wrong)
    (notice,) = told(data)
    assert notice.value.split("；") == ["E9（约20）没有读取", "I9（3）等2格已照常读取", "E10空着"]
    assert "已照常读取" not in notice.message.replace(notice.value, "")
    put(workspace(tmp_path / "w"), "消防.xlsx", data)
    publish(tmp_path / "w", JUNE)
    (copy,) = (tmp_path / "w/outbox/2023-06/returned").glob("*.xlsx")
    page = [str(c.value) for row in load_workbook(copy).worksheets[0] for c in row if c.value]
    assert any("“消防”表里有的格看不见" in text for text in page)


def test_a_hidden_heading_that_has_to_be_there_is_named() -> None:
    sheet, ref = at(form("rescue", JUNE), "fire_period")
    data = form("rescue", JUNE, {"fire_period": None}, edit=hiding(int(ref[1:]), sheet=sheet))
    assert f"{ref}空着" in told(data)[0].value


def test_rows_of_the_ledger_that_a_filter_hides_are_read_and_told() -> None:
    data = ledger_form(edit=lambda s: setattr(s.row_dimensions[FIRST + 1], "hidden", True))
    (notice,) = [f for f in came(data).findings if f.rule == "N15"]
    assert (notice.sheet, notice.cell) == (TITLE, f"A{FIRST + 1}")
    assert came(data).ledger == came(ledger_form()).ledger


def test_rows_above_and_below_those_of_the_ledger_may_be_hidden() -> None:
    def edit(sheet: Worksheet) -> None:
        for row in (1, FIRST + 150):
            sheet.row_dimensions[row].hidden = True

    assert [f for f in came(ledger_form(edit=edit)).findings if f.rule == "N15"] == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_format_tells_hidden_filtered_and_folded_cells(kind: str, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["消防"]
        sheet.row_dimensions[9].hidden = True
        sheet.row_dimensions.group(11, 11, hidden=True)
        sheet.column_dimensions["I"].hidden = True

    source = tmp_path / "表.xlsx"
    source.write_bytes(form("rescue", JUNE, edit=edit))
    found = told(libreoffice.convert(source, tmp_path / "out", kind).read_bytes())
    assert [(f.sheet, f.cell) for f in found] == [("消防", "E9")]
    assert found[0].value == told(source.read_bytes())[0].value
    assert all(f"{ref}（" in found[0].value for ref in ("E9", "I9", "I10", "E11"))


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_format_tells_rounded_money_of_the_ledger(kind: str, tmp_path: Path) -> None:
    ref = f"{letters('funds_wan')}{FIRST}"
    source = tmp_path / "表.xlsx"
    shown_as = ledger_form(typed={ref: 12.34}, edit=lambda s: setattr(s[ref], "number_format", "0"))
    source.write_bytes(shown_as)
    submission = came(libreoffice.convert(source, tmp_path / "out", kind).read_bytes())
    (notice,) = [f for f in submission.findings if f.rule == "L2n"]
    assert (notice.cell, notice.value, notice.expected) == (ref, "12", "12.34")
    assert submission.ledger
    assert submission.ledger.rows[0].values["funds_wan"] == "12.34"


# --- White letters ---------------------------------------------------------------------------------------------------


def painted(font: Font, fill: PatternFill | None = None) -> bytes:
    def edit(book: Workbook) -> None:
        cell = book["消防"]["E9"]
        cell.font, cell.fill = font, fill or PatternFill()

    return form("rescue", JUNE, edit=edit)


WHITE = Font(color="FFFFFFFF")


@pytest.mark.parametrize(
    ("data", "cells"),
    [
        (painted(WHITE), ["E9"]),
        (painted(Font(color=Color(theme=0))), ["E9"]),
        (painted(Font(color=Color(indexed=9))), ["E9"]),
        (painted(WHITE, PatternFill("solid", fgColor="FFFFFFFF")), ["E9"]),
        (painted(Font(color=Color(theme=0, tint=-0.5))), []),
        (painted(WHITE, PatternFill("solid", fgColor="FF0000FF")), []),
        (painted(Font(color="FFFF0000")), []),
    ],
)
def test_a_value_in_white_on_white_counts_and_is_told(data: bytes, cells: list[str]) -> None:
    assert [f.cell for f in told(data)] == cells
    assert numbers(read(data)) == numbers(read(form("rescue", JUNE)))


def test_colours_written_in_nonsense_return_no_file() -> None:
    shade = painted(Font(color=Color(theme=0, tint=-0.5)))
    data = with_part(shade, "xl/styles.xml", lambda x: x.replace(b'tint="-0.5"', b'tint="x"'))
    assert data != shade
    assert read(data).findings == ()


# --- What is said beside the cells -----------------------------------------------------------------------------------

LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
LINKS = "xl/worksheets/_rels/sheet1.xml.rels"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/"


def beside(**parts: str) -> bytes:
    """The form with parts that its sheet refers to, by their kind."""
    links = "".join(
        f'<Relationship Id="r{kind}" Type="{LINK}{kind}" Target="/xl/{kind}.xml"/>'
        for kind in parts
    )
    files = {f"xl/{kind}.xml": xml.encode() for kind, xml in parts.items()}
    files[LINKS] = f'<Relationships xmlns="{DOCUMENT[1:-1]}">{links}</Relationships>'.encode()
    return packed(unpacked(form("rescue", JUNE)) | files)


def box(*runs: str, row: int = 8) -> str:
    text = "".join(f"<a:p><a:r><a:t>{run}</a:t></a:r></a:p>" for run in runs)
    corner = f"<x:from><x:col>4</x:col><x:row>{row}</x:row></x:from><x:to><x:col>9</x:col><x:row>20</x:row></x:to>"
    anchor = f"<x:twoCellAnchor>{corner}<x:sp><x:txBody>{text}</x:txBody></x:sp></x:twoCellAnchor>"
    return (
        f'<x:wsDr xmlns:x="{DRAWING}spreadsheetDrawing" xmlns:a="{DRAWING}main">{anchor}</x:wsDr>'
    )


def note(text: str, ref: str = "E9") -> str:
    comment = f'<comment ref="{ref}" authorId="0"><text><r><t>{text}</t></r></text></comment>'
    return f'<comments xmlns="{MAIN[1:-1]}"><commentList>{comment}</commentList></comments>'


def thread(text: str) -> str:
    comment = f'<threadedComment ref="E9"><text>{text}</text></threadedComment>'
    return f'<ThreadedComments xmlns="t">{comment}</ThreadedComments>'


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (beside(comments=note("应为120")), "E9（应为120）"),
        (beside(comments=note("另一段", "I9"), threadedComment=thread("应为120")), "E9（应为120）、I9（另一段）"),
        (beside(comments=note("[线程批注]"), threadedComment=thread("应为120")), "E9（应为120）"),
        (beside(drawing=box("120")), "E9（120）"),
        (beside(drawing=box("共", "120")), "E9（共 120）"),
        (beside(drawing=box("15"), comments=note("12")), "E9（12）、E9（15）"),
    ],
)  # fmt: skip
def test_what_a_comment_or_a_text_box_says_is_told_and_not_read(data: bytes, found: str) -> None:
    (notice,) = read(data).findings
    assert (notice.rule, notice.severity, notice.cell) == ("N17", "notice", "E9")
    assert notice.value == found
    assert numbers(read(data)) == numbers(read(form("rescue", JUNE)))


@pytest.mark.parametrize(
    "data",
    [
        beside(),
        beside(comments=note(f"{NOTE_SIGN}不能确定是多少")),
        beside(comments=note(" ")),
        beside(drawing=box()),
        beside(drawing="<broken"),
        beside(drawing=box("1").replace("<x:col>4", "<x:col>?")),
        with_part(beside(comments=note("1")), LINKS, lambda _: b"<broken"),
        with_part(beside(comments=note("1")), LINKS, lambda x: x.replace(b"Id=", b"ID=")),
    ],
)  # fmt: skip
def test_our_own_marks_and_what_cannot_be_made_out_are_passed_over(data: bytes) -> None:
    assert numbers(read(data)) == numbers(read(form("rescue", JUNE)))
    assert read(data).findings == ()


def test_a_comment_of_the_unit_before_ours_is_its_own() -> None:
    (notice,) = read(beside(comments=note(f"应为120{NOTE_SIGN}不能确定"))).findings
    assert notice.value == "E9（应为120）"


def test_a_comment_on_the_ledger_is_told_too() -> None:
    def edit(sheet: Worksheet) -> None:
        sheet[f"A{FIRST}"].comment = Comment("已整改", "甲")

    (notice,) = [f for f in came(ledger_form(edit=edit)).findings if f.rule == "N17"]
    assert (notice.sheet, notice.value) == (TITLE, f"A{FIRST}（已整改）")


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_the_old_formats_tell_comments_and_white_letters_too(kind: str, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["消防"]
        sheet["E9"].font, sheet["E9"].comment = WHITE, Comment("应为120", "甲")
        sheet["E10"].font, sheet["E10"].fill = WHITE, PatternFill("solid", fgColor="FFFFFFFF")
        sheet["E11"].font, sheet["E11"].fill = WHITE, PatternFill("solid", fgColor="FF0000FF")

    source = tmp_path / "表.xlsx"
    source.write_bytes(form("rescue", JUNE, edit=edit))
    found = read(libreoffice.convert(source, tmp_path / "out", kind).read_bytes()).findings
    hidden, aside = (f for f in found if f.rule != "N6")
    assert (hidden.rule, hidden.value) == ("N15", told(source.read_bytes())[0].value)
    assert ("E10" in hidden.value, "E11" in hidden.value) == (True, False)
    assert (aside.rule, aside.value) == ("N17", "E9（应为120）")


BOX = (
    '<draw:frame svg:x="10cm" svg:y="8cm" svg:width="4cm" svg:height="2cm"{at} draw:z-index="0"><draw:text-box>'
    "<text:p>应为</text:p><text:p>{number}</text:p></draw:text-box></draw:frame>"
)


def with_boxes(data: bytes) -> bytes:
    """An ods with a box on the page of its first table, and one in the cell of its first number that is a value."""
    content = unpacked(data)["content.xml"].decode()
    head, begins, rest = content.partition('<table:table table:name="消防"')
    opening, ends, rows = rest.partition(">")
    page = f"<table:shapes>{BOX.format(at='', number=120)}</table:shapes>"
    before, cell, after = rows.partition('office:value="54"')
    closing, shut, others = after.partition(">")
    box = BOX.format(at=' table:end-cell-address="消防.J12"', number=130)
    text = "".join((head, begins, opening, ends, page, before, cell, closing, shut, box, others))
    return packed(unpacked(data) | {"content.xml": text.encode()})


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("ods", "（应为 120）、I9（应为 130）"),
        ("xls", "E10（应为 120）、J12（应为 130）"),
        ("xlsx", "E10（应为 120）、J12（应为 130）"),
    ],
)
def test_every_format_tells_text_boxes(kind: str, found: str, tmp_path: Path) -> None:
    """Where a box is only on the page, an ods does not say at which cell."""
    source, boxes = tmp_path / "表.xlsx", tmp_path / "框.ods"
    source.write_bytes(form("rescue", JUNE))
    boxes.write_bytes(with_boxes(libreoffice.convert(source, tmp_path / "out", "ods").read_bytes()))
    findings = read(libreoffice.convert(boxes, tmp_path / "out", kind).read_bytes()).findings
    assert [f.value for f in findings if f.rule == "N17"] == [found]
