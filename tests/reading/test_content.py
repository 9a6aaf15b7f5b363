"""A form known by what it holds: sheets added, copied, hidden, rows and columns put in, typed by hand."""

from collections.abc import Callable, Mapping

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.model.received import Finding
from pipeline.words.file_names import check_name
from pipeline.words.spelled import units_spelled
from tests.support.cells import at, coordinates, entry, read, refused, stored, typed
from tests.support.handmade import RIGHT, handmade, numbers
from tests.support.hostile import with_merges
from tests.support.workspaces import JULY, JUNE, ROOT, declarations, form, saved

DECLARED = declarations()
ROSTER = DECLARED.roster


def told(findings: tuple[Finding, ...], *severities: str) -> list[tuple[str, str | None]]:
    """(rule, sheet) of findings, of all severities or some."""
    return [(f.rule, f.sheet) for f in findings if not severities or f.severity in severities]


# --- Sheets ----------------------------------------------------------------------------------------------------------


def copied(fill: Callable[[Worksheet], None]) -> bytes:
    """A form with a copy of its sheet of 燃气, without names as copies are, and something done to the copy."""

    def edit(book: Workbook) -> None:
        sheet = book.copy_worksheet(book["燃气"])
        sheet.title = "燃气 (2)"
        fill(sheet)

    return form("planning", JUNE, edit=edit)


def test_a_copied_sheet_with_other_values_is_never_dropped_in_silence() -> None:
    ref = at(form("planning", JUNE), "gas_self_found")[1]
    found = read(copied(lambda sheet: sheet.__setitem__(ref, 99)))
    assert told(found.findings) == [("H12j", "燃气 (2)")]
    assert "燃气 (2)" in found.findings[0].message


def test_a_copied_sheet_that_says_the_same_is_a_notice() -> None:
    found = read(copied(lambda _: None))
    assert told(found.findings) == [("N12", "燃气 (2)")]
    assert numbers(found) == numbers(read(form("planning", JUNE)))


def test_a_page_of_the_units_own_beside_the_form_is_its_own_affair() -> None:
    def edit(book: Workbook) -> None:
        sheet = book.create_sheet("台账", 0)
        for row in range(1, 30):
            sheet.append((row, "某企业", row * 3))

    assert read(form("rescue", JUNE, edit=edit)).findings == ()


def test_a_number_that_belongs_to_no_item_is_told() -> None:
    def edit(book: Workbook) -> None:
        book["消防"]["L12"] = 12
        book["消防"]["L13"] = "合计"
        book["消防"]["L14"] = "３４"

    (notice,) = read(form("rescue", JUNE, edit=edit)).findings
    assert coordinates([notice]) == [("N11", "消防", "L12")]
    assert all(text in notice.message for text in ("L12（12）", "L14（３４）"))
    assert "L13" not in notice.message


def test_a_number_in_words_beside_the_form_is_told_as_one_in_a_comment_would_be() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["消防"]
        sheet["L12"], sheet["M9"], sheet["M11"] = "见附件", "1-1应为１２个", "约30"
        sheet["A60"] = "2023年6月27日"

    (notice,) = read(form("rescue", JUNE, edit=edit)).findings
    assert coordinates([notice]) == [("N11", "消防", "M9")]
    assert all(text in notice.message for text in ("M9（1-1应为１２个）", "M11（约30）"))


def merged(area: str, under: Mapping[str, object]) -> bytes:
    """A form in which somebody merged an area and left values hidden under it."""

    def edit(book: Workbook) -> None:
        sheet = book["消防"]
        sheet.merge_cells(area)
        for ref, value in under.items():
            row, column = int(ref[1:]), ord(ref[0]) - 64
            sheet._cells.pop((row, column), None)
            sheet[ref] = value

    return form("rescue", JUNE, edit=edit)


