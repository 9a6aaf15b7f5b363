"""What a cell shows is what counts: percent, formulas, formats, and what is struck out."""

import math
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.support import libreoffice
from tests.support.cells import at, coordinates, entry, read, stored, typed
from tests.support.handmade import RIGHT, handmade, numbers
from tests.support.workspaces import JUNE, check, form, workspace

# --- Cells -----------------------------------------------------------------------------------------------------------


def test_a_percent_cell_is_no_number() -> None:
    def edit(book: Workbook) -> None:
        sheet, ref = at(form("rescue", JUNE), "fire_self_found")
        book[sheet][ref].number_format = "0%"

    data = form("rescue", JUNE, {"fire_self_found": 1}, edit=edit)
    assert coordinates(read(data).findings) == [("H6j", *at(data, "fire_self_found"))]


def test_yuan_typed_for_wan_yuan_is_a_finding() -> None:
    for value in (356000, "356000元", "35.6万"):
        data = typed(form("rescue", JUNE), {"fire_penalty_wan": value})
        found = read(data)
        if isinstance(value, str):
            assert coordinates(found.findings) == [("H6a", *at(data, "fire_penalty_wan"))]
        else:
            assert entry(found, "fire_penalty_wan")[0] == 356000  # H6i: above the largest


def test_a_formula_is_read_by_its_stored_value_only() -> None:
    data = typed(form("rescue", JUNE), {"fire_self_found": stored("n", "200", "100+100")})
    assert [f.rule for f in read(data).findings] == ["N1"]
    assert entry(read(data), "fire_self_found")[0] == 200


# --- Columns of figures put in, and formats that show another number -------------------------------------------------


def with_last_months_column(*, keep_names: bool) -> bytes:
    """Somebody put a column of last month's figures before the values, and Excel moved the names along."""

    def edit(book: Workbook) -> None:
        sheet = book["消防"]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        for column in (9, 5):  # the values of both halves
            sheet.insert_cols(column)
            for row in range(9, 29):
                if isinstance(sheet.cell(row, column + 1).value, int | float):
                    sheet.cell(row, column).value = 7
        ours = [n for n in book.defined_names if n.startswith("fire_")]
        for name in ours:
            defined = book.defined_names[name]
            page, column, row = defined.attr_text.rsplit("$", 2)
            moved = chr(ord(column) + (column >= "E") + (column >= "I"))
            if keep_names:
                defined.attr_text = f"{page}${moved}${row}"
            else:
                del book.defined_names[name]

    return form("rescue", JUNE, edit=edit)


@pytest.mark.parametrize("keep_names", [True, False])
def test_a_column_of_figures_between_label_and_value_is_never_taken_for_the_value(
    keep_names: bool,
) -> None:
    found = read(with_last_months_column(keep_names=keep_names))
    assert any(f.severity == "error" for f in found.findings)
    right = numbers(read(form("rescue", JUNE)))
    assert {k: v for k, v in numbers(found).items() if right[k] != v} == {}


@pytest.mark.parametrize(
    ("shown_as", "code"),
    [("0!.0000", "H6j"), ("#,##0,", "H6j"), (";;;", "H6j"), ('"12"', "H6j"), ("0.00%", "H6j"),
     ('General"0"', "H6j"), ('0"万"', "H6j"), ('"-"0', "H6j"), ("[<1]0;0,", "H6j"), ('[=0]"无";0', None),
     ('0"家"', None), ("#,##0.00_ ", None), ("[Red]0;[Blue]-0", None), ('_ * #,##0_ ;_ * "-"_ ;_ @_ ', None)],
)  # fmt: skip
def test_a_format_that_shows_another_number_is_a_finding(shown_as: str, code: str | None) -> None:
    def edit(book: Workbook) -> None:
        sheet, ref = at(form("rescue", JUNE), "fire_self_found")
        book[sheet][ref].number_format = shown_as

    data = form("rescue", JUNE, edit=edit)
    assert [f.rule for f in read(data).findings] == ([code] if code else [])


