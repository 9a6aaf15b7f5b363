"""Every format by its content: xls, et and ods read as the xlsx they were, all others named with what to do.

fixtures/typed.xls and .ods are `odd()` below, converted by LibreOffice 7.4: soffice --headless --convert-to xls (ods).
"""

import struct
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.books import open_document, xls
from pipeline.books.biff import At, Records, read_records, saved_at
from pipeline.books.budget import Budget
from pipeline.books.cells import Book, Cell
from pipeline.books.formats import read_any
from pipeline.books.refusals import DamagedWorkbookError, ForeignFileError, OverLimitError
from pipeline.books.xls import read_xls
from pipeline.model.received import Submission
from tests.support import libreoffice
from tests.support.cells import coordinates, read
from tests.support.hostile import ods, ods_cell
from tests.support.old_formats import ODS, XLS, stream, table_row
from tests.support.ole import compound_file
from tests.support.workspaces import JULY, JUNE, form

ODD: dict[str, object] = {
    "fire_self_found": "=1/0",
    "fire_self_fixed": True,
    "fire_dept_found": datetime(2023, 3, 5),
    "fire_listed_total": "=6*2",
    "fire_listed_fixed": "１２",
    "fire_checked_ent": "=NA()",
    "fire_head_not_studied": '="a"&"b"',
    "fire_head_not_led": 3.5,
    "fire_no_duty_list": "#N/A",
    "fire_no_safety_org": "=TRUE()",
    "fire_uncertified_work": datetime(2023, 3, 5, 10, 30),
    "fire_drill_missing": '=""',
}
# Cell -> kind, text, whether it is a formula: as LibreOffice worked them out.
EXPECTED: dict[str, tuple[str, str, bool]] = {
    "E9": ("error", "#DIV/0!", True),
    "I9": ("bool", "1", True),
    "E10": ("date", "2023-03-05", False),
    "I10": ("percent", "1", False),
    "E11": ("number", "12", True),
    "I11": ("text", "１２", False),
    "E12": ("error", "#N/A", True),
    "I12": ("text", "ab", True),
    "E13": ("number", "3.5", False),
    "I13": ("error", "#N/A", True),
    "E14": ("bool", "1", True),
    "I14": ("date", "2023-03-05 10:30", False),
    "I15": ("text", "", True),
    "E15": ("number", "8", False),
}


def odd() -> bytes:
    """A form with one cell of each kind."""

    def edit(book: Workbook) -> None:
        cell = book["消防"]["I10"]
        cell.value, cell.number_format = 1, "0%"

    return form("rescue", JUNE, ODD, edit=edit)


# --- xls and ods -----------------------------------------------------------------------------------------------------


def held(book: Book, sheet: str, ref: str) -> tuple[str, str, bool]:
    cell = book.sheet(sheet).cell(ref)
    return cell.kind, cell.text, cell.formula is not None


@pytest.mark.parametrize("data", [XLS, ODS], ids=["xls", "ods"])
def test_every_kind_of_cell_is_told_apart(data: bytes) -> None:
    book = read_any(data)
    assert {ref: held(book, "消防", ref) for ref in EXPECTED} == EXPECTED


@pytest.mark.parametrize("data", [XLS, ODS], ids=["xls", "ods"])
def test_sheets_names_and_merges_are_those_of_the_xlsx(data: bytes) -> None:
    """Of the sheets that forms had when the fixtures were made."""
    book, xlsx = read_any(data), read_any(odd())
    then = [name for name in xlsx.sheet_names if name in book.sheet_names]
    assert list(book.sheet_names) == then == ["消防", "填表说明", "_form"]
    assert book.hidden == xlsx.hidden & {*then} == {"_form"}
    assert book.names == {n: at for n, at in xlsx.names.items() if at[0] in then}
    for name in then:
        assert sorted(book.sheet(name).merges) == sorted(xlsx.sheet(name).merges)
        if name != "填表说明":  # has more lines now
            assert book.sheet(name).cells.keys() == xlsx.sheet(name).cells.keys()
    assert book.saved_at.startswith("2026-11-25T00:47:17")


