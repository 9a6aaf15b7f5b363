"""The reader of xlsx files: openpyxl is the second judge, and broken bytes never get through."""

import io
import re
import string
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.books import package as limits
from pipeline.books.references import column_letters, column_number, split_reference
from pipeline.books.refusals import DamagedWorkbookError, OverLimitError
from pipeline.books.workbook import EMPTY, Cell, open_book
from pipeline.model.received import Submission
from pipeline.reading.submission import read_arrival
from tests.cells import arrival, packed, read, typed, unpacked
from tests.workspaces import JUNE, declarations, form

QUICK = settings(max_examples=60, deadline=None, derandomize=True)
Rewrite = Callable[[dict[str, bytes]], dict[str, bytes]]
BOOK, SHEET = "workbook", "worksheet"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def one_sheet(title: str = "Sheet") -> tuple[Workbook, Worksheet]:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(title)
    assert isinstance(sheet, Worksheet)
    return book, sheet


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def package(rows: str = "", **parts: str) -> bytes:
    """The least of a workbook with one sheet; parts: strings, styles, index, links or core instead of the usual."""
    index = parts.get(
        "index",
        f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}"><sheets>'
        f'<sheet name="表" sheetId="1" r:id="rId1"/></sheets></{BOOK}>',
    )
    links = (
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    sheet = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></{SHEET}>'
    contents = {
        "xl/workbook.xml": index,
        "xl/_rels/workbook.xml.rels": parts.get("links", links),
        "xl/worksheets/sheet1.xml": parts.get("sheet", sheet),
    }
    others = {
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "core": "docProps/core.xml",
    }
    contents |= {path: parts[part] for part, path in others.items() if part in parts}
    return packed({name: text.encode() for name, text in contents.items()})


def row(*cells: str) -> str:
    return f'<row r="1">{"".join(cells)}</row>'


# --- What openpyxl writes ---------------------------------------------------------------------------------------

LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\ufffe\uffff"
)
TEXTS = st.text(LETTERS, min_size=1, max_size=12).filter(lambda t: not t.startswith(("=", "#")))
DAYS = st.dates(date(1904, 3, 1), date(2100, 1, 1))
MINUTES = st.datetimes(datetime(1904, 3, 1), datetime(2100, 1, 1)).map(
    lambda t: t.replace(second=0, microsecond=0)
)
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9, allow_subnormal=False)
ERRORS = st.sampled_from(["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"])
FORMULAS = st.sampled_from(["=1+1", "=SUM(B1:B9)", '="a"&"<b>"', "=A1*2"])
VALUES = st.one_of(NUMBERS, TEXTS, st.booleans(), ERRORS, FORMULAS, DAYS, MINUTES)


def agrees(cell: Cell, judge: Any) -> bool:
    """Whether a cell says what openpyxl's cell says."""
    value = judge.value
    if judge.data_type == "f":
        return cell.formula == value.removeprefix("=") and not cell.text
    if judge.data_type == "d":
        shown = value.isoformat(" ", "minutes").removesuffix(" 00:00")
        return cell == Cell("date", shown)
    if judge.data_type == "n":
        return cell.kind == "number" and float(cell.text) == value
    kind = {"b": "bool", "e": "error", "s": "text"}[judge.data_type]
    return cell == Cell(kind, str(int(value)) if kind == "bool" else value)


@QUICK
@given(st.lists(VALUES, min_size=1, max_size=20), st.booleans())
def test_every_cell_that_openpyxl_writes_is_read_as_openpyxl_reads_it(
    values: list[Any], mac: bool
) -> None:
    book, written = one_sheet()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    for number, value in enumerate(values, 1):
        written.cell(number, 2, value)
    data = saved(book)
    sheet, judge = open_book(data).sheet("Sheet"), load_workbook(io.BytesIO(data))["Sheet"]
    assert len(sheet.cells) == len(values)
    for number in range(1, len(values) + 1):
        assert agrees(sheet.cell(f"B{number}"), judge.cell(number, 2)), values[number - 1]


def test_a_number_keeps_the_digits_that_were_stored() -> None:
    sheet = open_book(package(row('<c r="A1"><v>35.600000000000001</v></c>'))).sheet("表")
    assert sheet.cell("A1") == Cell("number", "35.600000000000001")