@pytest.mark.parametrize("gap", ["\u3000", " ", "\n", "，", "  "])
def test_headings_of_a_handmade_form_may_stand_in_one_line(gap: str) -> None:
    line = gap.join(f"{label}：{text}" for label, text in RIGHT.items())

    def edit(sheet: Worksheet) -> None:
        cell = next(c for row in sheet.iter_rows() for c in row if "填报单位：" in str(c.value))
        cell.value = line

    found = read(handmade(RIGHT, edit=edit))
    assert (found.unit, found.period) == ("rescue", JUNE)
    assert [f for f in found.findings if f.severity == "error"] == []


def test_the_month_named_as_an_example_is_the_one_that_is_being_collected() -> None:
    data = typed(form("rescue", JUNE), {"fire_period": "七月"})
    (fault,) = read(data, received="2023-07-26T10:00:00+08:00").findings
    assert (fault.rule, fault.expected) == ("H11c", "2023年7月")


def test_right_of_the_last_column_there_is_no_value() -> None:
    """A label in XFD has nothing beside it, and the run goes on."""

    def edit(book: Workbook) -> None:
        page = book["消防"]
        page["XFD9"].value, page["C9"].value = page["C9"].value, "别的"

    found = read(form("rescue", JUNE, edit=edit))
    assert ("H12f", "消防", "E9") in coordinates(found.findings)
    assert entry(found, "fire_self_found")[1] == "unreadable"


# --- What is struck out or raised is no part of a number -------------------------------------------------------------


def rich(*runs: tuple[str, str]) -> str:
    """A cell of several runs, each with the properties of its font."""
    inside = "".join(f"<r><rPr>{p}</rPr><t>{text}</t></r>" for text, p in runs)
    return f' t="inlineStr"><is>{inside}</is></c>'


@pytest.mark.parametrize(
    ("cell", "shown_as"),
    [
        (rich(("12", "<strike/>"), ("15", "")), "〔划去：12〕15"),
        (rich(("12", ""), ("2", '<vertAlign val="superscript"/>')), "12〔上下标：2〕"),
        (rich(("12", '<b/><strike val="1"/>')), "〔划去：12〕"),
        (rich(("12", '<strike val="1"/><vertAlign val="subscript"/>')), "〔划去：12〕"),
    ],
)
def test_a_number_typed_beside_one_that_is_struck_out_is_never_joined_to_it(
    cell: str, shown_as: str
) -> None:
    data = typed(form("rescue", JUNE), {"fire_dept_found": cell})
    (error,) = [f for f in read(data).findings if f.severity == "error"]
    assert (error.rule, error.value) == ("H6a", shown_as)
    assert math.isnan(entry(read(data), "fire_dept_found")[0])


@pytest.mark.parametrize(
    "cell",
    [rich(("7", "<b/>"), ("0", "")), rich(("7", '<strike val="0"/>'), ("0", "")),
     rich(("7", '<vertAlign val="baseline"/>'), ("0", ""))],
)  # fmt: skip
def test_runs_that_are_only_bold_or_coloured_are_one_text(cell: str) -> None:
    found = read(typed(form("rescue", JUNE), {"fire_dept_found": cell}))
    assert (entry(found, "fire_dept_found")[0], [f.rule for f in found.findings]) == (70, ["N1"])


@pytest.mark.parametrize(("value", "code"), [(70, "H6j"), ("70", "H6a")])
def test_a_cell_that_is_struck_out_as_a_whole_is_a_finding(value: object, code: str) -> None:
    def edit(book: Workbook) -> None:
        sheet, ref = at(form("rescue", JUNE), "fire_dept_found")
        book[sheet][ref].font = Font(strike=True)

    data = form("rescue", JUNE, {"fire_dept_found": value}, edit=edit)
    assert coordinates(read(data).findings) == [(code, *at(data, "fire_dept_found"))]


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_struck_out_parts_are_told_apart_in_the_other_formats_too(
    kind: str, tmp_path: Path
) -> None:
    cell = rich(("12", "<strike/>"), ("15", ""))
    data = typed(form("rescue", JUNE), {"fire_dept_found": cell})
    source = tmp_path / "表.xlsx"
    source.write_bytes(data)
    found = read(libreoffice.convert(source, tmp_path / "out", kind).read_bytes())
    (error,) = [f for f in found.findings if f.severity == "error"]
    assert (error.rule, error.value) == ("H6a", "〔划去：12〕15")


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_cells_struck_out_as_a_whole_are_told_in_the_other_formats_too(
    kind: str, tmp_path: Path
) -> None:
    """Beside them a link and a coloured letter, which make no other number of one."""
    names = ("fire_dept_found", "fire_self_found", "fire_self_fixed")
    (_, number), (_, text), (_, linked) = (at(form("rescue", JUNE), name) for name in names)

    def edit(book: Workbook) -> None:
        page = book["消防"]
        page[number].font = page[text].font = Font(strike=True)
        page[linked].hyperlink = "https://example.org/"

    coloured = rich(("7", '<color rgb="FFFF0000"/>'), ("0", ""))
    whole = form("rescue", JUNE, {"fire_self_found": "74"}, edit=edit)
    source = tmp_path / "表.xlsx"
    source.write_bytes(typed(whole, {"fire_dept_fixed": coloured}))
    found = read(libreoffice.convert(source, tmp_path / "out", kind).read_bytes())
    errors = [f for f in found.findings if f.severity == "error"]
    assert sorted(coordinates(errors)) == [("H6a", "消防", text), ("H6j", "消防", number)]
    assert entry(found, "fire_self_fixed") == (54, "number")
    assert entry(found, "fire_dept_fixed") == (70, "number")


