"""The marked copy: everything of the unit's own kept, marks that end and do not pile up, and an inert first sheet."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, FormulaRule
from openpyxl.styles import PatternFill, Protection

from pipeline.books.package import DamagedWorkbookError
from pipeline.marking.marked_copy import Mark, mark_copy
from pipeline.marking.notice import Notice, NoticeRow
from pipeline.marking.xml_edit import MOST_TAGS, UneditableError
from tests.support.cells import at, packed, read, stored, typed, unpacked, with_part
from tests.support.packages import assert_sound, sheet_parts
from tests.support.returned import (
    FIRST,
    NOTICE,
    SHEET,
    WRONG,
    commented,
    comments,
    conditions,
    economy,
    marked,
    opened,
    saved,
    stamped,
)
from tests.support.workspaces import JULY, form


def unformatted() -> bytes:
    """The form without the conditional formats of its own self-check, so that those of a test are counted alone."""
    formats = rb"<conditionalFormatting.*?</conditionalFormatting>"
    page = sheet_parts(economy())[SHEET]
    return with_part(economy(), page, lambda b: re.sub(formats, b"", b))


def test_every_part_that_need_not_change_keeps_its_bytes_stamps_among_them() -> None:
    data = stamped(economy(WRONG))
    before, after = unpacked(data), unpacked(marked(data, "E16"))
    changed = {n for n in before if before[n] != after[n]}
    page = sheet_parts(data)[SHEET]
    assert changed == {
        page, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels", f"xl/worksheets/_rels/{page.rpartition('/')[2]}.rels",
    }  # fmt: skip
    assert list(after)[: len(before)] == list(before)


def test_a_changed_part_keeps_all_but_what_was_put_into_it() -> None:
    data = unformatted()
    page = sheet_parts(data)[SHEET]
    before, after = (unpacked(d)[page].decode() for d in (data, marked(data, "E16", "I10")))
    after = re.sub(
        r"<conditionalFormatting.*?</conditionalFormatting>|<legacyDrawing[^>]*/>", "", after
    )
    assert after == before.replace(' tabSelected="1"', "")


def test_a_locked_cell_is_unlocked_and_looks_as_before_and_no_other_cell_changes_its_style() -> (
    None
):
    data = economy()
    locked = at(data, "commerce_unit")[1]
    before, after = opened(data)[SHEET], opened(marked(data, locked))[SHEET]
    assert before[locked].protection.locked
    assert not after[locked].protection.locked
    for look in ("font", "fill", "border", "alignment", "number_format"):
        assert repr(getattr(before[locked], look)) == repr(getattr(after[locked], look))
    (area,) = (m for m in before.merged_cells.ranges if locked in m)
    for row in before.iter_rows():
        for cell in row:
            if cell.coordinate not in area:
                assert cell.protection.locked == after[cell.coordinate].protection.locked


def test_an_unlocked_cell_keeps_its_style_and_a_hidden_formula_stays_hidden() -> None:
    def hide(book: Workbook) -> None:
        book[SHEET]["K2"].protection = Protection(locked=True, hidden=True)

    free = at(economy(), "commerce_self_found")[1]
    before = saved(hide, economy())
    after = opened(marked(before, free, "K2"))[SHEET]
    assert after[free].style_id == opened(before)[SHEET][free].style_id
    assert (after["K2"].protection.locked, after["K2"].protection.hidden) == (False, True)


def test_a_cell_that_is_not_in_the_file_is_made_in_the_style_of_its_row_or_column() -> None:
    def widen(book: Workbook) -> None:
        book[SHEET].column_dimensions["Z"].fill = PatternFill("solid", fgColor="FF00FF00")
        book[SHEET].row_dimensions[60].fill = PatternFill("solid", fgColor="FF0000FF")

    data = saved(widen, economy())
    out = marked(data, "Z9", "Z400", "K9", "Y9", "Z60")
    assert opened(out)[SHEET]["Z60"].fill.fgColor.rgb == "FF0000FF"
    for cell in ("Z9", "Z400"):
        assert opened(out)[SHEET][cell].fill.fgColor.rgb == "FF00FF00"
        assert not opened(out)[SHEET][cell].protection.locked
    assert read(out).sheets == read(data).sheets


@pytest.mark.parametrize(
    ("content", "condition"),
    [
        (12, "ISNUMBER($E$16),$E$16=12"),
        (-0.5, "ISNUMBER($E$16),$E$16=-0.5"),
        (stored("n", "35.600000000000001"), "ISNUMBER($E$16),$E$16=35.6"),
        (stored("n", "0.30000000000000004"), "ISNUMBER($E$16),ABS($E$16-(0.3))<=ABS($E$16)*1E-14"),
        (stored("n", "1e300"), "ISNUMBER($E$16),$E$16=1E+300"),
        ("约30", 'ISTEXT($E$16),EXACT($E$16,"约30")'),
        ('说"三"', 'ISTEXT($E$16),EXACT($E$16,"说""三""")'),
        ("=1+1<2&", 'ISTEXT($E$16),EXACT($E$16,"=1+1<2&")'),
        ("长" * 300, f'ISTEXT($E$16),EXACT(LEFT($E$16,200),"{"长" * 200}")'),
        ("一\n二", 'ISTEXT($E$16),EXACT(LEFT($E$16,1),"一")'),
        ("一_x000D_二", 'ISTEXT($E$16),EXACT(LEFT($E$16,1),"一")'),
        (None, "LEN($E$16)=0"),
        (stored("n", None, "1+1"), "LEN($E$16)=0"),
        (stored("n", "2", "1+1"), "ISNUMBER($E$16),$E$16=2"),
        (stored("str", "二", "A1"), 'ISTEXT($E$16),EXACT($E$16,"二")'),
        (stored("e", "#DIV/0!"), "ISERROR($E$16)"),
        (stored("b", "1"), "ISLOGICAL($E$16),$E$16=TRUE"),
        (stored("d", "2023-05-03"), "ISNUMBER($E$16),TRUE"),
    ],
)  # fmt: skip
def test_the_colour_ends_when_the_value_changes(content: object, condition: str) -> None:
    data = typed(economy(), {"commerce_training_formal": content})
    assert at(data, "commerce_training_formal")[1] == "E16"
    ((formula,),) = conditions(marked(data, "E16")).values()
    assert formula == f'AND({condition},N("退回标记")=0)'