def test_all_sheets_are_listed_in_order_hidden_ones_too() -> None:
    book, _ = one_sheet("看得见")
    book.create_sheet("_form").sheet_state = "hidden"
    book.create_sheet("藏得深").sheet_state = "veryHidden"
    assert list(open_book(saved(book)).sheet_names) == ["看得见", "_form", "藏得深"]


@pytest.mark.parametrize("title", ["表", "a b", "it's", "A1", "（一）", "甲!乙"])
def test_a_name_leads_to_its_cell_however_the_sheet_is_called(title: str) -> None:
    book, _ = one_sheet(title)
    quoted = title.replace("'", "''")
    book.defined_names["gas_self_found"] = DefinedName(
        "gas_self_found", attr_text=f"'{quoted}'!$E$9"
    )
    assert open_book(saved(book)).names == {"gas_self_found": (title, "E9")}


@pytest.mark.parametrize(
    "target",
    ["Sheet!$E$9:$E$10", "Sheet!$E$9,Sheet!$E$10", "#REF!", "Sheet!#REF!", "12", "Sheet!$E$0"],
)
def test_a_name_that_is_not_one_cell_is_no_name(target: str) -> None:
    book = Workbook()
    book.defined_names["gas_self_found"] = DefinedName("gas_self_found", attr_text=target)
    read_back = open_book(saved(book))
    assert [n for n, (page, _) in read_back.names.items() if page in read_back.sheet_names] == []


def test_a_name_of_one_sheet_alone_is_not_believed() -> None:
    book, sheet = one_sheet()
    sheet.defined_names["gas_self_found"] = DefinedName("gas_self_found", attr_text="Sheet!$E$9")
    assert open_book(saved(book)).names == {}


def test_merged_ranges_are_known() -> None:
    book, sheet = one_sheet()
    sheet.merge_cells("A1:C2")
    assert open_book(saved(book)).sheet("Sheet").merges == ("A1:C2",)


def test_saved_at_is_what_the_writing_program_says() -> None:
    book = Workbook()
    book.properties.created = datetime(2001, 1, 1)
    data = saved(book)
    said = load_workbook(io.BytesIO(data)).properties.modified
    assert open_book(data).saved_at == f"{said.isoformat()}+00:00"
    assert open_book(package()).saved_at == ""


@pytest.mark.parametrize(
    ("said", "meant"),
    [("2023-07-28T17:05:00+08:00", "2023-07-28T09:05:00+00:00"), ("2023-07-28T09:05:00", "2023-07-28T09:05:00+00:00"),
     ("昨天", ""), ("", "")],
)  # fmt: skip
def test_saved_at_is_told_in_utc_so_that_it_can_be_compared(said: str, meant: str) -> None:
    core = f"<core><modified>{said}</modified></core>"
    assert open_book(package(core=core)).saved_at == meant


# --- Other ways to write the same -------------------------------------------------------------------------------


def test_rich_text_is_joined() -> None:
    book, sheet = one_sheet()
    sheet["A1"] = CellRichText("企业", TextBlock(InlineFont(b=True), "自查"), " 发现")
    out = io.BytesIO()
    book.save(out)
    assert open_book(out.getvalue()).sheet("Sheet").cell("A1") == Cell("text", "企业自查 发现")


STRINGS = (
    f'<sst xmlns="{SPREADSHEET}"><si><t>零</t></si>'
    "<si><r><t>十</t></r><rPh><t>ten</t></rPh><r><t>二</t></r></si></sst>"
)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1" t="s"><v>0</v></c>', Cell("text", "零")),
        ('<c r="A1" t="s"><v>1</v></c>', Cell("text", "十二")),
        ('<c r="A1" t="inlineStr"><is><t> 12 </t></is></c>', Cell("text", " 12 ")),
        ('<c r="A1" t="inlineStr"><is><r><t>1</t></r><rPh><t>x</t></rPh><r><t>2</t></r></is></c>', Cell("text", "12")),
        ('<c r="A1" t="str"><f>B1&amp;"家"</f><v>12家</v></c>', Cell("text", "12家", 'B1&"家"')),
        ('<c r="A1"><f>B1</f></c>', Cell("number", "", "B1")),
        ('<c r="A1"><f t="shared" si="0"/><v>3</v></c>', Cell("number", "3", "")),
        ('<c r="A1" t="b"><v>1</v></c>', Cell("bool", "1")),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Cell("error", "#DIV/0!", "1/0")),
        ('<c r="A1" t="d"><v>2023-07-01</v></c>', Cell("date", "2023-07-01")),
        ('<c r="A1" s="7"/>', EMPTY),
        ('<c r="A1" t="s"/>', EMPTY),
    ],
)  # fmt: skip
def test_a_cell_is_read_however_it_is_stored(cell: str, expected: Cell) -> None:
    assert open_book(package(row(cell), strings=STRINGS)).sheet("表").cell("A1") == expected