@pytest.mark.parametrize(("data", "kind"), [(XLS, "xls（或et）"), (ODS, "ods")], ids=["xls", "ods"])
@pytest.mark.parametrize("path", ["inbox/a.xlsx", "inbox/a.et", "inbox/a.csv"])
def test_an_old_format_is_read_with_a_notice_whatever_it_is_called(
    data: bytes, kind: str, path: str
) -> None:
    submission = read(data, path)
    assert submission.unit == "rescue"
    (notice,) = [f for f in submission.findings if f.rule == "N6"]
    assert (notice.severity, notice.value) == ("notice", kind)
    errors = {(f.rule, f.cell) for f in submission.findings if f.severity == "error"}
    assert errors == {
        ("H6b", "E9"), ("H6e", "I9"), ("H6d", "E10"), ("H6j", "I10"), ("H6b", "E12"), ("H6a", "I12"),
        ("H6b", "I13"), ("H6e", "E14"), ("H6d", "I14"), ("H6c", "I15"),
    }  # fmt: skip


def test_an_xlsx_called_xls_is_read_without_a_notice() -> None:
    assert coordinates(read(form("rescue", JUNE), "inbox/a.xls").findings) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_form_saved_by_libreoffice_in_another_format_says_the_same(
    kind: str, tmp_path: Path
) -> None:
    for unit in ("planning", "safety"):
        source = tmp_path / f"{unit}.xlsx"
        source.write_bytes(form(unit, JULY))
        one = read(source.read_bytes())
        other = read(libreoffice.convert(source, tmp_path, kind).read_bytes())
        assert _said(other) == _said(one)
        assert coordinates(other.findings) == [*coordinates(one.findings), ("N6", None, None)]


def _said(submission: Submission) -> str:
    """All that is read of a form, NaN as text."""
    return repr([(s.sector, s.headings, s.entries, s.period, s.zero) for s in submission.sheets])


# --- Records of an xls -----------------------------------------------------------------------------------------------


def workbook(content: bytes) -> bytes:
    return compound_file({"Workbook": content})


def records(content: bytes) -> list[tuple[int, int, int]]:
    """(place, code, length) of each record."""
    found, at = [], 0
    while at + 4 <= len(content):
        code, length = struct.unpack_from("<HH", content, at)
        found.append((at, code, length))
        at += 4 + length
    return found


def test_a_compound_file_made_by_hand_reads_the_same() -> None:
    assert read_xls(workbook(stream())).sheets == read_xls(XLS).sheets


def _patched(code: int, offset: int, new: bytes) -> bytes:
    content = bytearray(stream())
    place = next(at for at, found, _ in records(bytes(content)) if found == code)
    content[place + 4 + offset : place + 4 + offset + len(new)] = new
    return bytes(content)


NUMBER, LABEL, FILEPASS, BOUNDSHEET, NAME, DATEMODE = 0x203, 0xFD, 0x2F, 0x85, 0x18, 0x22