def test_a_merged_heading_is_marked_at_its_first_cell_and_coloured_as_a_whole() -> None:
    data = economy()
    cell = at(data, "commerce_remarks")[1]
    area = next(
        str(m) for m in opened(data)[SHEET].merged_cells.ranges if str(m).startswith(f"{cell}:")
    )
    out = marked(data, cell)
    assert set(conditions(out)) == {area}
    assert set(comments(out)) == {cell}
    inner = marked(data, area.partition(":")[2])
    assert set(comments(inner)) == {cell}


def test_one_cell_with_several_faults_has_one_comment_and_the_worst_colour() -> None:
    data = unformatted()
    marks = [
        Mark(SHEET, "E16", severe, text)
        for severe, text in ((False, "甲"), (True, "乙"), (False, "丙"))
    ]
    out = mark_copy(unpacked(data), marks, FIRST, "区安委办")
    assert_sound(out)
    assert comments(out) == {"E16": "【退回】甲\n乙\n丙"}
    ((rule,),) = [area.rules for area in opened(out)[SHEET].conditional_formatting]
    assert rule.dxf.fill.bgColor.rgb == "FFFFC7CE"


def test_a_units_own_comments_stay_and_ours_stand_behind_and_go_in_the_next_round() -> None:
    data = saved(commented, economy())
    out = marked(data, "E16", "I10")
    assert comments(out) == {
        "A1": "也是",
        "E16": "单位自己的话\n【退回】改E16",
        "I10": "【退回】改I10",
    }
    again = marked(out, "E9")
    assert comments(again) == {"A1": "也是", "E16": "单位自己的话", "E9": "【退回】改E9"}
    assert set(conditions(again)) == {"E9"}