def _prefixed(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {
        name: _with_prefix(xml) if b"spreadsheetml/2006/main" in xml else xml
        for name, xml in parts.items()
    }


def _with_prefix(xml: bytes) -> bytes:
    xml = xml.replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:")
    return xml.replace(b" xmlns=", b" xmlns:x=")


def _with_shared_strings(parts: dict[str, bytes]) -> dict[str, bytes]:
    texts: list[bytes] = []

    def share(inline: re.Match[bytes]) -> bytes:
        texts.append(inline[1])
        return b't="s"><v>%d</v></c>' % (len(texts) - 1)

    inline = re.compile(b't="inlineStr"><is>(.*?)</is></c>', re.DOTALL)
    sheets = {name: inline.sub(share, xml) for name, xml in parts.items() if "sheets/" in name}
    strings = b"".join(b"<si>%s</si>" % text for text in texts)
    return {
        **parts,
        **sheets,
        "xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (SPREADSHEET.encode(), strings),
    }


def _with_relative_targets(parts: dict[str, bytes]) -> dict[str, bytes]:
    links = "xl/_rels/workbook.xml.rels"
    return {**parts, links: parts[links].replace(b'Target="/xl/', b'Target="')}


def _recoded(encoding: str) -> Rewrite:
    return lambda parts: {
        n: x if x.startswith(b"<?") else x.decode().encode(encoding) for n, x in parts.items()
    }


REWRITES: dict[str, Rewrite] = {
    "namespace prefixes": _prefixed,
    "shared strings": _with_shared_strings,
    "relative targets": _with_relative_targets,
    "utf-16": _recoded("utf-16"),
    "a byte order mark": _recoded("utf-8-sig"),
    "nothing packed": lambda parts: dict(reversed(parts.items())),
}


@pytest.mark.parametrize("rewrite", REWRITES.values(), ids=REWRITES.keys())
def test_the_same_form_written_by_another_program_reads_the_same(rewrite: Rewrite) -> None:
    data = form("planning", JUNE)
    parts = rewrite(unpacked(data))
    assert parts != unpacked(data) or list(parts) != list(unpacked(data))
    one, other = read(data), read(packed(parts, zipfile.ZIP_STORED))
    assert repr(other.sheets) == repr(one.sheets)  # NaN is not NaN
    assert (other.findings, other.saved_at) == (one.findings, one.saved_at)


# --- Dates ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    ["yyyy-mm-dd", "m/d", 'yyyy"年"m"月"', '[$-804]yyyy"年"m"月"d"日";@', "[h]:mm",
     "[DBNum1]m月d日", "h:mm AM/PM", "yyyy/m/d;@"],
)  # fmt: skip
def test_a_number_shown_as_a_date_is_a_date(code: str) -> None:
    assert _under_format(code) == Cell("date", "2023-07-01")


@pytest.mark.parametrize(
    "code",
    ["General", "0", "0.00", "#,##0", "@", '0"d"', r"0\d", "[Red]0", "#,##0.00_);[Red](#,##0.00)", "0.00E+00",
     "G/通用格式", "0_d", "0*m", '"每天"0', "[$¥-804]#,##0.00", "# ?/?"],
)  # fmt: skip
def test_a_number_that_only_has_such_letters_about_it_is_no_date(code: str) -> None:
    assert _under_format(code) == Cell("number", "45108")


@pytest.mark.parametrize(
    "code",
    ["0,", "0!.0,", '"12"', ";;;", '0"0"', 'General"0"', '@"0"', r"0\5", '0"万"', '0"元"', '0"千元"', "-0", "0-",
     '"-"0', "0*0", "[<9]0;0,", '0;-0;"5"', '[>10]"很多";0'],
)  # fmt: skip
def test_a_number_shown_as_another_is_kept_apart(code: str) -> None:
    """What is seen beside 12: 120, 12万, 12元, -12, 12000, many; a zero that is seen as 5."""
    assert _under_format(code).kind == "percent"


