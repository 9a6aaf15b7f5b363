"""Broken bytes of an xlsx never get through."""

import io
import string
import zipfile
from datetime import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.books import package as limits
from pipeline.books.refusals import DamagedWorkbookError, OverLimitError
from pipeline.books.workbook import Cell, open_book
from pipeline.model.received import Submission
from pipeline.reading.submission import read_arrival
from tests.support.cells import arrival, packed, typed, unpacked
from tests.support.small_books import BOOK, STRINGS, package, row
from tests.support.workspaces import JUNE, declarations, form

QUICK = settings(max_examples=60, deadline=None, derandomize=True)


# --- What cannot be trusted ------------------------------------------------------------------------------------------

DOCTYPE = '<!DOCTYPE a [<!ENTITY b "12">]>'


@pytest.mark.parametrize("part", ["strings", "styles", "index", "links", "sheet", "core"])
def test_a_document_type_is_refused_wherever_it_stands(part: str) -> None:
    xml = {"strings": "<sst/>", "styles": "<styleSheet/>", "core": "<core/>"}.get(part, "<a/>")
    with pytest.raises(DamagedWorkbookError, match="文档类型"):
        _opened(package(**{part: DOCTYPE + xml}))


def test_a_document_type_is_refused_whatever_its_part_is_called() -> None:
    parts = unpacked(package(row('<c r="A1"><v>12</v></c>')))
    odd = {name.replace("sheet1.xml", "sheet1.bin"): xml for name, xml in parts.items()}
    odd["xl/_rels/workbook.xml.rels"] = odd["xl/_rels/workbook.xml.rels"].replace(b".xml", b".bin")
    assert open_book(packed(odd)).sheet("表").cell("A1").text == "12"
    odd["xl/worksheets/sheet1.bin"] = DOCTYPE.encode() + odd["xl/worksheets/sheet1.bin"]
    with pytest.raises(DamagedWorkbookError, match="文档类型"):
        _opened(packed(odd))


