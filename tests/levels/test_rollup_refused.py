"""A published file that was touched, or whose record is broken, is refused with the reason."""

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from pipeline.books.workbook import open_book
from pipeline.model.states import FileState
from pipeline.rollup.heads import Heads
from pipeline.rollup.record import RECORD, read_record, rows_of
from pipeline.words.wording import cell_text, same_text
from tests.support.levels import NAMES, Edit, at, books, codes
from tests.support.named_cells import place_named
from tests.support.tree import JULY, resealed, send, upper
from tests.support.workspaces import declarations, publish, saved


def _said(book: Workbook, column: str, line: tuple[str, ...], value: str) -> Workbook:
    """A cell of the record changed, in the row that begins with some words."""
    rows = [r for r in book[RECORD].iter_rows() if tuple(c.value for c in r)[: len(line)] == line]
    assert len(rows) == 1
    book[RECORD][f"{column}{rows[0][0].row}"].value = value
    return book


def _both(book: Workbook, value: str = "999") -> Workbook:
    """A value changed in the table and in the record: then it is not the sum any more."""
    at(book, "fire_self_found", int(value) if value.isdigit() else value)
    return _said(book, "D", ("line", "fire", "self_found"), value)


def _zero_gone(book: Workbook) -> None:
    """A line of the record that no sum misses: its zero would be a value that is missing."""
    rows = [[c.value or "" for c in row] for row in book[RECORD].iter_rows()]
    zero = next(r for r in rows if r[0] == "line" and r[1] and r[3] == "0")
    book[RECORD].delete_rows(1 + rows.index(zero))


def _columns(book: Workbook) -> None:
    """Two sectors' names change places, their figures do not."""
    page, _ = place_named(book, "fire_self_found")
    for cell in [c for row in book[page].iter_rows() for c in row]:
        if cell.value in ("消防", "燃气"):
            cell.value = "燃气" if cell.value == "消防" else "消防"


def _unnamed(book: Workbook) -> None:
    del book.defined_names["road_self_found"]


def _unrecorded(book: Workbook) -> None:
    del book[RECORD]


def _broken(book: Workbook) -> None:
    book[RECORD]["A1"].value = "note"


_K2 = ("unrecognised", "K2")
EDITS: dict[str, tuple[Edit, str, str]] = {
    "a value": (lambda b: at(b, "fire_self_found", 999), "returned", "K3"),
    "a missing value filled": (lambda b: at(b, "gas_self_found", 0), "returned", "K3"),
    "a value made missing": (lambda b: at(b, "fire_self_found", "未报"), "returned", "K3"),
    "a text for a value": (lambda b: at(b, "fire_self_found", "很多"), "returned", "K3"),
    "a total": (lambda b: at(b, "total_self_found", 1), "returned", "K4"),
    "a total of the office": (lambda b: at(b, "total_study_sessions", 1), "returned", "K3"),
    "two values in one cell": (lambda b: at(b, "total_reward_wan", "1万元"), "returned", "K3"),
    "value and record": (lambda b: _both(resealed(b)), "unrecognised", "K2"),
    "value and record, sealed": (lambda b: resealed(_both(b)), "returned", "K4"),
    "a sealed yes for a number": (lambda b: resealed(_both(b, "是")), "returned", "K3"),
    "a zero gone from the record": (_zero_gone, "unrecognised", "K2"),
    "a line renamed": (lambda b: _said(b, "A", ("line", "fire", "transferred"), "lin"), *_K2),
    "who is in a figure": (lambda b: _said(b, "E", ("line", "fire", "self_found"), "0"), *_K2),
    "a sample made real": (lambda b: _said(b, "B", ("sample",), "是"), *_K2),
    "a second unit": (lambda b: b[RECORD].append(["unit", "临枢县"]), *_K2),
    "a record of another version": (lambda b: _said(b, "B", ("record",), "1"), *_K2),
    "the note": (lambda b: at(b, "annex_note", "注：汇总12/12个行业领域。"), "returned", "K3"),
    "the date": (lambda b: at(b, "annex_date", "时间：2023年8月28日"), "returned", "K3"),
    "heads of columns": (_columns, "returned", "K5"),
    "a name": (_unnamed, "returned", "K5"),
    "the record removed": (_unrecorded, "unrecognised", "K1"),
    "the record broken": (_broken, "unrecognised", "K2"),
    "another place": (lambda b: resealed(_said(b, "B", ("unit",), "东山县")), "unrecognised", "K6"),
    "a month outside": (
        lambda b: resealed(_said(b, "B", ("period",), "2024年7月")),
        "returned",
        "H11d",
    ),
    "another basis": (lambda b: resealed(_said(b, "B", ("basis",), "当月")), "returned", "H11f"),
}


def _beside_a_right_one(folder: Path, files: Mapping[str, bytes], change: Edit) -> FileState:
    """How a district's file stands that was changed; that of another one, which was not, is accepted all the same."""
    book = load_workbook(io.BytesIO(files["gucheng"]))
    change(book)
    root = upper(folder / "city", NAMES, "南山市")
    send(root, "附件2.xlsx", saved(book))
    send(root, "另一个.xlsx", files["linshu"])
    other, file = books(root)
    assert other.status == "accepted"
    return file


@pytest.mark.parametrize("edit", EDITS)
def test_a_file_edited_by_hand_is_refused_with_the_reason(
    tmp_path: Path, files: Mapping[str, bytes], edit: str
) -> None:
    change, status, code = EDITS[edit]
    file = _beside_a_right_one(tmp_path, files, change)
    assert file.status == status
    assert [f.rule for f in file.findings if f.severity == "error"].count(code) == 1