@pytest.mark.parametrize(
    "content",
    [
        _patched(LABEL, 6, struct.pack("<i", -1)),
        _patched(LABEL, 6, struct.pack("<i", 10**6)),
        _patched(BOUNDSHEET, 0, struct.pack("<i", 10**7)),
        _patched(BOUNDSHEET, 0, struct.pack("<i", 0)),
        stream()[: len(stream()) // 2],
        stream()[:100],
        b"",
    ],
    ids=["string -1", "no such string", "sheet beyond", "sheet at the globals", "half", "globals", "nothing"],
)  # fmt: skip
def test_a_broken_stream_is_damaged(content: bytes) -> None:
    with pytest.raises(DamagedWorkbookError) as told:
        read_xls(workbook(content))
    assert told.value.case == "damaged"


def test_one_cell_twice_is_damaged() -> None:
    content = stream()
    first, second = [at for at, code, _ in records(content) if code == LABEL][:2]
    twice = content[: second + 4] + content[first + 4 : first + 8] + content[second + 8 :]
    with pytest.raises(DamagedWorkbookError):
        read_xls(workbook(twice))


@pytest.mark.parametrize("other", [set[At](), {(40, 3)}], ids=["one less", "one more"])
def test_what_xlrd_and_the_records_see_differently_is_damaged(
    monkeypatch: pytest.MonkeyPatch, other: set[At]
) -> None:
    def differing(content: bytes, budget: Budget) -> list[Records]:
        first, *rest = read_records(content, budget)
        cells = first.cells | other if other else first.cells - {min(first.cells)}
        return [Records(cells, first.formulas), *rest]

    monkeypatch.setattr(xls, "read_records", differing)
    with pytest.raises(DamagedWorkbookError):
        read_xls(XLS)


def places_of(code: int) -> list[int]:
    return [at + 4 for at, found, _ in records(stream()) if found == code]


def overwritten(place: int, new: bytes) -> bytes:
    content = stream()
    return content[:place] + new + content[place + len(new) :]


def test_a_name_of_one_sheet_alone_is_not_believed() -> None:
    whole = read_xls(XLS).names
    left = [
        whole.keys() - read_xls(workbook(overwritten(at + 8, b"\x01\x00"))).names.keys()
        for at in places_of(NAME)
    ]
    assert sorted(next(iter(lost)) for lost in left if lost) == sorted(whole)


def test_a_name_that_is_a_range_is_no_name() -> None:
    """The print areas, made names of the whole workbook."""
    for at in places_of(NAME):
        assert read_xls(workbook(overwritten(at + 8, bytes(2)))).names == read_xls(XLS).names


def test_days_may_be_counted_from_1904() -> None:
    (place,) = places_of(DATEMODE)
    cell = read_xls(workbook(overwritten(place, b"\x01\x00"))).sheet("消防").cell("E10")
    assert cell == Cell("date", "2027-03-06")


def test_two_sheets_in_one_place_are_damaged() -> None:
    first, second, _ = places_of(BOUNDSHEET)
    with pytest.raises(DamagedWorkbookError):
        read_xls(workbook(overwritten(second, stream()[first : first + 4])))


def test_what_a_chart_within_a_sheet_holds_is_no_cell() -> None:
    end = struct.pack("<HH", 0x0A, 0)
    assert stream().endswith(end)
    chart = struct.pack("<HHHH12x", 0x809, 16, 0x600, 0x20)
    number = struct.pack("<HHHHHd", NUMBER, 14, 60, 0, 0, 7.0)
    content = stream().removesuffix(end) + chart + number + end + end
    assert read_xls(workbook(content)).sheets == read_xls(XLS).sheets


@pytest.mark.parametrize("left", [Budget(merged=3), Budget(text=9), Budget(cells=9)])
def test_limits_hold_for_an_xls_too(monkeypatch: pytest.MonkeyPatch, left: Budget) -> None:
    monkeypatch.setattr(xls, "Budget", lambda: left)
    with pytest.raises(OverLimitError):
        read_xls(XLS)


@pytest.mark.parametrize("kind", [1, 6], ids=["macro sheet", "module"])
def test_macro_sheets_are_macros(kind: int) -> None:
    with pytest.raises(ForeignFileError, match="宏"):
        read_xls(workbook(_patched(BOUNDSHEET, 5, bytes([kind]))))


def test_an_encrypted_xls_says_so() -> None:
    content = stream()
    end = records(content)[1][0]
    locked = content[:end] + struct.pack("<HH", FILEPASS, 6) + bytes(6) + content[end:]
    with pytest.raises(ForeignFileError, match="密码"):
        read_xls(workbook(locked))


def test_what_is_told_of_the_last_save_may_be_broken() -> None:
    def summary(kind: int, ticks: int) -> bytes:
        head = bytes(44) + struct.pack("<I", 48)
        return head + struct.pack("<IIIIIQ", 0, 1, 0x0D, 16, kind, ticks)

    moment = (datetime(2023, 7, 28, 9) - datetime(1601, 1, 1)).total_seconds()
    assert saved_at(summary(0x40, int(moment) * 10**7)) == "2023-07-28T09:00:00+00:00"
    assert {
        saved_at(s) for s in (summary(0x40, 0), summary(3, 1), summary(0x40, 2**63), b"", bytes(60))
    } == {""}


def read_or_refused(data: bytes) -> Book | None:
    """The book in a file, None where it is refused; anything else is a crash."""
    try:
        return read_any(data)
    except DamagedWorkbookError:
        return None


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_broken_bytes_of_an_xls_crash_nothing(data: st.DataObject) -> None:
    """There is no checksum in an xls: a changed value is not seen, but anything else is a book or a refusal."""
    bad = bytearray(XLS)
    for _ in range(data.draw(st.integers(1, 4))):
        bad[data.draw(st.integers(8, len(XLS) - 1))] = data.draw(st.integers(0, 255))
    book = read_or_refused(bytes(bad))
    assert book is None or book.kind == "xls"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(9, len(XLS) - 1))