def test_a_value_cell_hidden_under_a_merge_is_an_error_blank_or_not() -> None:
    data = form("rescue", JUNE)
    first, second = at(data, "fire_head_not_studied")[1], at(data, "fire_no_duty_list")[1]
    assert first[0] == second[0]
    for hidden in (8, None):
        found = read(merged(f"{first}:{second}", {second: hidden}))
        errors = [f for f in found.findings if f.severity == "error"]
        assert ("H6k", "消防", second) in coordinates(errors)
        assert entry(found, "fire_no_duty_list")[1] == "unreadable"
        assert entry(found, "fire_head_not_studied")[1] == "number"


def test_anything_else_hidden_under_a_merge_is_a_warning() -> None:
    (warning,) = read(merged("K12:L13", {"L13": 7, "K13": "备注"})).findings
    assert (warning.rule, warning.severity) == ("W-D3", "warning")
    assert all(text in warning.message for text in ("L13（7）", "K13（备注）"))


def test_a_heading_hidden_under_a_merge_is_a_warning_too() -> None:
    unit, sector = (at(form("rescue", JUNE), f"fire_{key}")[1] for key in ("unit", "sector"))
    (warning,) = read(with_merges('<mergeCell ref="A5:I5"/>')).findings
    assert (warning.rule, warning.severity) == ("W-D3", "warning")
    assert unit in warning.message
    assert sector in warning.message


# --- Rows and columns that were put in -------------------------------------------------------------------------------


def shifted(insert: Callable[[Worksheet], None], *, keep_names: bool) -> bytes:
    """A form into which a tool put rows or columns without moving merges and names; or the names are gone."""

    def edit(book: Workbook) -> None:
        sheet = book["消防"]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        insert(sheet)
        for name in [] if keep_names else list(book.defined_names):
            del book.defined_names[name]

    return form("rescue", JUNE, edit=edit)


@pytest.mark.parametrize("keep_names", [True, False])
@pytest.mark.parametrize("at_row", [1, 9, 10, 15])
def test_inserted_rows_hide_nothing(at_row: int, keep_names: bool) -> None:
    data = shifted(lambda sheet: sheet.insert_rows(at_row), keep_names=keep_names)
    found = read(data)
    assert told(found.findings, "error", "warning") == []
    assert told(found.findings, "notice") == [("N5", "消防")]
    assert numbers(found) == numbers(read(form("rescue", JUNE)))


@pytest.mark.parametrize("column", [1, 2, 4, 5])
def test_inserted_columns_hide_nothing(column: int) -> None:
    found = read(shifted(lambda sheet: sheet.insert_cols(column), keep_names=False))
    assert told(found.findings, "error", "warning") == []
    assert numbers(found) == numbers(read(form("rescue", JUNE)))


def test_a_blank_value_never_takes_the_number_of_the_next_item() -> None:
    """Right of an empty value cell stands 2, the number of the item in the other half of the row."""

    def edit(book: Workbook) -> None:
        for name in list(book.defined_names):
            del book.defined_names[name]

    found = read(form("rescue", JUNE, {"fire_self_found": None}, edit=edit))
    assert [f.rule for f in found.findings] == ["N5", "H12a"]
    assert entry(found, "fire_self_found")[1] == "blank"


# --- The official form, typed by hand --------------------------------------------------------------------------------


def test_annex_2_typed_by_hand_is_read_by_its_labels() -> None:
    found = read(handmade(RIGHT))
    assert (found.unit, found.period, found.sectors) == ("rescue", JUNE, ("fire",))
    assert [f.rule for f in found.findings if f.severity != "notice"] == []
    assert [f.rule for f in found.findings] == ["N10", "N2"]
    assert numbers(found) == numbers(read(form("rescue", JUNE)))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("12次，35.6万元", (12, 35.6)),
        ("12次,35.6万元", (12, 35.6)),
        (" 12 次， 35.6 万元 ", (12, 35.6)),
        ("１２次，３５.６万元", (12, 35.6)),
        ("1,234次，0万元", (1234, 0)),
    ],
)
def test_two_values_in_one_official_cell_are_read_as_annex_2_prints_them(
    text: str, values: tuple[float, float]
) -> None:
    found = read(composite(text))
    assert (entry(found, "fire_penalty_count")[0], entry(found, "fire_penalty_wan")[0]) == values
    assert [f for f in found.findings if f.severity == "error"] == []