BROKEN = {
    "a shared string that is not there": package(row('<c r="A1" t="s"><v>2</v></c>'), strings=STRINGS),
    "a shared string counted from the end": package(row('<c r="A1" t="s"><v>-1</v></c>'), strings=STRINGS),
    "a shared string without a number": package(row('<c r="A1" t="s"><v>x</v></c>'), strings=STRINGS),
    "no shared strings at all": package(row('<c r="A1" t="s"><v>0</v></c>')),
    "a cell that is there twice": package(row('<c r="A1"><v>1</v></c>', '<c r="A1"><v>2</v></c>')),
    "a cell in a row that is not its own": package(row('<c r="A2"><v>1</v></c>')),
    "a row before the first": package('<row r="0"><c><v>1</v></c></row>'),
    "a row beyond the last": package('<row r="1048577"><c><v>1</v></c></row>'),
    "a column beyond the last": package(row('<c r="XFE1"><v>1</v></c>')),
    "a column after the last": package(row('<c r="XFD1"><v>1</v></c>', "<c><v>2</v></c>")),
    "a cell without a row": package('<c r="A1"><v>1</v></c>'),
    "a cell within a cell": package(row('<c r="A1"><c r="B1"><v>1</v></c><v>2</v></c>')),
    "two values in one cell": package(row('<c r="A1"><v>1</v><v>2</v></c>')),
    "a stored and an inline value": package(row('<c r="A1" t="inlineStr"><is><t>1</t></is><v>2</v></c>')),
    "an inline text in a cell of numbers": package(row('<c r="A1"><is><t>1</t></is></c>')),
    "a stored value in a cell of inline text": package(row('<c r="A1" t="inlineStr"><v>1</v></c>')),
    "a value with something inside it": package(row('<c r="A1"><v>1<x/>2</v></c>')),
    "a value with something foreign inside it": package(row('<c r="A1"><v>1<x xmlns="odd"/>2</v></c>')),
    "a cell in something foreign": package(row('<x xmlns:x="odd"><c r="A1"><v>1</v></c></x>')),
    "a foreign cell in the place of one": package(row('<c xmlns="odd" r="A1"><v>1</v></c>')),
    "a foreign value in the place of one": package(row('<c r="A1"><v xmlns="odd">1</v></c>')),
    "a sheet without a name": package(index=f'<{BOOK}><sheets><sheet name="" id="rId1"/></sheets></{BOOK}>'),
    "a row in a row": package(row('<row r="2"><c r="A2"><v>1</v></c></row>')),
    "a value in no cell": package(row("<v>1</v>")),
    "a sheet in a name": package(
        index=f'<{BOOK}><definedNames><definedName name="a">b<sheet name="表" id="rId1"/></definedName>'
        f"</definedNames></{BOOK}>"
    ),
    "a type that nobody knows": package(row('<c r="A1" t="q"><v>1</v></c>')),
    "a merge that runs backwards": package(
        sheet='<worksheet><mergeCells><mergeCell ref="B2:A1"/></mergeCells></worksheet>'
    ),
    "a style without a number": package(row('<c r="A1" s="x"><v>1</v></c>')),
    "XML that ends too early": package(sheet="<worksheet><sheetData>"),
    "an encoding that nobody knows": package(sheet='<?xml version="1.0" encoding="klingon"?><worksheet/>'),
    "a sheet whose part is missing": package(
        links='<Relationships><Relationship Id="rId1" Target="worksheets/sheet2.xml"/></Relationships>'
    ),
    "a sheet without a relation": package(links="<Relationships/>"),
    "a sheet that lies outside": package(
        links='<Relationships><Relationship Id="rId1" TargetMode="External" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "an index without names": package(index=f'<{BOOK}><sheets><sheet id="rId1"/></sheets></{BOOK}>'),
    "no index": packed({"xl/styles.xml": b"<styleSheet/>"}),
    "nothing": b"",
    "an empty package": packed({}),
    "core properties that end too early": package(core="<core>"),
}  # fmt: skip


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_workbook_is_damaged_and_nothing_else(data: bytes) -> None:
    with pytest.raises(DamagedWorkbookError):
        _opened(data)


@pytest.mark.parametrize(
    "cell", ['<c r="A1" t="zz"><v>1</v></c>', '<c r="A1" x="" t="zz"><v>1</v></c>']
)
def test_a_type_that_nobody_knows_is_named(cell: str) -> None:
    """By the quick reader and by the careful one."""
    with pytest.raises(DamagedWorkbookError, match="不认识的类型“zz”"):
        _opened(package(row(cell)))


def test_what_is_of_another_namespace_is_no_cell_and_no_value() -> None:
    """Extensions have formulas and rows of their own."""
    cells = '<c r="A1"><v>1</v></c><x xmlns="odd"><row><c><v>7</v><f>2</f></c></row></x>'
    (sheet,) = open_book(package(row(cells))).sheets.values()
    assert dict(sheet.cells) == {"A1": Cell("number", "1")}


def _opened(data: bytes) -> None:
    book = open_book(data)
    for name in book.sheet_names:
        book.sheet(name)
    assert book.saved_at is not None


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_method_that_no_office_program_uses_is_damaged(method: int) -> None:
    with pytest.raises(DamagedWorkbookError):
        open_book(packed(unpacked(package()), method))


def test_a_comment_on_a_part_is_damaged_for_it_may_have_swallowed_other_parts() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in unpacked(package()).items():
            info = zipfile.ZipInfo(name)
            info.comment = b"PK" if name.endswith("sheet1.xml") else b""
            archive.writestr(info, content)
    with pytest.raises(DamagedWorkbookError):
        open_book(out.getvalue())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_damaged() -> None:
    out = io.BytesIO(package())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    with pytest.raises(DamagedWorkbookError):
        open_book(out.getvalue())


@pytest.mark.parametrize("limit", ["LARGEST_PART", "LARGEST_TOTAL", "MOST_PARTS"])
def test_a_workbook_that_unpacks_to_more_than_a_form_is_refused(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    parts = unpacked(package())
    sizes = [len(content) for content in parts.values()]
    exact = {"LARGEST_PART": max(sizes), "LARGEST_TOTAL": sum(sizes), "MOST_PARTS": len(parts)}[
        limit
    ]
    monkeypatch.setattr(limits, limit, exact)
    assert open_book(packed(parts)).sheet_names
    monkeypatch.setattr(limits, limit, exact - 1)
    with pytest.raises(OverLimitError):
        open_book(packed(parts))


# --- Damage on the way -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole() -> bytes:
    """A form as openpyxl saves it; one value was made a date, which only the styles tell."""
    return form("rescue", JUNE, {"fire_assist_visits": datetime(2023, 6, 1)})


def outcome(data: bytes) -> object:
    """What is made of a file: everything read from it, or that it was refused."""
    result = read_arrival(arrival(data), declarations())
    if not isinstance(result, Submission):
        return result.fate
    return result.unit, result.sample, result.saved_at, result.sheets, result.findings


def harmless(bad: bytes, good: bytes) -> bool:
    return repr(outcome(bad)) in ("'unreadable'", repr(outcome(good)))  # NaN is not NaN


@settings(QUICK, max_examples=400)
@given(st.data())
def test_a_flipped_bit_is_refused_or_changes_nothing(whole: bytes, data: st.DataObject) -> None:
    place = data.draw(
        st.integers(0, len(whole) - 1) | st.integers(_directory(whole), len(whole) - 1)
    )
    bad = bytearray(whole)
    bad[place] ^= 1 << data.draw(st.integers(0, 7))
    assert harmless(bytes(bad), whole), place


def test_no_bit_in_the_directory_of_a_package_can_hide_a_part(whole: bytes) -> None:
    start = _directory(whole)
    for name in ("xl/styles.xml", "docProps/core.xml", "xl/workbook.xml"):
        at = whole.index(name.encode(), start) - 46
        for place in range(at, at + 46 + len(name)):
            bad = bytearray(whole)
            bad[place] ^= 0x80 if place - at < 46 else 1
            assert harmless(bytes(bad), whole), (name, place - at)


@QUICK
@given(st.data())
def test_a_file_that_was_cut_is_refused(whole: bytes, data: st.DataObject) -> None:
    length = data.draw(st.integers(1, len(whole) - 1))
    assert outcome(whole[:length]) == "unreadable"


@QUICK
@given(st.data())
def test_a_hole_in_a_file_is_refused_or_changes_nothing(whole: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(whole) - 1))
    stop = data.draw(st.integers(start + 1, min(len(whole), start + 4096)))
    filling = data.draw(st.sampled_from([b"", bytes(stop - start), b"\xff" * (stop - start)]))
    assert harmless(whole[:start] + filling + whole[stop:], whole)


@QUICK
@given(st.binary(max_size=300))
@example(b"PK\x03\x04")
@example(b"PK\x03\x04" + bytes(60))
def test_any_bytes_are_refused_without_a_crash(data: bytes) -> None:
    for content in (data, b"PK\x03\x04" + data):
        assert outcome(content) == "unreadable"


@QUICK
@given(st.text(string.printable + "年月日是否１２３，。", max_size=12), st.sampled_from("nsbed"))
def test_any_stored_cell_is_read_or_refused_without_a_crash(
    whole: bytes, text: str, kind: str
) -> None:
    cell = f' t="{kind}"><v><![CDATA[{text.replace("]]>", "")}]]></v></c>'.replace(
        "\x0b", ""
    ).replace("\x0c", "")
    assert outcome(typed(whole, {"fire_self_found": cell, "fire_period": cell})) != outcome(whole)


def _directory(data: bytes) -> int:
    return zipfile.ZipFile(io.BytesIO(data)).start_dir


@pytest.mark.parametrize(
    "parts",
    [
        {"sheet": '<w><sheetData><row><c r=""><v>1</v></c></row></sheetData></w>'},
        {"sheet": '<w><sheetData><row><c r="f5"><v>1</v></c></row></sheetData></w>'},
        {"sheet": '<w><sheetData/><mergeCells><mergeCell ref="A:C"/></mergeCells></w>'},
    ],
)
def test_a_place_that_is_none_is_damaged(parts: dict[str, str]) -> None:
    with pytest.raises(DamagedWorkbookError):
        _opened(package(**parts))


def test_a_clock_before_all_time_is_no_time() -> None:
    core = "<core><modified>0001-01-01T00:00:00+08:00</modified></core>"
    assert open_book(package(core=core)).saved_at == ""