def test_a_plain_comment_becomes_a_run_so_that_it_is_shown_beside_ours() -> None:
    def plain(part: bytes) -> bytes:
        return re.sub(rb"<text>.*?</text>", "<text><t>单位的话</t></text>".encode(), part)

    data = saved(commented, economy())
    name = next(n for n in unpacked(data) if n.startswith("xl/comments"))
    out = unpacked(marked(with_part(data, name, plain), "E16"))[name].decode()
    texts = re.findall(r"<text>(.*?)</text>", out, re.DOTALL)
    assert len(texts) == 2
    assert sorted(t.startswith("<r>") for t in texts) == [False, True]
    assert not re.search(r"(?<!/rPr>)<t [^>]*>【退回】|</r><t", out)


def test_comments_on_two_sheets_have_shapes_of_their_own_numbers_and_one_content_type() -> None:
    def comment(book: Workbook) -> None:
        book["燃气"]["A1"].comment = Comment("甲", "乙")

    data = saved(comment, form("planning", JULY))
    marks = [Mark("建筑施工", "E16", True, "x"), Mark("燃气", "E16", True, "y")]
    out = mark_copy(unpacked(data), marks, FIRST, "办")
    assert_sound(out)
    drawings = [b.decode() for n, b in unpacked(out).items() if n.endswith(".vml")]
    assert len(drawings) == 2
    for numbers in (r'id="(_x0000_s[0-9]+)"', r'idmap [^>]*data="([0-9]+)"'):
        found = [n for vml in drawings for n in re.findall(numbers, vml)]
        assert len(set(found)) == len(found) >= 2
    styles = unpacked(out)["xl/styles.xml"].partition(b"<dxfs")[0]
    fonts = re.findall(rb"<font>.*?</font>", styles)
    assert len(fonts) == len(set(fonts))


def test_a_row_that_grows_no_longer_says_how_far_it_spans() -> None:
    page = sheet_parts(economy())[SHEET]
    data = with_part(
        economy(), page, lambda b: b.replace(b'<row r="16"', b'<row spans="1:9" r="16"')
    )
    row = re.search(rb'<row [^>]*r="16"[^>]*>', unpacked(marked(data, "Z16"))[page])
    assert row
    assert b"spans" not in row[0]


def test_marks_do_not_pile_up_over_rounds_also_through_another_program() -> None:
    data = economy()
    for through in (lambda d: d, partial(saved, lambda _: None)):
        second = marked(through(marked(data, "E16", "I10", "C30")), "E16")
        assert comments(second) == {"E16": "【退回】改E16"}
        assert set(conditions(second)) == {"E16"}
        assert [n for n in opened(second).sheetnames if n.startswith(NOTICE)] == [NOTICE]
        third = marked(through(second), notice=Notice("", "三", (), (), ()))
        assert not comments(third)
        assert not conditions(third)
        assert opened(third)[NOTICE]["A1"].value == "三"


def test_a_units_own_sheet_of_our_title_stays() -> None:
    data = saved(lambda book: book.create_sheet(NOTICE).append(["单位自己的"]), economy())
    out = opened(marked(data, "E16"))
    assert out.sheetnames[0] == f"{NOTICE}2"
    assert out[NOTICE]["A1"].value == "单位自己的"


def test_conditional_formats_of_the_unit_stay_in_their_order_behind_ours() -> None:
    def format_(book: Workbook) -> None:
        sheet = book[SHEET]
        sheet.conditional_formatting.add(
            "E16:E20", CellIsRule("greaterThan", ["5"], fill=PatternFill())
        )
        sheet.conditional_formatting.add("E9", FormulaRule(["TRUE"]))
        sheet.conditional_formatting.add(
            "I9:I12", ColorScaleRule("min", None, "FFFF0000", "max", None, "FF00FF00")
        )

    data = saved(format_, unformatted())
    formats = opened(marked(data, "E16", "E9"))[SHEET].conditional_formatting
    ranked = sorted((r.priority, r.type, str(a.sqref)) for a in formats for r in a.rules)
    assert [(kind, area) for _, kind, area in ranked] == [
        ("expression", "E16"), ("expression", "E9"), ("cellIs", "E16:E20"),
        ("expression", "E9"), ("colorScale", "I9:I12"),
    ]  # fmt: skip
    in_the_file = [str(a.sqref) for a in formats]
    assert in_the_file == ["E16", "E9", "E16:E20", "I9:I12"]  # LibreOffice knows no priority


