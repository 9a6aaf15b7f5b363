"""Guards before parsing: what is too much or two readings is refused, what is odd but honest is read."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.books import budget, package, xml_elements, xml_parts
from pipeline.books.budget import Budget
from pipeline.books.cells import Book
from pipeline.books.formats import read_any
from pipeline.books.package import Package
from pipeline.books.refusals import DamagedWorkbookError, ForeignFileError, OverLimitError
from pipeline.books.sheet_parts import parse_sheet
from pipeline.books.workbook import open_book
from tests.support.cells import coordinates, packed, read, refused, unpacked
from tests.support.hostile import HOSTILE, RELATIONS, SHEET, changed, good, with_cells, with_merges
from tests.support.places import ROOT
from tests.support.workspaces import JUNE, form, workspace

REPOSITORY = ROOT

# --- What it may cost -------------------------------------------------------------------------------------------

CHECK = """
import json, resource, sys
from pathlib import Path
from pipeline.model.month import Month
from pipeline.monthly import check_month
from pipeline.receiving.receive import receive

def peak():
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

root = Path(sys.argv[1])
release = check_month(root, Month(2023, 6), lambda: receive(root, lambda _: None)).release
both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({
    "files": {f.path.rpartition("/")[2]: [f.status, [x.rule for x in f.findings]] for f in release.files},
    "seconds": sum(usage.ru_utime + usage.ru_stime for usage in both),
    "kilobytes": peak() + both[1].ru_maxrss,
}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
def test_hostile_files_are_accounted_for_within_a_minute_and_a_gigabyte(tmp_path: Path) -> None:
    """All in one inbox: so much for all of them together, and the form beside them is accepted."""
    files = {f"{name}.xlsx": make() for name, (make, _) in HOSTILE.items()}
    root = workspace(tmp_path / "w", {**files, "good.xlsx": form("police", JUNE)})
    run = subprocess.run(
        [sys.executable, "-c", CHECK, str(root)],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["files"].pop("good.xlsx") == ["accepted", []]
    got = {name: told["files"][f"{name}.xlsx"] for name in HOSTILE}
    assert {name: codes for name, (_, codes) in got.items()} == {
        n: c for n, (_, c) in HOSTILE.items()
    }
    unreadable = {name for name, (status, _) in got.items() if status == "unreadable"}
    assert unreadable == {n for n, (_, codes) in HOSTILE.items() if codes and codes[0][0] == "F"}
    assert told["seconds"] < 60
    assert told["kilobytes"] < 2**20


# --- Limits -----------------------------------------------------------------------------------------------------


def sheet(rows: str, allowed: Budget) -> Budget:
    parse_sheet(f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode(), allowed)
    return allowed


def test_half_a_million_cells_and_two_hundred_thousand_rows_are_the_most() -> None:
    assert (Budget().cells, Budget().rows, Budget().merged) == (500_000, 200_000, 200_000)
    rows = "<row><c/><c/></row>" * 3
    assert sheet(rows, Budget(cells=6, rows=3)) == Budget(cells=0, rows=0)
    with pytest.raises(OverLimitError, match="单元格"):
        sheet(rows, Budget(cells=5, rows=3))
    with pytest.raises(OverLimitError, match="行"):
        sheet(rows, Budget(cells=6, rows=2))


def test_limits_are_those_of_the_whole_workbook() -> None:
    book = Workbook()
    for number in range(2):
        book.create_sheet(f"表{number}").append([1, 2, 3])
    out = io.BytesIO()
    book.save(out)
    shared = Budget()
    for part in ("xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"):
        parse_sheet(unpacked(out.getvalue())[part], shared)
    assert shared.cells == budget.MOST_CELLS - 6
    assert shared.rows == budget.MOST_ROWS - 2


@pytest.mark.parametrize(
    ("ref", "message"), [("A1:XFD1048576", "合并"), ("A1:A200001", "合并"), ("K1:XFD13", "合并")]
)
def test_a_merge_of_too_many_cells_is_told(ref: str, message: str) -> None:
    (finding,) = refused(with_merges(f'<mergeCell ref="{ref}"/>')).findings
    assert (finding.rule, message in finding.value) == ("F10", True)


def test_a_merge_of_many_cells_is_read() -> None:
    assert coordinates(read(with_merges('<mergeCell ref="K1:K199000"/>')).findings) == []


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 40_000), max_size=5), st.integers(0, 3))
def test_texts_are_counted_one_by_one_and_together(lengths: list[int], often: int) -> None:
    spent = Budget(text=60_000)
    fits = all(n <= budget.LONGEST_TEXT for n in lengths) and sum(lengths) * often <= 60_000
    try:
        for _ in range(often):
            spent.spend_texts(["x" * n for n in lengths])
        assert fits or not often
    except OverLimitError:
        assert not fits