def test_an_xls_that_was_cut_is_refused_or_whole(length: int) -> None:
    book = read_or_refused(XLS[:length])
    assert book is None or book.sheets == read_xls(XLS).sheets


# --- Cells of an ods -------------------------------------------------------------------------------------------------


def ods_book(rows: str, **parts: str) -> Book:
    return read_any(ods(rows, **parts))


def typed(attributes: str, inside: str = "") -> str:
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


NOTE = "<office:annotation><text:p>注</text:p></office:annotation>"
RUBY = (
    "<text:ruby><text:ruby-base>77</text:ruby-base><text:ruby-text>1</text:ruby-text></text:ruby>"
)
SHOWN_NA = "<text:p>#N/A</text:p>"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (typed('office:value-type="float" office:value="12"', "<text:p>12</text:p>"), Cell("number", "12")),
        (typed('office:value-type="float" office:value="35.600000000000001"'), Cell("number", "35.600000000000001")),
        (typed('office:value-type="currency" office:value="3"', "<text:p>¥3.00</text:p>"), Cell("number", "3")),
        (typed('office:value-type="percentage" office:value="1"', "<text:p>100%</text:p>"), Cell("percent", "1")),
        (typed('office:value-type="boolean" office:boolean-value="true"'), Cell("bool", "1")),
        (typed('office:value-type="boolean" office:boolean-value="false"'), Cell("bool", "0")),
        (typed('office:value-type="float" office:value="1"', "<text:p>TRUE</text:p>"), Cell("bool", "1")),
        (typed('office:value-type="float" office:value="0"', "<text:p>#DIV/0!</text:p>"), Cell("error", "#DIV/0!")),
        (typed('office:value-type="float" office:value="0"', "<text:p>Err:508</text:p>"), Cell("error", "Err:508")),
        (typed('office:value-type="float" office:value="0"', "<text:p>-</text:p>"), Cell("number", "0")),
        (typed('office:value-type="string" office:string-value=""', SHOWN_NA), Cell("error", "#N/A")),
        (typed('office:value-type="string" calcext:value-type="error"', SHOWN_NA), Cell("error", "#N/A")),
        (typed('office:value-type="string"', "<text:p>甲</text:p><text:p>乙</text:p>"), Cell("text", "甲\n乙")),
        (typed('office:value-type="string"', "<text:p>1<text:s/>2</text:p>"), Cell("text", "1 2")),
        (typed('office:value-type="string"', "<text:p>1<text:span>2</text:span></text:p>"), Cell("text", "12")),
        (typed('office:value-type="string"', "<text:p><text:a>1<text:s/></text:a>2</text:p>"), Cell("text", "1 2")),
        (typed('office:value-type="string"', f"<text:p>{RUBY}12</text:p>"), Cell("text", "7712")),
        (typed('office:value-type="float" office:value="12"', "<text:p><text:a>12</text:a></text:p>"),
         Cell("number", "12")),
        (typed('office:value-type="string"', NOTE + "<text:p>12</text:p>"), Cell("text", "12")),
        (typed('office:value-type="date" office:date-value="2023-03-05"'), Cell("date", "2023-03-05")),
        (typed('office:value-type="date" office:date-value="2023-03-05T10:30"'), Cell("date", "2023-03-05 10:30")),
        (typed('office:value-type="time" office:time-value="PT1H"', "<text:p>1:00</text:p>"), Cell("date", "1:00")),
        (typed('table:formula="of:=1+1" office:value-type="float" office:value="2"'), Cell("number", "2", "1+1")),
        (typed('table:formula="of:=1+1"'), Cell("text", "", "1+1")),
        (typed("", "<text:p>12</text:p>"), Cell("text", "12")),
    ],
)  # fmt: skip
def test_a_cell_of_an_ods_is_read_as_stored_and_as_shown(cell: str, expected: Cell) -> None:
    assert ods_book(table_row(cell)).sheet("表").cells == {"A1": expected}