def test_names_and_print_areas_of_sheets_follow_them_and_the_book_opens_on_our_sheet() -> None:
    def name(book: Workbook) -> None:
        book.active = 1
        book["填表说明"].print_title_rows = "1:1"

    data = saved(name, form("planning", JULY))
    before, after = opened(data), opened(mark_copy(unpacked(data), [], FIRST, "区安委办"))
    assert after.active.title == NOTICE
    assert [s.title for s in after if s.sheet_view.tabSelected] == [NOTICE]
    for sheet in before:
        assert after[sheet.title].print_area == sheet.print_area
        assert after[sheet.title].print_title_rows == sheet.print_title_rows
        assert after[sheet.title].sheet_state == sheet.sheet_state
        assert after[sheet.title].protection.sheet == sheet.protection.sheet
    assert before.defined_names.keys() == after.defined_names.keys() - {"pipeline_return_notice"}


def test_links_lead_to_cells_also_of_sheets_with_quotes_in_their_names() -> None:
    data = saved(lambda book: setattr(book[SHEET], "title", "张三's & 表"), economy())
    row = NoticeRow(
        "必须改正", "severe", ("张三's & 表", "E16"), "张三's & 表", "E16", "", "", "", "x"
    )
    out = mark_copy(
        unpacked(data),
        [Mark("张三's & 表", "E16", True, "x")],
        Notice("", "t", (), (), (row,)),
        "办",
    )
    assert_sound(out)
    (link,) = (c.hyperlink for r in opened(out)[NOTICE].iter_rows() for c in r if c.hyperlink)
    assert link.location == "'张三''s & 表'!E16"
    assert comments(out, "张三's & 表") == {"E16": "【退回】x"}


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "<b>&amp;", "_x001B_[0m", "a\x00b", "长" * 5000, "‮反"]
)
def test_texts_of_the_notice_and_of_comments_are_inert(text: str) -> None:
    row = NoticeRow(text, "mild", None, text, text, text, text, text, text)
    out = mark_copy(
        unpacked(economy()),
        [Mark(SHEET, "E16", True, text)],
        Notice(text, text, (text,), (text,), (row,)),
        text,
    )
    assert_sound(out)
    cells = [c for r in opened(out)[NOTICE].iter_rows() for c in r if c.value is not None]
    assert all(c.data_type != "f" for c in cells)
    assert len([c for c in cells if c.row == 1]) == 1
    notice_part = unpacked(out)[sheet_parts(out)[NOTICE]].decode()
    assert ("_x005F_x001B_" in notice_part) == ("_x001B_" in text)  # which Excel reads as an escape


def prefixed(data: bytes) -> bytes:
    """The form as a program writes it that gives every element a prefix."""
    parts = unpacked(data)
    for name in parts:
        if name.startswith("xl/") and name.endswith(".xml") and "theme" not in name:
            text = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", parts[name].decode())
            parts[name] = text.replace(
                'xmlns="http://schemas.openxmlformats.org/spreadsheetml',
                'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml',
            ).encode()
    return packed(parts)


def test_a_workbook_with_prefixes_is_marked_as_well() -> None:
    data = prefixed(economy(WRONG))
    out = marked(data, "E16", "Z500", "K2")
    assert set(comments(out)) == {"E16", "Z500", "K2"}
    assert read(out).sheets == read(data).sheets