@pytest.mark.parametrize(
    "text", ["12次", "12", "12，35.6", "12次，约35万元", "12次35.6万元", "35.6万元，12次", "0", 0, 12,
             "12次，35.6元", "12次，35.6万元，1次"],
)  # fmt: skip
def test_two_values_are_never_guessed(text: object) -> None:
    found = read(composite(text))
    (error,) = [f for f in found.findings if f.severity == "error"]  # one cell, one fault
    assert (error.rule, error.indicator) == ("H6a", "penalty_count")
    assert str(text) in error.message
    assert {entry(found, f"fire_{i}")[1] for i in ("penalty_count", "penalty_wan")} == {
        "unreadable"
    }


def composite(text: object) -> bytes:
    label = DECLARED.form.shared_items["3-2"].label

    def edit(sheet: Worksheet) -> None:
        cell = next(c for row in sheet.iter_rows() for c in row if c.value == label)
        sheet.cell(cell.row, cell.column + 1).value = text

    return handmade(RIGHT, edit=edit)


def test_an_empty_shared_cell_is_two_blanks() -> None:
    found = read(composite(None))
    (error,) = [f for f in found.findings if f.severity == "error"]
    assert error.rule == "H12a"
    assert "2项" in error.message


@pytest.mark.parametrize(("lost", "code"), [("数据口径", "H11f"), ("时间", "H11c")])
def test_what_a_handmade_form_does_not_say_is_the_reason_of_its_return(
    lost: str, code: str
) -> None:
    found = read(handmade({k: v for k, v in RIGHT.items() if k != lost}))
    assert [f.rule for f in found.findings if f.severity == "error"] == [code]


def test_whose_a_handmade_form_is_may_stand_anywhere_on_it() -> None:
    def edit(sheet: Worksheet) -> None:
        sheet["A2"] = (
            "临港经济开发区消防救援大队进展情况"  # no spelling of a unit, but one is in it
        )

    headings = {k: v for k, v in RIGHT.items() if k != "填报单位"}
    assert read(handmade(headings, edit=edit)).unit == "rescue"
    assert read(handmade(headings, title="消防大队7月")).unit == "rescue"


def test_a_handmade_form_of_nobody_is_told_to_say_whose_it_is() -> None:
    headings = {k: v for k, v in RIGHT.items() if k != "填报单位"}
    refusal = refused(handmade(headings))
    assert (refusal.fate, [f.rule for f in refusal.findings]) == ("unrecognised", ["F9"])
    both = refused(handmade(headings, title="消防大队和供电中心"))
    assert (both.fate, [f.rule for f in both.findings]) == ("unrecognised", ["F9"])


def test_a_unit_of_two_sectors_has_to_name_the_sector() -> None:
    planning = {**RIGHT, "填报单位": "区规划建设局"}
    assert refused(handmade(planning, unit="planning", sector="gas")).fate == "unrecognised"
    named = {**planning, "行业领域": "燃气"}
    for data in (
        handmade(named, unit="planning", sector="gas"),
        handmade(planning, title="燃气", unit="planning", sector="gas"),
    ):
        assert read(data).sectors == ("gas",)


def test_a_sector_that_the_unit_does_not_lead_returns_a_handmade_form() -> None:
    found = read(handmade({**RIGHT, "行业领域": "燃气"}))
    assert (found.unit, found.sectors) == ("rescue", ("gas",))
    assert "H11g" in [f.rule for f in found.findings]