@pytest.mark.parametrize(
    "cell",
    [typed('office:value-type="float"'), typed('office:value-type="boolean"'), typed('office:value-type="date"'),
     typed('office:value-type="date" office:date-value="昨天"'), typed('office:value-type="klingon"'),
     ods_cell(number_columns_repeated="x"), ods_cell(number_columns_repeated="0"),
     ods_cell(number_columns_repeated="16385")],
)  # fmt: skip
def test_a_cell_whose_value_is_none_is_damaged(cell: str) -> None:
    with pytest.raises(DamagedWorkbookError):
        ods_book(table_row(cell))


@pytest.mark.parametrize(
    ("stored", "seen", "kind"),
    [("77", "77", "number"), ("77", "77家次", "number"), ("1234.5", "1,234.50", "number"), ("0", "-", "number"),
     ("77", "", "percent"), ("0", "", "number"),
     ("NaN", "77", "number"), ("12.75", "12 3/4", "number"), ("12.75", "51/4", "number"),
     ("102", "一百〇二家", "number"), ("102", "一〇二", "number"), ("12", "十二", "number"),
     ("102", "１０２", "number"), ("20305.06", "贰万零叁佰零伍点零陆", "number"), ("1200000", "一百二十万", "number"),
     ("77", "1E+99999999999", "percent"), ("102", "一百〇三", "percent"), ("77", "七十七万", "percent"),
     ("12.75", "12 1/4", "percent"), ("1", "1/0", "percent"), ("12", "十二3", "percent"), ("2023", "2023/7", "percent"),
     ("77", "0", "percent"), ("77", "770", "percent"), ("77", "-77", "percent"), ("77", "77万", "percent"),
     ("12.34", "12.34元", "percent"), ("77", "无", "percent"), ("77", "77+3", "percent")],
)  # fmt: skip
def test_a_number_that_an_ods_shows_as_another_is_kept_apart(
    stored: str, seen: str, kind: str
) -> None:
    assert seen_in_an_ods(stored, seen) == Cell(kind, stored)


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("12.34", "12"),
        ("0.5", "1"),
        ("123456", "1.23E+05"),
        ("12.34", "12 1/3"),
        ("12.75", "壹拾叁"),
        ("0.4", "0"),
    ],
)
def test_what_an_ods_shows_of_a_number_by_rounding_stands_beside_it(stored: str, seen: str) -> None:
    assert seen_in_an_ods(stored, seen) == Cell("number", stored, None, seen)


def seen_in_an_ods(stored: str, seen: str) -> Cell:
    cell = typed(f'office:value-type="float" office:value="{stored}"', f"<text:p>{seen}</text:p>")
    return ods_book(table_row(cell)).sheet("表").cell("A1")


def test_repeated_cells_and_rows_are_there_as_often_as_they_say() -> None:
    empty = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = table_row(empty, 3) + table_row(empty + ods_cell(number_columns_repeated="3"), 2)
    rows += table_row(ods_cell("8"))
    cells = ods_book(rows).sheet("表").cells
    assert {ref: c.text for ref, c in cells.items()} == {
        **dict.fromkeys(("C4", "D4", "E4", "C5", "D5", "E5"), "7"),
        "A6": "8",
    }