def test_a_sheet_without_rows_is_marked_as_well() -> None:
    data = saved(lambda book: book.create_sheet("空表"), economy())
    out = mark_copy(unpacked(data), [Mark("空表", "C3", True, "x")], FIRST, "办")
    assert_sound(out)
    assert comments(out, "空表") == {"C3": "【退回】x"}


STRICT = b"purl.oclc.org/ooxml/spreadsheetml"


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/styles.xml", lambda b: b.replace(b"cellXfs", b"cellXxx")),
        ("xl/styles.xml", lambda b: b'<?xml version="1.0" encoding="GBK"?>' + b),
        ("xl/styles.xml", lambda b: b.decode().encode("utf-16")),
        ("xl/styles.xml", lambda b: b"<!DOCTYPE x>" + b),
        ("xl/worksheets/sheet1.xml", lambda b: b + b" " * 9_000_000),
        ("xl/workbook.xml", lambda b: b.replace(b"schemas.openxmlformats.org/spreadsheetml/2006", STRICT)),
        ("xl/worksheets/sheet1.xml", lambda b: b.replace(b'r="E16" s="', b'r="E16" s="9')),
    ],
)  # fmt: skip
def test_a_package_that_cannot_be_edited_without_a_guess_is_not(
    part: str, change: Callable[[bytes], bytes]
) -> None:
    data = with_part(economy(), part, change)
    with pytest.raises((UneditableError, DamagedWorkbookError)):
        mark_copy(unpacked(data), [Mark(SHEET, "E16", True, "x")], FIRST, "办")


def test_broken_shapes_of_other_programs_are_kept_as_they_are() -> None:
    data = saved(commented, economy())
    vml = next(n for n in unpacked(data) if n.endswith(".vml"))
    control = b'<v:shape id="_x0000_s7777"><v:textbox><br></v:textbox></v:shape>'
    data = with_part(data, vml, lambda b: b.replace(b"</xml>", control + b"</xml>"))
    out = unpacked(mark_copy(unpacked(data), [Mark(SHEET, "I10", True, "x")], FIRST, "办"))
    assert control in out[vml]
    assert b"_x0000_s7778" in out[vml]


def test_a_link_leads_to_no_hidden_sheet_and_hidden_sheets_stay_hidden() -> None:
    data = saved(
        lambda book: setattr(book.create_sheet("暗"), "sheet_state", "veryHidden"), economy()
    )
    rows = tuple(
        NoticeRow("必须改正", "severe", (s, "A1"), s, "A1", "", "", "", "")
        for s in ("暗", SHEET, "没有")
    )
    out = opened(mark_copy(unpacked(data), [], Notice("", "t", (), (), rows), "办"))
    assert out["暗"].sheet_state == "veryHidden"
    assert out["_form"].sheet_state == "hidden"
    assert [c.hyperlink.location for r in out[NOTICE].iter_rows() for c in r if c.hyperlink] == [
        f"'{SHEET}'!A1"
    ]


def test_formats_in_a_sheets_extension_keep_their_order_behind_ours() -> None:
    extension = (
        b'<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        b' uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings><x14:conditionalFormatting'
        b' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule type="expression" priority="1"'
        b' id="{1}"><xm:f>TRUE</xm:f></x14:cfRule><xm:sqref>E9</xm:sqref></x14:conditionalFormatting>'
        b"</x14:conditionalFormattings></ext></extLst></worksheet>"
    )
    page = sheet_parts(economy())[SHEET]
    data = with_part(unformatted(), page, lambda b: b.replace(b"</worksheet>", extension))
    out = unpacked(marked(data, "E16", "E9"))[page]
    assert extension.replace(b'priority="1"', b'priority="3"') in out