def test_a_text_as_long_as_excel_has_them_is_read() -> None:
    for length, codes in ((32_767, []), (32_768, ["F10"])):
        data = with_cells(f'<row r="99"><c r="A99" t="str"><v>{"字" * length}</v></c></row>')
        findings = read(data).findings if not codes else refused(data).findings
        assert [f.rule for f in findings] == codes


def test_sixty_four_levels_are_the_deepest() -> None:
    xml_parts.elements(("<a>" * 64 + "</a>" * 64).encode())
    with pytest.raises(OverLimitError):
        xml_parts.elements(("<a>" * 65 + "</a>" * 65).encode())
    xml_parts.elements(b"<a>" + b"<b></b>" * 1000 + b"</a>")


def test_elements_and_their_names_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_parts, "MOST_ELEMENTS", 3)
    assert len(xml_parts.elements(b"<a><b/><b/><b/><e/></a>", "b")) == 3
    with pytest.raises(OverLimitError):
        xml_parts.elements(b"<a><b/><b/><b/><b/></a>", "b")
    monkeypatch.setattr(xml_elements, "MOST_NAMES", 3)
    with pytest.raises(OverLimitError):
        xml_parts.elements(b"<a><b/><e/><d/></a>")


# --- The package ------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["XL/Workbook.xml", "xl\\workbook.xml", "xl/workbook.xml"])
def test_two_parts_of_one_name_are_damaged_whatever_its_case(name: str) -> None:
    out = io.BytesIO(good())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, b"<a/>")
    (finding,) = refused(out.getvalue()).findings
    assert finding.rule == "F4"


def test_names_in_another_case_and_with_backslashes_are_found() -> None:
    parts = {name.upper().replace("/", "\\"): content for name, content in unpacked(good()).items()}
    assert read_any(packed(parts)) == read_any(good())


@pytest.mark.parametrize("count", [package.MOST_PARTS + 1, 4 * package.MOST_PARTS + 1])
def test_too_many_parts_are_told(count: int) -> None:
    with pytest.raises(OverLimitError, match="500个"):
        Package(packed({f"a{n}": b"" for n in range(count)}))


def test_a_part_that_is_shorter_than_it_says_is_damaged() -> None:
    data = bytearray(packed({"a.txt": b"abc"}, zipfile.ZIP_STORED))
    place = data.index(b"PK\x01\x02")
    data[place + 24] += 1
    with pytest.raises(DamagedWorkbookError):
        Package(bytes(data)).unpack()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("part", ["xl/drawings/drawing1.xml", "xl/theme/theme1.xml", "a.rels"])
def test_a_document_type_is_refused_in_parts_that_nobody_reads(part: str, encoding: str) -> None:
    parts = unpacked(good()) | {part: "<!DOCTYPE a><a/>".encode(encoding)}
    with pytest.raises(DamagedWorkbookError, match="文档类型"):
        read_any(packed(parts))


def test_a_picture_may_have_a_document_type() -> None:
    parts = unpacked(good()) | {"xl/media/image1.svg": b"<!DOCTYPE svg><svg/>"}
    assert read_any(packed(parts)) == read_any(good())