def test_rows_in_groups_count_and_tables_in_cells_do_not() -> None:
    inner = f"<table:table><table:table-row>{ods_cell('9')}</table:table-row></table:table>"
    rows = f"<table:table-header-rows>{table_row(ods_cell('1'))}</table:table-header-rows>"
    second = f"<table:table-rows>{table_row(ods_cell('2'))}</table:table-rows>"
    rows += f"<table:table-row-group>{second}</table:table-row-group>"
    rows += table_row(typed("", inner)) + table_row(ods_cell("3"))
    cells = ods_book(rows).sheet("表").cells
    assert {ref: c.text for ref, c in cells.items()} == {"A1": "1", "A2": "2", "A4": "3"}


def test_values_under_a_merge_are_still_there() -> None:
    span = typed('table:number-columns-spanned="2" table:number-rows-spanned="2"')
    hidden = ods_cell("5").replace("table-cell", "covered-table-cell")
    sheet = ods_book(table_row(span + hidden)).sheet("表")
    assert (sheet.merges, sheet.cell("B1")) == (("A1:B2",), Cell("number", "5"))


@pytest.mark.parametrize(
    ("address", "place"),
    [("$表.$C$4", ("表", "C4")), ("$'a.b''c'.$C$4", ("a.b'c", "C4")), ("表.C4", ("表", "C4")),
     ("$表.$C$4:.$D$4", None), ("$表.#REF!", None), ("", None)],
)  # fmt: skip
def test_a_name_of_an_ods_leads_to_one_cell_or_is_none(
    address: str, place: tuple[str, str] | None
) -> None:
    name = f'<table:named-range table:name="a" table:cell-range-address="{address}"/>'
    names = f"<table:named-expressions>{name}</table:named-expressions>"
    assert ods_book("", after=names).names == ({"a": place} if place else {})
    inside = ods_book(names)  # of the one table alone
    assert inside.names == {}


def test_two_tables_of_one_name_are_damaged() -> None:
    with pytest.raises(DamagedWorkbookError):
        ods_book("", after='<table:table table:name="表"/>')


def test_what_is_kept_of_another_file_is_no_sheet_of_this_one() -> None:
    """LibreOffice writes what it last saw of a file that a formula refers to; an xlsx has that in other parts."""
    row = table_row(ods_cell("5"))
    kept = f"<table:table table:name=\"'file:///D:/6月.ods'#$消防\">{row}</table:table>"
    assert list(ods_book(table_row(ods_cell("6")), after=kept).sheets) == ["表"]


def test_limits_hold_for_what_an_ods_writes_and_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    ods_book(table_row(ods_cell(), 500_000))
    with pytest.raises(OverLimitError):
        ods_book(table_row(ods_cell(), 500_001))
    with pytest.raises(OverLimitError, match="行"):
        ods_book("<table:table-row/>" * 200_001)
    long = typed('office:value-type="string"', f"<text:p>{'字' * 10_000}</text:p>")
    ods_book(table_row(long, 500))
    with pytest.raises(OverLimitError, match="文字"):
        ods_book(table_row(long, 501))
    monkeypatch.setattr(open_document, "MOST_WRITTEN", 3)
    ods_book(table_row(ods_cell() * 3))
    with pytest.raises(OverLimitError):
        ods_book(table_row(ods_cell() * 4))
    with pytest.raises(OverLimitError):
        ods_book(
            table_row(typed('table:number-columns-spanned="16384" table:number-rows-spanned="20"'))
        )


def test_a_flipped_bit_of_an_ods_changes_nothing_in_silence() -> None:
    whole = read_any(ODS)
    for place in range(0, len(ODS), len(ODS) // 150):
        bad = bytearray(ODS)
        bad[place] ^= 1 << place % 8
        assert read_or_refused(bytes(bad)) in (None, whole), place