# --- Whose, and what its name says -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("报表.xlsx", ""),
        ("区消防救援大队_2023年6月.xlsx", ""),
        ("消防大队6月报表(最终版2).xlsx", ""),
        ("消防大队2023-06.xlsx", ""),
        ("消防大队20230628.xlsx", ""),
        ("消防大队6月28日报.xlsx", ""),
        ("消防大队7月1日报.xlsx", ""),
        ("消防大队2023-07-01.xlsx", ""),
        ("交警大队6月.xlsx", "区交警大队"),
        ("区公安分局交警大队.xlsx", "区交警大队"),
        ("消防大队7月.xlsx", "7月"),
        ("消防大队２０２３年７月.xlsx", "2023年7月"),
        ("消防大队2022.6.xlsx", "2022年6月"),
        ("消防大队202307.xlsx", "2023年7月"),
        ("6月份报表（7月报）.xlsx", ""),
        ("交警大队7月.xlsx", "区交警大队、7月"),
    ],
)
def test_a_file_name_that_tells_otherwise_is_told(name: str, told: str) -> None:
    found = check_name(f"inbox/{name}", "rescue", JUNE, DECLARED)
    assert [(f.rule, f.severity, f.value) for f in found] == (
        [("N9", "notice", told)] if told else []
    )


def test_only_the_file_is_named_not_its_folder() -> None:
    assert check_name("inbox/交警大队/7月/报表.xlsx", "rescue", JUNE, DECLARED) == []


def test_the_name_of_a_file_decides_nothing() -> None:
    data = form("rescue", JULY)
    for name in ("a.xlsx", "区交警大队_2023年6月.xls", "x.pdf"):
        found = read(data, f"inbox/{name}")
        assert (found.unit, found.period, found.sectors) == ("rescue", JULY, ("fire",))


def test_a_name_inside_a_longer_one_is_not_meant() -> None:
    units = units_spelled(ROSTER)
    assert [u.id for u in units.within("区公安分局交警大队")] == ["traffic"]
    assert [u.id for u in units.within("区公安分局")] == ["police"]
    assert {u.id for u in units.within("公安分局和消防大队")} == {"police", "rescue"}


def test_the_form_of_another_unit_is_told_as_such() -> None:
    data = typed(form("rescue", JUNE), {"fire_unit": "区规划建设局"})
    (fault,) = read(data).findings
    assert coordinates([fault]) == [("H11h", *at(data, "fire_unit"))]
    assert "区消防救援大队" in fault.message


def test_a_form_whose_cells_are_all_gone_is_returned_to_its_unit() -> None:
    def edit(book: Workbook) -> None:
        for name in list(book.defined_names):
            del book.defined_names[name]
        book["消防"].delete_rows(1, 60)

    found = read(form("rescue", JUNE, edit=edit))
    assert (found.unit, found.sheets, [f.rule for f in found.findings]) == ("rescue", (), ["H12i"])


def test_a_sample_that_lost_its_hidden_marks_is_known_by_what_is_printed_on_it() -> None:
    """Invented figures would count as real ones, without a word on any page, and set the marked samples aside."""
    book = load_workbook(ROOT / "inbox/sample/2023-06/消防6月.xlsx")
    del book["_form"]
    found = read(saved(book))
    assert (found.unit, found.sample) == ("rescue", True)
    assert not read(form("rescue", JUNE, edit=lambda book: book.__delitem__("_form"))).sample


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fire_period", "H11c"),
        ("fire_basis", "H11f"),
        ("fire_unit", "H11a"),
        ("fire_blanks_are_zero", "H12c"),
    ],
)
def test_a_heading_with_a_formula_and_no_result_is_quoted_and_not_taken_for_blank(
    name: str, code: str
) -> None:
    (fault,) = read(typed(form("rescue", JUNE), {name: stored("str", None, "A1&B1")})).findings
    assert (fault.rule, fault.value) == (code, "=A1&B1")
    assert "空着" not in fault.message
