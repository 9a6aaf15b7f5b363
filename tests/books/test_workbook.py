"""The reader of xlsx files, with openpyxl as the second judge."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_excel
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.books.moments import EPOCH, date_text
from pipeline.books.number_formats import rounding_code
from pipeline.books.references import column_letters, column_number, split_reference
from pipeline.books.rounding import rounded_by
from pipeline.books.workbook import EMPTY, Cell, open_book
from tests.support.cells import packed, read, unpacked
from tests.support.small_books import SPREADSHEET, STRINGS, package, row
from tests.support.typed_cells import prefixed
from tests.support.workspaces import JUNE, form, saved

QUICK = settings(max_examples=60, deadline=None, derandomize=True)
Rewrite = Callable[[dict[str, bytes]], dict[str, bytes]]


def one_sheet(title: str = "Sheet") -> tuple[Workbook, Worksheet]:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(title)
    assert isinstance(sheet, Worksheet)
    return book, sheet


# --- What openpyxl writes --------------------------------------------------------------------------------------------

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


# --- Other ways to write the same ------------------------------------------------------------------------------------


def test_rich_text_is_joined() -> None:
    book, sheet = one_sheet()
    sheet["A1"] = CellRichText("企业", TextBlock(InlineFont(b=True), "自查"), " 发现")
    out = io.BytesIO()
    book.save(out)
    assert open_book(out.getvalue()).sheet("Sheet").cell("A1") == Cell("text", "企业自查 发现")


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
        name: prefixed(xml) if b"spreadsheetml/2006/main" in xml else xml
        for name, xml in parts.items()
    }


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


# --- Dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    ["yyyy-mm-dd", "m/d", 'yyyy"年"m"月"', '[$-804]yyyy"年"m"月"d"日";@', "[h]:mm",
     "[DBNum1]m月d日", "h:mm AM/PM", "yyyy/m/d;@"],
)  # fmt: skip
def test_a_number_shown_as_a_date_is_a_date(code: str) -> None:
    assert _under_format(code) == Cell("date", "2023-07-01")


@pytest.mark.parametrize(
    "code",
    ["General", "0", "0.00", "#,##0", "@", '0"d"', r"0\d", "[Red]0", "#,##0.00_);[Red](#,##0.00)",
     "G/通用格式", "0_d", "0*m", '"每天"0', "[$¥-804]#,##0.00", "# ?/?"],
)  # fmt: skip
def test_a_number_that_only_has_such_letters_about_it_is_no_date(code: str) -> None:
    assert _under_format(code) == Cell("number", "45108")


@pytest.mark.parametrize(
    "code",
    ["0,", "0!.0,", '"12"', ";;;", '0"0"', 'General"0"', '@"0"', r"0\5", '0"万"', '0"元"', '0"千元"', "-0", "0-",
     '"-"0', "0*0", "[<9]0;0,", '0;-0;"5"', '[>10]"很多";0', "0万", "0元", "General千", "10", '0"%"', "0‰", r"0\％",
     "0[$万-804]", "[$1-804]0"],
)  # fmt: skip
def test_a_number_shown_as_another_is_kept_apart(code: str) -> None:
    """What is seen beside 12: 120, 12万, 12元, 12%, -12, 12000, many; a zero that is seen as 5. Quoted or not."""
    assert _under_format(code).kind == "percent"


@pytest.mark.parametrize(
    "code",
    ['General"家"', '0"万元"', '[=0]"";General', '[=0]"-";0', '0;-0;"-"', '0;-0;;@', "[>=0]0;-0", "0*-",
     r'_-* #,##0_-;\-* #,##0_-;_-* "-"_-;_-@_-', "[<9]0;0", "GENERAL", "general", r"0.00\万元", "0.00万元", "0家",
     "# ?/10", "[$¥-804]#,##0.00", "[$￥-804]* #,##0", r"0_);[Red]\(0\)", "[DBNum1][$-804]General"],
)  # fmt: skip
def test_a_number_shown_in_its_unit_or_a_zero_shown_as_none_is_a_number(code: str) -> None:
    assert _under_format(code) == Cell("number", "45108")


@pytest.mark.parametrize(
    ("code", "seen"),
    [("0", "12"), ("#,##0", "12"), ("0.0", "12.3"), ('0"万元"', "12"), ("# ?/?", "12 1/3"), ("# ?/4", "12 1/4"),
     ("0E+00", "10"), ("0.00E-00", "12.3"), ("+0;-0", "12"), ("[>9]0;0.00", "12"), ("[<9]0.00;0.0", "12.3"),
     ("0;(0.00)", "12"), ("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", "12"), ("[DBNum1][$-804]0", "12")],
)  # fmt: skip
def test_what_a_format_makes_of_a_number_by_rounding_stands_beside_it(code: str, seen: str) -> None:
    assert _under_format(code, 12.345) == Cell("number", "12.345", None, seen)


@pytest.mark.parametrize(
    ("code", "stored"),
    [("0", 12), ("0.00", 12.38), ("0.00", "12.380000000000001"), ("0.00", "12.3800000009"), ("General", 12.375),
     ("@", 12.375), ('General"家"', 12.375), ("G/通用格式", 12.375), ("0.0#####", 12.375), ("# ?/?", 12.5),
     ("# ??/16", 12.375), ("0.00E+00", 1230), ("##0.0E+0", 12300), ("[<9]0;General", 12.375), ("0", "1e-300"),
     ("0." + "0" * 99, 12.375), ("0;General", -12.375), ("0", "1" * 300), ("?/?", "1e-300")],
)  # fmt: skip
def test_a_number_that_is_seen_as_it_is_has_nothing_beside_it(code: str, stored: object) -> None:
    assert _under_format(code, stored).seen == ""


def test_a_half_is_seen_as_one() -> None:
    assert [_under_format("0", n).seen for n in (0.5, 1.5, 2.5, 0.4)] == ["1", "2", "3", "0"]


@pytest.mark.parametrize(
    ("number", "seen"),
    [(1, "12"), (2, "12.35"), (11, "12.3"), (12, "12 1/3"), (13, "12 10/29"), (44, "12.35")],
)
def test_formats_that_every_program_knows_by_their_number_round_too(number: int, seen: str) -> None:
    assert rounded_by(rounding_code(number, ""), "12.345") == seen


def _under_format(code: str, stored: object = 45108) -> Cell:
    book, sheet = one_sheet()
    cell = sheet["A1"]
    cell.value, cell.number_format = str(stored), code
    cell.data_type = "n"  # the digits as they are given
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


# --- References ------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("serial", "told"),
    [
        (1, "1900-01-01"),
        (12, "1900-01-12"),
        (59, "1900-02-28"),
        (61, "1900-03-01"),
        (45124, "2023-07-17"),
    ],
)
def test_a_count_in_a_cell_of_dates_is_told_as_excel_shows_it(serial: int, told: str) -> None:
    assert date_text(float(serial), EPOCH) == told
    assert from_excel(serial) == datetime.fromisoformat(told)