# --- Odd but honest ---------------------------------------------------------------------------------------------


def far(cell: str, row: int) -> list[tuple[str, str | None, str | None]]:
    return coordinates(read(with_cells(f'<row r="{row}">{cell}</row>')).findings)


@pytest.mark.parametrize(
    ("ref", "inside"),
    [("XFD1048576", ' t="str"><v> </v>'), ("A1048576", "><v>12</v>"), ("A2001", ' t="b"><v>1</v>'),
     ("GS40", ' t="inlineStr"><is><t>x</t></is>'), ("XFD40", "><f>1+1</f>")],
)  # fmt: skip
def test_a_far_cell_is_a_notice_that_names_it(ref: str, inside: str) -> None:
    row = int(ref.lstrip("AFGSDX"))
    assert far(f'<c r="{ref}"{inside}</c>', row) == [("N7", "消防", ref)]


@pytest.mark.parametrize(
    ("ref", "inside"),
    [("A2000", ' t="str"><v>x</v>'), ("GR40", ' t="str"><v>x</v>'), ("XFD40", ' s="1">')],
)
def test_a_near_cell_and_one_that_holds_nothing_are_not_told(ref: str, inside: str) -> None:
    assert far(f'<c r="{ref}"{inside}</c>', int(ref.lstrip("AGRXFD"))) == []


def test_a_far_cell_is_quoted_and_counted() -> None:
    row = '<row r="5000"><c r="A5000"><v>12</v></c><c r="B5000"><v>13</v></c></row>'
    (notice,) = read(with_cells(row)).findings
    assert notice.value == "A5000（“12”，共2格）"
    (notice,) = read(with_cells('<row r="5000"><c r="A5000" t="str"><v>  </v></c></row>')).findings
    assert notice.value == "A5000（空格）"


def test_a_form_moved_far_down_has_no_far_cells() -> None:
    def edit(book: Workbook) -> None:
        book["消防"].move_range("A1:I40", rows=3000)
        for name in book.defined_names.values():
            head, _, row = str(name.attr_text).rpartition("$")
            name.attr_text = f"{head}${int(row) + 3000}" if row.isdigit() else name.attr_text

    found = read(form("rescue", JUNE, edit=edit))
    values = {e.cell for s in found.sheets for e in s.entries.values()}
    assert "E3009" in values
    told = {f.cell for f in found.findings if f.rule == "N7"}
    assert not told & values


def test_cells_and_rows_without_a_place_follow_those_before_them() -> None:
    rows = "<row><c><v>1</v></c><c/><c><v>2</v></c></row>"
    rows += '<row r="4"><c r="C4"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>'
    cells, _, _ = parse_sheet(
        f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode(), Budget()
    )
    assert {c[0]: c[3] for c in cells} == {"A1": "1", "C1": "2", "C4": "3", "D4": "4", "A5": "5"}


STRICT = (
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
     b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
)  # fmt: skip


def test_a_strict_workbook_reads_the_same() -> None:
    parts = unpacked(good())
    for old, new in STRICT:
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    assert parts != unpacked(good())
    assert read_any(packed(parts)) == read_any(good())


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", SHEET])
def test_parts_are_found_by_their_relation_wherever_they_lie(part: str) -> None:
    """A date is only known by the styles: those of the usual name must not be taken for those that count."""

    def edit(book: Workbook) -> None:
        book["消防"]["E9"].number_format = "m/d"

    data = form("rescue", JUNE, edit=edit)
    whole = read_any(data)
    assert whole.sheet("消防").cell("E9").kind == "date"
    folder, _, file = part.rpartition("/")
    moved = {
        name.replace(file, f"新{file}"): content.replace(f'{file}"'.encode(), f'新{file}"'.encode())
        for name, content in unpacked(data).items()
    }
    assert f"{folder}/新{file}" in moved
    assert read_any(packed(moved)) == whole