def test_of_two_heads_the_nearer_one_is_a_cells_own() -> None:
    known = declarations()
    indicator, book = known.form.indicators["self_found"], Workbook()
    page = book.create_sheet("表")
    for row in ((None, "消防"), (None, "燃气"), (indicator.label, 3)):
        page.append(row)
    heads = Heads(open_book(saved(book)), known)
    assert heads.is_right(("表", "B3"), "gas", indicator)
    assert not heads.is_right(("表", "B3"), "fire", indicator)
    assert not heads.is_right(("表", "A3"), "gas", indicator)
    assert not heads.is_right(("没有", "B3"), "gas", indicator)


BROKEN: dict[str, tuple[Edit, str, str | None]] = {
    "anything": (lambda b: _said(b, "B", ("unit",), "东山县"), "与末行的校验码不符", None),
    "more below it": (lambda b: b[RECORD].append(["restated", "1改为2"]), "末行的校验码", None),
    "emptied": (lambda b: b[RECORD].delete_rows(1, 999), "A1是“”，应为“record”", "A1"),
    "of a program to come": (
        lambda b: resealed(_said(b, "B", ("record",), "3")),
        "B1写的记录格式是3，本级的程序认的是2，上下级要用同一版本的程序",
        "B1",
    ),
    "heads in another order": (
        lambda b: resealed(_said(b, "A", ("note",), "date")),
        "各行的次序或名称不对",
        None,
    ),
    "neither yes nor no": (
        lambda b: resealed(_said(b, "B", ("sample",), "对")),
        "sample和whole只能是",
        None,
    ),
    "no value": (
        lambda b: resealed(_said(b, "D", ("line", "fire", "self_found"), "很多")),
        "fire的self_found一行读不出来",
        None,
    ),
    "more than all": (
        lambda b: resealed(_said(b, "E", ("line", "fire", "self_found"), "9")),
        "fire的self_found一行前后矛盾",
        None,
    ),
}


@pytest.mark.parametrize("edit", BROKEN)
def test_of_a_record_that_is_refused_it_is_told_why(
    tmp_path: Path, files: Mapping[str, bytes], edit: str
) -> None:
    change, why, cell = BROKEN[edit]
    (finding,) = _beside_a_right_one(tmp_path, files, change).findings
    assert (finding.rule, finding.sheet, finding.cell) == ("K2", RECORD, cell)
    assert why in finding.message
    assert "重新运行程序" in finding.message


def test_any_letters_come_through_the_record(files: Mapping[str, bytes]) -> None:
    known = read_record(open_book(files["linshu"]))
    odd = replace(known, unit="_x0041_县", note="注：\n=1+1 <&>  两空格", restated=("𠮷县\t1",))
    book = Workbook()
    book.create_sheet(RECORD)
    for row in rows_of(odd):
        book[RECORD].append([cell_text(text) for text in row])
        for cell in book[RECORD][book[RECORD].max_row]:
            cell.data_type = "s"
    back = read_record(open_book(saved(book)))
    assert (back.unit, back.lines) == (odd.unit, odd.lines)
    for text, told in ((back.note, odd.note), (back.restated[0], odd.restated[0])):
        assert same_text(text) == same_text(told)


def test_what_openpyxl_saves_unchanged_is_still_accepted(
    tmp_path: Path, files: Mapping[str, bytes]
) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    send(root, "附件2.xlsx", saved(load_workbook(io.BytesIO(files["gucheng"]))))
    (file,) = books(root)
    assert file.status == "accepted"
    assert not codes(file)


def test_a_returned_file_goes_back_marked(tmp_path: Path, files: Mapping[str, bytes]) -> None:
    book = load_workbook(io.BytesIO(files["linshu"]))
    at(book, "fire_self_found", 999)
    root = upper(tmp_path / "city", NAMES, "南山市")
    send(root, "坏.xlsx", saved(book))
    publish(root, JULY)
    (back,) = (root / "outbox/2023-07/returned").glob("*.xlsx")
    marked = load_workbook(back)
    assert marked.sheetnames[0] == "退回说明"
    assert RECORD in marked.sheetnames
    told = "".join(str(c.value) for row in marked.worksheets[0].iter_rows() for c in row if c.value)
    assert "附件2不能手工修改" in told
    assert "标红的格改正" not in told


def _all_unseen(book: Workbook) -> None:
    (page, ref), (parts, below) = (
        place_named(book, name) for name in ("total_self_found", "fire_self_found")
    )
    book[page].row_dimensions[book[page][ref].row].hidden = True
    book[page][ref].comment = Comment("应为120", "甲")
    book[parts].row_dimensions[book[parts][below].row].hidden = True
    book[parts].sheet_state = "hidden"


def test_what_is_not_seen_of_a_published_file_counts_and_is_told(
    tmp_path: Path, files: Mapping[str, bytes]
) -> None:
    file = _beside_a_right_one(tmp_path, files, _all_unseen)
    assert file.status == "accepted"
    book = load_workbook(io.BytesIO(files["gucheng"]))
    (page, ref), (parts, below) = (
        place_named(book, name) for name in ("total_self_found", "fire_self_found")
    )
    told = {(f.rule, f.sheet, ref in f.value) for f in file.findings if f.severity == "notice"}
    assert {("N15", page, True), ("N17", page, True), ("N13", parts, False)} <= told
    (hidden,) = [f for f in file.findings if (f.rule, f.sheet) == ("N15", parts)]
    assert f"等{len(declarations().roster.sectors)}格" in hidden.value
    assert below[1:] == str(hidden.cell)[1:]