def test_threaded_comments_are_left_alone() -> None:
    def talk(book: Workbook) -> None:
        book[SHEET]["E16"].comment = Comment(
            "[线程批注]", "tc={00000000-0001-0000-0000-000000000000}"
        )

    data = saved(talk, economy())
    page = sheet_parts(data)[SHEET].rpartition("/")[2]
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    data = with_part(
        data,
        f"xl/worksheets/_rels/{page}.rels",
        lambda b: b.replace(b"</Relationships>", link.encode()),
    )
    thread = b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>'
    data = packed(unpacked(data) | {"xl/threadedComments/threadedComment1.xml": thread})
    out = marked(data, "E16", "E9")
    assert unpacked(out)["xl/threadedComments/threadedComment1.xml"] == thread
    assert comments(out)["E16"].startswith("[线程批注]")
    assert comments(out)["E9"] == "【退回】改E9"


def test_a_sheet_with_controls_but_no_comments_keeps_its_shapes() -> None:
    data = saved(commented, economy())
    page = sheet_parts(data)[SHEET].rpartition("/")[2]
    relations = f"xl/worksheets/_rels/{page}.rels"
    data = with_part(
        data,
        relations,
        lambda b: re.sub(rb"<Relationship [^>]*relationships/comments[^>]*/>", b"", b),
    )
    vml = next(n for n in unpacked(data) if n.endswith(".vml"))
    data = with_part(data, vml, lambda b: b.replace(b"Note", b"Button"))
    parts = {n: b for n, b in unpacked(data).items() if not n.startswith("xl/comments")}
    types = re.sub(rb"<Override [^>]*comments[^>]*/>", b"", parts["[Content_Types].xml"])
    out = unpacked(
        mark_copy(
            parts | {"[Content_Types].xml": types}, [Mark(SHEET, "I10", True, "x")], FIRST, "办"
        )
    )
    assert out[vml].count(b"Button") == 2
    assert out[vml].count(b'"Note"') == 1
    assert len([n for n in out if n.endswith(".vml")]) == 1


def test_the_list_of_sheets_in_the_properties_does_not_contradict_the_book() -> None:
    titles = (
        b"<TitlesOfParts><x>1</x></TitlesOfParts><HeadingPairs><x/></HeadingPairs></Properties>"
    )
    data = with_part(economy(), "docProps/app.xml", lambda b: b.replace(b"</Properties>", titles))
    out = unpacked(marked(data, "E16"))["docProps/app.xml"]
    assert out == unpacked(economy())["docProps/app.xml"]


def test_the_sheet_of_an_earlier_round_is_replaced_wherever_the_unit_moved_or_hid_it() -> None:
    def move(book: Workbook) -> None:
        book.move_sheet(NOTICE, 2)
        book[NOTICE].sheet_state = "hidden"
        book.active = 0

    def rename(index: bytes) -> bytes:
        return index.replace(NOTICE.encode(), "改名了".encode())

    moved = with_part(saved(move, marked(economy(), "E16")), "xl/workbook.xml", rename)
    out = opened(marked(moved, "E9"))
    assert out.sheetnames.index("改名了") == 2
    assert out.active.title == "改名了"
    assert out["改名了"].sheet_state == "visible"
    assert NOTICE not in out.sheetnames
    gone = opened(
        marked(saved(lambda book: book.remove(book[NOTICE]), marked(economy(), "E16")), "E9")
    )
    assert gone.sheetnames[0] == NOTICE
    assert [n for n in gone.defined_names if n.startswith("pipeline")] == ["pipeline_return_notice"]


def test_trees_that_are_held_together_are_no_larger_than_one_may_be() -> None:
    data = saved(lambda book: book.copy_worksheet(book[SHEET]), economy())
    pages = [p for n, p in sheet_parts(data).items() if n.startswith(SHEET)]
    more = b"<a/>" * (MOST_TAGS // 2)
    marks = [Mark(n, "E16", True, "x") for n in opened(data).sheetnames if n.startswith(SHEET)]
    assert len(pages) == len(marks) == 2
    for page in pages:
        data = with_part(
            data, page, lambda b: b.replace(b"</sheetData>", b"</sheetData>" + more, 1)
        )
    mark_copy(unpacked(data), marks[:1], FIRST, "办")
    with pytest.raises(UneditableError):
        mark_copy(unpacked(data), marks, FIRST, "办")