def test_shared_strings_are_those_that_the_workbook_refers_to() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="s" Type="{kind}" Target="texts.xml"/></Relationships>'
    parts = unpacked(with_cells('<row r="99"><c r="A99" t="s"><v>0</v></c></row>'))
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", link.encode())
    strings = {
        "xl/texts.xml": b"<sst><si><t>a</t></si></sst>",
        "xl/sharedStrings.xml": b"<sst><si/></sst>",
    }
    assert read_any(packed(parts | strings)).sheet("消防").cell("A99").text == "a"


def test_a_relation_that_leads_nowhere_is_damaged() -> None:
    data = changed(RELATIONS, b"styles.xml", b"style.xml")
    with pytest.raises(DamagedWorkbookError):
        read_any(data)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [("xl/workbook.xml", '"填表说明"', '"消防"'), (RELATIONS, 'Id="rId2"', 'Id="rId1"')],
)
def test_one_name_twice_in_the_index_is_damaged(part: str, old: str, new: str) -> None:
    with pytest.raises(DamagedWorkbookError):
        read_any(changed(part, old.encode(), new.encode()))


def test_one_relation_twice_is_damaged() -> None:
    again = b'<Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
    with pytest.raises(DamagedWorkbookError):
        read_any(changed(RELATIONS, b"</Relationships>", again))


def test_a_macro_sheet_is_told_as_such() -> None:
    with pytest.raises(ForeignFileError, match="宏"):
        read_any(changed(RELATIONS, b"relationships/worksheet", b"relationships/xlMacrosheet"))


def test_a_chart_sheet_is_a_sheet_without_cells() -> None:
    def edit(book: Workbook) -> None:
        book.create_chartsheet("图")

    book: Book = open_book(form("rescue", JUNE, edit=edit))
    assert list(book.sheet_names)[-1] == "图"
    assert book.sheet("图").cells == {}


def test_hidden_sheets_are_known() -> None:
    def edit(book: Workbook) -> None:
        book["填表说明"].sheet_state = "veryHidden"

    book = open_book(form("rescue", JUNE, edit=edit))
    assert (book.kind, book.hidden) == ("xlsx", frozenset({"_check", "_form", "填表说明"}))


@pytest.mark.parametrize(
    ("code", "kind"),
    [("0%", "percent"), ("0.00%", "percent"), ("0%;[Red]-0%", "percent"), ('0"%"', "percent"), (r"0\%", "percent"),
     ("[>1]0%;0", "percent"), ("yyyy%", "date"), ("General", "number")],
)  # fmt: skip
def test_a_number_shown_as_percent_is_no_number(code: str, kind: str) -> None:
    def edit(book: Workbook) -> None:
        cell = book["消防"]["E9"]
        cell.value, cell.number_format = 1, code

    data = form("rescue", JUNE, edit=edit)
    assert open_book(data).sheet("消防").cell("E9").kind == kind
    errors = [f.cell for f in read(data).findings if f.severity == "error"]
    assert errors == ([] if kind == "number" else ["E9"])


# --- Damage at the level of XML ---------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_a_flipped_bit_inside_a_part_is_a_book_or_a_refusal(data: st.DataObject) -> None:
    """Packed again with a right checksum, as only an attacker does it: nothing crashes."""
    parts = unpacked(good())
    name = data.draw(st.sampled_from(sorted(n for n in parts if n.endswith((".xml", ".rels")))))
    bad = bytearray(parts[name])
    bad[data.draw(st.integers(0, len(bad) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        book = read_any(packed(parts | {name: bytes(bad)}))
    except DamagedWorkbookError:
        return
    assert book.kind == "xlsx"


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.integers(0, len(good()) - 1), st.integers(0, 7))
def test_a_flipped_bit_of_the_file_is_refused_or_changes_nothing(place: int, bit: int) -> None:
    bad = bytearray(good())
    bad[place] ^= 1 << bit
    try:
        book = read_any(bytes(bad))
    except DamagedWorkbookError:
        return
    assert (book.sheets, book.names, book.hidden) == (GOOD.sheets, GOOD.names, GOOD.hidden)


GOOD = read_any(good())