@pytest.mark.parametrize(
    "code",
    ['General"家"', '0"万元"', '[=0]"";General', '[=0]"-";0', '0;-0;"-"', '0;-0;;@', "[>=0]0;-0", "0.00E-00", "0*-",
     r'_-* #,##0_-;\-* #,##0_-;_-* "-"_-;_-@_-', "[<9]0;0"],
)  # fmt: skip
def test_a_number_shown_in_its_unit_or_a_zero_shown_as_none_is_a_number(code: str) -> None:
    assert _under_format(code) == Cell("number", "45108")


def _under_format(code: str) -> Cell:
    book, sheet = one_sheet()
    sheet["A1"] = 45108
    sheet["A1"].number_format = code
    return open_book(saved(book)).sheet("Sheet").cell("A1")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (0, "number"),
        (1, "number"),
        (14, "date"),
        (22, "date"),
        (31, "date"),
        (49, "number"),
        (57, "date"),
    ],
)
def test_formats_that_every_program_knows_need_no_code(number: int, kind: str) -> None:
    styles = (
        f'<styleSheet xmlns="{SPREADSHEET}"><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs></styleSheet>'
    )
    sheet = open_book(
        package(row('<c r="A1" s="1"><v>45108</v></c>', '<c r="B1"><v>1</v></c>'), styles=styles)
    ).sheet("表")
    assert (sheet.cell("A1").kind, sheet.cell("B1").kind) == (kind, "number")


@pytest.mark.parametrize("serial", ["1e300", "-1e300", "3000000"])
def test_a_date_that_no_calendar_has_is_still_a_date(serial: str) -> None:
    styles = (
        f'<styleSheet xmlns="{SPREADSHEET}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    cell = (
        open_book(package(row(f'<c r="A1"><v>{serial}</v></c>'), styles=styles))
        .sheet("表")
        .cell("A1")
    )
    assert cell.kind == "date"


def test_a_moment_is_shown_to_the_minute() -> None:
    moment = datetime(2023, 7, 1) + timedelta(minutes=631)
    book, sheet = one_sheet()
    sheet["A1"] = moment
    assert open_book(saved(book)).sheet("Sheet").cell("A1") == Cell("date", "2023-07-01 10:31")


# --- References -------------------------------------------------------------------------------------------------


@given(st.integers(1, 16384))
@QUICK
def test_columns_are_counted_as_openpyxl_counts_them(number: int) -> None:
    assert column_letters(number) == get_column_letter(number)
    assert column_number(column_letters(number)) == number


@pytest.mark.parametrize(
    "ref", ["", "A", "1", "A0", "a1", "ABCD1", "A1:B2", "$A$1", "A12345678", "XFE1", "A1048577"]
)
def test_what_is_no_reference_is_refused(ref: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        split_reference(ref)


def test_the_label_of_a_cell_is_the_nearest_text_to_its_left() -> None:
    cells = (
        '<c r="A1" t="str"><v>远</v></c>',
        '<c r="C1" t="str"><v>近</v></c>',
        '<c r="D1" t="str"><v> </v></c>',
    )
    sheet = open_book(package(row(*cells))).sheet("表")
    assert [sheet.left_of(ref) for ref in ("AA1", "D1", "C1", "A1", "E2")] == [
        "近",
        "近",
        "远",
        "",
        "",
    ]


# --- What cannot be trusted -------------------------------------------------------------------------------------

DOCTYPE = '<!DOCTYPE a [<!ENTITY b "12">]>'


@pytest.mark.parametrize("part", ["strings", "styles", "index", "links", "sheet", "core"])
def test_a_document_type_is_refused_wherever_it_stands(part: str) -> None:
    xml = {"strings": "<sst/>", "styles": "<styleSheet/>", "core": "<core/>"}.get(part, "<a/>")
    with pytest.raises(DamagedWorkbookError, match="文档类型"):
        _opened(package(**{part: DOCTYPE + xml}))


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


# --- Damage on the way ------------------------------------------------------------------------------------------


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