# --- What a format rounds counts as stored, and is told --------------------------------------------------------------


def money_shown_as(code: str, value: object = 12.34) -> bytes:
    def edit(book: Workbook) -> None:
        sheet, ref = at(form("rescue", JUNE), "fire_penalty_wan")
        book[sheet][ref].number_format = code

    return form("rescue", JUNE, {"fire_penalty_wan": value}, edit=edit)


@pytest.mark.parametrize(
    ("code", "value", "seen"), [("0", 12.34, "12"), ("0", 0.5, "1"), ("0.0", 12.34, "12.3"), ("# ?/?", 12.34, "12 1/3")]
)  # fmt: skip
def test_money_that_its_format_rounds_counts_as_stored_and_both_are_told(
    code: str, value: float, seen: str
) -> None:
    data = money_shown_as(code, value)
    (notice,) = [f for f in read(data).findings if f.rule == "N16"]
    assert coordinates([notice]) == [("N16", *at(data, "fire_penalty_wan"))]
    assert (notice.severity, notice.value, notice.expected) == ("notice", seen, str(value))
    assert entry(read(data), "fire_penalty_wan") == (value, "number")


@pytest.mark.parametrize("code", ["0", "0.00", "#,##0", "0.0%"])
def test_no_rounding_is_told_of_what_is_seen_as_stored_or_is_told_otherwise(code: str) -> None:
    assert "N16" not in [f.rule for f in read(money_shown_as(code, 12)).findings]


def test_a_fraction_of_a_firm_that_is_seen_as_a_whole_one_is_told_once(tmp_path: Path) -> None:
    """The fault is that it is no whole number; that nobody saw it stands with it."""

    def edit(book: Workbook) -> None:
        sheet, ref = at(form("rescue", JUNE), "fire_checked_ent")
        book[sheet][ref].number_format = "0"

    data = form("rescue", JUNE, {"fire_checked_ent": 70.4}, edit=edit)
    root = workspace(tmp_path / "w", {"a.xlsx": data})
    (state,) = [f for f in check(root, JUNE).files if f.path.endswith("a.xlsx")]
    (error,) = [f for f in state.findings if f.severity == "error"]
    assert (error.rule, [f.rule for f in error.also if f.rule == "N16"]) == ("H6h", ["N16"])
    assert "N16" not in [f.rule for f in state.findings]


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize(
    ("code", "rules"),
    [("0", ["N16"]), ("# ?/?", ["N16"]), ("# ??/50", []), ("0.00", []), ("[DBNum1][$-804]General", []),
     ("[DBNum2][$-804]0", ["N16"]), ("0.00E+00", ["N16"])],
)  # fmt: skip
def test_every_format_of_a_number_says_the_same_in_every_format_of_a_file(
    kind: str, code: str, rules: list[str], tmp_path: Path
) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(money_shown_as(code, 1234.56 if "E" in code else 12.34))
    found = read(libreoffice.convert(source, tmp_path / "out", kind).read_bytes())
    assert [f.rule for f in found.findings if f.rule != "N6"] == rules
