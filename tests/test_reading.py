"""Who a form is from, for which month, and what is believed of it."""

import math
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from pipeline.annex2.book import fill_annex2
from pipeline.model.month import Month
from pipeline.model.received import Finding
from pipeline.model.roster import Unit
from pipeline.words.periods import parse_period
from tests.cells import at, coordinates, entry, packed, read, refused, stored, typed, unpacked
from tests.releases import make_release
from tests.workspaces import JULY, JUNE, ROOT, blank, declarations, form

DECLARED = declarations()
ASKED = {
    sheet: [i.id for i in DECLARED.form.indicators.values() if DECLARED.roster.asks(i, sheet)]
    for sheet in DECLARED.roster.sheets
}


@cache
def whole(unit: str = "planning") -> bytes:
    return form(unit, JUNE)


@cache
def partly(sector: str) -> bytes:
    """A two-sector form of which one sheet is filled."""
    return form("planning", JUNE, only=(sector,))


def errors(data: bytes) -> list[Finding]:
    return [f for f in read(data).findings if f.severity == "error"]


def only_error(data: bytes) -> Finding:
    (finding,) = errors(data)
    return finding


# --- Right forms ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", DECLARED.roster.units)
def test_a_right_form_is_read_whole(unit: str) -> None:
    submission = read(form(unit, JUNE))
    assert (submission.unit, submission.period, submission.sample) == (unit, JUNE, False)
    assert submission.sectors == DECLARED.roster.units[unit].sectors
    assert submission.findings == ()
    for sheet in submission.sheets:
        numbers = [i for i, e in sheet.entries.items() if e.state == "number"]
        assert numbers == ASKED[sheet.sector]
        assert {e.state for i, e in sheet.entries.items() if i not in numbers} == {"elsewhere"}


def test_a_value_knows_the_cell_that_it_came_from() -> None:
    data = typed(whole(), {"gas_penalty_wan": 12.3456})
    gas = next(s for s in read(data).sheets if s.sector == "gas")
    assert (gas.entries["penalty_wan"].sheet, gas.entries["penalty_wan"].cell) == at(
        data, "gas_penalty_wan"
    )
    assert gas.entries["penalty_wan"].value == 12.3456


# --- Unit, sector, basis ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "text", "code"),
    [
        ("unit", "区交警大队", "H11h"),
        ("unit", "区规划建设局2", "H11a"),
        ("unit", None, "H11a"),
        ("sector", "燃气", "H11b"),  # on the sheet of construction
        ("sector", "建筑工程", "H11b"),
        ("sector", None, "H11b"),
        ("basis", "当月", "H11f"),
        ("basis", "累计数", "H11f"),
        ("basis", None, "H11f"),
        ("period", "七月", "H11c"),
        ("period", "2023年13月", "H11c"),
        ("period", None, "H11c"),
        ("period", "2023年5月", "H11d"),
        ("period", "2024年1月", "H11d"),
    ],
)
def test_a_heading_that_must_be_right_returns_the_workbook(
    heading: str, text: str | None, code: str
) -> None:
    data = typed(whole("rescue"), {f"fire_{heading}": text})
    if heading == "sector" and text == "燃气":
        data = typed(whole(), {"construction_sector": text})
    sheet = "construction" if text == "燃气" else "fire"
    assert coordinates([only_error(data)]) == [(code, *at(data, f"{sheet}_{heading}"))]


@pytest.mark.parametrize(
    ("heading", "text", "told"),
    [
        ("basis", "当月", "“数据口径”写的是“当月”，应写“累计”。"),
        ("basis", None, "“数据口径”空着，应写“累计”。"),
        ("unit", "消防队", "“填报单位”写的是“消防队”，应写“区消防救援大队”。"),
        ("unit", "区交警大队", "这本是下发给区消防救援大队的表，“填报单位”却写的是“区交警大队”。"),
        ("sector", "燃气", "“行业领域”写的是“燃气”，本表应写“消防”。"),
        ("period", "七月", "“报告期”写的是“七月”，应写成“2023年6月”这样的年月。"),
        ("period", "2023年5月", "“报告期”写的是“2023年5月”，不在行动的报告期"),
    ],
)
def test_a_wrong_heading_is_told_in_a_whole_sentence(
    heading: str, text: str | None, told: str
) -> None:
    assert only_error(typed(whole("rescue"), {f"fire_{heading}": text})).message.startswith(told)


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("unit", "消防大队"),
        ("unit", " 区消防救援大队 "),
        ("unit", "区消防\n救援大队"),
        ("sector", "消防领域"),
        ("sector", "消　防"),
        ("basis", " 累计　"),
    ],
)
def test_other_spellings_are_accepted(heading: str, text: str) -> None:
    assert read(typed(whole("rescue"), {f"fire_{heading}": text})).findings == ()


@pytest.mark.parametrize("unit", DECLARED.roster.units.values(), ids=lambda u: u.id)
def test_every_declared_spelling_of_a_unit_and_its_sector_is_accepted(unit: Unit) -> None:
    data = form(unit.id, JUNE)
    first = DECLARED.roster.sheets[unit.first_sector]
    for name in unit.spellings:
        assert errors(typed(data, {f"{first.id}_unit": name})) == []
    for name in first.spellings:
        assert errors(typed(data, {f"{first.id}_sector": name})) == []


# --- The month --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["2023年7月", "2023年07月", "2023年7月份", " 2023 年 7 月 ", "２０２３年７月", "2023-07", "2023-7", "2023.7",
     "2023/07", "2023年7月1日", "2023-07-01", "2023/7/1"],
)  # fmt: skip
def test_a_month_may_be_written_in_these_ways(text: str) -> None:
    assert parse_period(text) == JULY
    assert read(typed(whole("rescue"), {"fire_period": text})).period == JULY


@pytest.mark.parametrize(
    "text",
    ["", "7月", "七月", "2023", "202307", "2023年", "2023年0月", "2023年13月", "2023年7", "23年7月", "2023-7-28",
     "2023-07-11", "2023年7月28日", "2023-0701", "2023-11日", "2023年6-7月",
     "2023年6月、7月", "45108", "20237", "2023年7月初"],
)  # fmt: skip
def test_a_month_is_never_guessed(text: str) -> None:
    assert parse_period(text) is None
    if text:
        data = typed(whole("rescue"), {"fire_period": text})
        assert only_error(data).rule == "H11c"
        assert read(data).period is None


@pytest.mark.parametrize(
    ("value", "month"),
    [(date(2023, 7, 1), JULY), (datetime(2023, 7, 1), JULY), (date(2023, 7, 28), None),
     (datetime(2023, 7, 1, 9), None)],
)  # fmt: skip
def test_a_date_cell_is_the_month_whose_first_day_it_is(value: date, month: Month | None) -> None:
    assert read(form("rescue", JUNE, {"fire_period": value})).period == month


def test_a_number_is_no_month() -> None:
    assert only_error(typed(whole("rescue"), {"fire_period": 202307})).rule == "H11c"


def test_two_sheets_of_one_workbook_report_one_month() -> None:
    data = typed(whole(), {"gas_period": "2023年7月"})
    assert coordinates([only_error(data)]) == [("H11e", *at(data, "gas_period"))]
    told = "这张写的是“2023年7月”，第一张写的是“2023年6月”。"
    assert told in only_error(data).message
    assert read(data).period == JUNE


def test_the_month_of_a_sheet_that_is_not_submitted_does_not_matter() -> None:
    data = typed(
        partly("gas"),
        {"construction_period": "2023年1月", "construction_unit": "？"},
    )
    assert read(data).findings == ()
    assert (read(data).period, read(data).sectors) == (JUNE, ("gas",))


# --- Headings that are asked for --------------------------------------------------------------------------------


def test_empty_names_and_dates_are_one_notice() -> None:
    empty = dict.fromkeys(("reporter", "reviewer", "phone", "filled_on"))
    (notice,) = read(form("rescue", JUNE, headings=empty)).findings
    assert (notice.rule, notice.severity) == ("N2", "notice")
    for label in ("填报人", "审核人", "联系电话", "填报日期"):
        assert label in notice.message


def test_a_second_sheet_inherits_the_names_of_the_first() -> None:
    assert read(typed(whole(), {"gas_reporter": None, "gas_phone": None})).findings == ()


def test_the_first_sheet_that_is_submitted_is_the_one_that_is_asked() -> None:
    data = typed(partly("gas"), {"gas_reporter": None})
    assert coordinates(read(data).findings) == [("N2", *at(data, "gas_reporter"))]


# --- The label is the guard -------------------------------------------------------------------------------------


def label_ref(data: bytes, name: str) -> tuple[str, str]:
    """The cell of the label beside a value of the official layout."""
    sheet, ref = at(data, name)
    column = {"E": "C", "I": "G"}[ref[0]]
    return sheet, f"{column}{ref[1:]}"


def relabelled(data: bytes, name: str, text: str | None) -> Callable[[Workbook], None]:
    sheet, ref = label_ref(data, name)

    def edit(book: Workbook) -> None:
        book[sheet][ref].value = text

    return edit


@pytest.mark.parametrize(
    "text", ["部门检查发现的重大事故隐患 (个)", "企业自查发现的重大事故隐患", None]
)
def test_a_value_beside_another_label_is_not_believed(text: str | None) -> None:
    data = form("rescue", JUNE, edit=relabelled(whole("rescue"), "fire_self_found", text))
    assert coordinates([only_error(data)]) == [("H12f", *at(data, "fire_self_found"))]
    assert entry(read(data), "fire_self_found")[1] == "unreadable"


@pytest.mark.parametrize(
    "text", ["企业自查发现的重大事故隐患（个）", "企业自查发现的\n重大事故隐患  (个)"]
)
def test_width_and_spaces_of_a_label_do_not_matter(text: str) -> None:
    data = form("rescue", JUNE, edit=relabelled(whole("rescue"), "fire_self_found", text))
    assert read(data).findings == ()


@pytest.mark.parametrize(
    ("unit", "name", "target"),
    [
        ("rescue", "fire_self_found", "fire_dept_found"),
        (
            "planning",
            "gas_self_found",
            "construction_self_found",
        ),  # else it would be added up twice
    ],
)
def test_a_name_that_points_elsewhere_is_not_believed_and_the_label_finds_the_cell(
    unit: str, name: str, target: str
) -> None:
    data = form(unit, JUNE, edit=lambda book: _point(book, name, target))
    assert [(f.rule, f.sector) for f in read(data).findings] == [("N5", name.partition("_")[0])]
    assert repr(read(data).sheets) == repr(read(whole(unit)).sheets)


def _point(book: Workbook, name: str, target: str) -> None:
    book.defined_names[name] = DefinedName(name, attr_text=book.defined_names[target].attr_text)


def lose(*names: str) -> Callable[[Workbook], None]:
    """Defined names that are gone; all of them where none is given."""

    def edit(book: Workbook) -> None:
        for name in names or list(book.defined_names):
            del book.defined_names[name]

    return edit


@pytest.mark.parametrize(
    "names",
    [("fire_self_found", "fire_penalty_wan"), ("fire_unit", "fire_period", "fire_basis"), ("fire_sector",), ()],
)  # fmt: skip
def test_where_names_are_gone_labels_find_the_cells(names: tuple[str, ...]) -> None:
    right, found = read(whole("rescue")), read(form("rescue", JUNE, edit=lose(*names)))
    assert [f.rule for f in found.findings] == ["N5"]
    assert repr(found.sheets[0].entries) == repr(right.sheets[0].entries)  # NaN is not NaN
    assert found.sheets[0].headings == right.sheets[0].headings


def test_a_sheet_that_lost_all_its_names_is_found_by_its_title() -> None:
    gas = [f"gas_{x}" for x in (*DECLARED.form.indicators, *DECLARED.form.headings)]
    found = read(form("planning", JUNE, edit=lose(*gas)))
    assert found.sectors == ("construction", "gas")
    assert [(f.rule, f.sector) for f in found.findings] == [("N5", "gas")]


def test_without_names_and_title_the_heading_tells_the_sector() -> None:
    def edit(book: Workbook) -> None:
        lose()(book)
        book["消防"].title = "Sheet1"

    found = read(form("rescue", JUNE, edit=edit))
    assert (found.sectors, [f.rule for f in found.findings]) == (("fire",), ["N5"])


def test_a_label_that_stands_twice_finds_nothing_and_what_is_lost_is_listed() -> None:
    def edit(book: Workbook) -> None:
        lose("fire_self_found", "fire_media_column")(book)
        book["消防"]["A40"] = DECLARED.form.indicators["self_found"].label

    (fault,) = errors(form("rescue", JUNE, edit=edit))
    assert (fault.rule, fault.sector) == ("H12g", "fire")
    assert ("1-1" in fault.message, "4-6" in fault.message) == (
        True,
        False,
    )  # 4-6 is not asked here


@pytest.mark.parametrize("heading", ["unit", "sector", "period", "basis"])
def test_a_heading_without_its_label_and_name_is_empty_and_a_fault(heading: str) -> None:
    def edit(book: Workbook) -> None:
        ((page, ref),) = book.defined_names[f"fire_{heading}"].destinations
        lose(f"fire_{heading}")(book)
        for cell in book[page][ref.replace("$", "")[1:]]:
            if cell.value == DECLARED.form.headings[heading].label:
                cell.value = "备注"

    assert [f.rule for f in errors(form("rescue", JUNE, edit=edit))] == ["H12h"]


@pytest.mark.parametrize(
    ("ref", "heading", "told"),
    [("A5", "unit", ["H12h"]), ("F5", "sector", ["H12h"]), ("A6", "period", ["H12h"]), ("F6", "basis", ["H12h"]),
     ("A7", "reporter", ["N2"]), ("A29", "blanks_are_zero", []), ("A30", "remarks", [])],
)  # fmt: skip
def test_a_heading_beside_another_label_is_not_believed(
    ref: str, heading: str, told: list[str]
) -> None:
    def edit(book: Workbook) -> None:
        book["消防"][ref] = "备注"

    data = form("rescue", JUNE, {"fire_remarks": "更正", "fire_blanks_are_zero": "是"}, edit=edit)
    assert [f.rule for f in read(data).findings] == told
    assert read(data).sheets[0].headings[heading].text == ""


def test_a_renamed_sheet_is_read_by_its_names() -> None:
    def edit(book: Workbook) -> None:
        book["消防"].title = "Sheet1 (2)"
        for name in book.defined_names.values():
            name.attr_text = name.attr_text.replace("'消防'", "'Sheet1 (2)'")

    submission = read(form("rescue", JUNE, edit=edit))
    assert submission.findings == ()
    assert submission.sheets[0].sheet == "Sheet1 (2)"


def test_rows_inserted_above_change_nothing() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["消防"]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(5, 2)
        sheet["A5"] = "加一行说明"
        for name in book.defined_names.values():
            page, row = name.attr_text.rsplit("$", 1)
            name.attr_text = f"{page}${int(row) + 2}"

    plain, moved = read(whole("rescue")), read(form("rescue", JUNE, edit=edit))
    assert moved.findings == ()
    assert {i: e.value for i, e in moved.sheets[0].entries.items() if e.state == "number"} == {
        i: e.value for i, e in plain.sheets[0].entries.items() if e.state == "number"
    }


def test_a_sheet_whose_labels_are_all_gone_is_not_taken_for_an_empty_one() -> None:
    def edit(book: Workbook) -> None:
        for row in book["燃气"].iter_rows(min_row=9, max_row=28):
            for cell in row:
                if cell.coordinate[0] in "CDGH" and isinstance(cell.value, str):
                    cell.value = None

    submission = read(form("planning", JUNE, edit=edit))
    assert submission.sectors == ("construction", "gas")
    faults = [f for f in submission.findings if f.severity == "error"]
    assert {(f.rule, f.sector) for f in faults} == {("H12f", "gas")}
    assert len(faults) == len(ASKED["gas"])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("1\u200b2", "1 2（含有看不见的字符U+200B）"),
        ("\u200f21", "21（含有看不见的字符U+200F）"),
        ("2\u31641", "2\u31641（含有看不见的字符U+3164）"),
        ("\u202a1\u202c\u20602\ufeff3", "1 2 3（含有看不见的字符U+202A、U+202C、U+2060等4种）"),
        ("1 \n2", "1 2"),  # a gap is seen
    ],
)
def test_a_character_that_nobody_sees_is_named(text: str, seen: str) -> None:
    fault = only_error(typed(whole("rescue"), {"fire_self_found": text}))
    assert fault.rule == "H6a"
    assert f"单元格里是“{seen}”" in fault.message.replace("  ", " ")
    assert fault.value.replace("  ", " ") == seen


# --- Blank, zero and not to be filled ---------------------------------------------------------------------------


def test_blanks_are_one_finding_a_sheet_that_lists_them() -> None:
    data = typed(
        whole(), {"gas_self_found": None, "gas_penalty_wan": " ", "construction_inspectors": None}
    )
    first, second = errors(data)
    assert coordinates([first, second]) == [
        ("H12a", *at(data, "construction_inspectors")),
        ("H12a", *at(data, "gas_self_found")),
    ]
    assert all(part in second.message for part in ("2项", "1-1", "3-2"))
    assert entry(read(data), "gas_self_found")[1] == "blank"


@pytest.mark.parametrize("word", [None, " ", "否", " 否　"])
def test_without_a_yes_blanks_stay_missing(word: str | None) -> None:
    data = typed(whole("rescue"), {"fire_self_found": None, "fire_blanks_are_zero": word})
    assert only_error(data).rule == "H12a"


@pytest.mark.parametrize("word", ["是", " 是 ", "\u3000是"])
def test_with_a_yes_blanks_are_zeros(word: str) -> None:
    data = typed(
        whole("rescue"),
        {"fire_self_found": None, "fire_penalty_wan": None, "fire_blanks_are_zero": word},
    )
    submission = read(data)
    assert submission.findings == ()
    assert entry(submission, "fire_self_found") == (0.0, "zero")
    assert entry(submission, "fire_penalty_wan") == (0.0, "zero")
    assert entry(submission, "fire_checked_ent")[1] == "number"
    assert entry(submission, "fire_media_column")[1] == "elsewhere"


@pytest.mark.parametrize("word", ["是的", "Y", "0", "√", "不是", "是/否"])
def test_any_other_word_is_an_error_and_makes_no_zeros(word: str) -> None:
    data = typed(whole("rescue"), {"fire_self_found": None, "fire_blanks_are_zero": word})
    assert coordinates(errors(data)) == [
        ("H12c", *at(data, "fire_blanks_are_zero")),
        ("H12a", *at(data, "fire_self_found")),
    ]


@pytest.mark.parametrize(
    ("unit", "name"), [("rescue", "fire_inspectors"), ("office", "office_media_column")]
)
def test_a_stock_and_a_yes_or_no_are_never_zero_by_blank(unit: str, name: str) -> None:
    sheet = name.partition("_")[0]
    data = typed(whole(unit), {name: None, f"{sheet}_blanks_are_zero": "是"})
    assert coordinates([only_error(data)]) == [("H12b", *at(data, name))]
    assert entry(read(data), name)[1] == "blank"


def test_a_yes_on_an_empty_sheet_submits_it_with_zeros() -> None:
    data = typed(partly("construction"), {"gas_blanks_are_zero": "是"})
    submission = read(data)
    assert (submission.sectors, submission.findings) == (("construction", "gas"), ())
    assert {entry(submission, f"gas_{i}") for i in ASKED["gas"]} == {(0.0, "zero")}


def test_a_yes_concerns_its_own_sheet_only() -> None:
    data = typed(whole(), {"construction_blanks_are_zero": "是", "gas_self_found": None})
    assert coordinates(errors(data)) == [("H12a", *at(data, "gas_self_found"))]


@pytest.mark.parametrize("left", ["construction", "gas"])
def test_a_sheet_that_was_not_filled_is_no_fault(left: str) -> None:
    submission = read(partly(left))
    assert (submission.sectors, submission.findings) == ((left,), ())


@pytest.mark.parametrize(
    "value", [0, "约12", stored("e", "#N/A"), stored("n", None, "1+1"), stored("b", "1")]
)
def test_one_filled_cell_submits_its_sheet(value: object) -> None:
    submission = read(typed(partly("construction"), {"gas_self_found": value}))
    assert submission.sectors == ("construction", "gas")


@pytest.mark.parametrize("value", [" ", "\u3000", None])
def test_spaces_submit_nothing(value: object) -> None:
    submission = read(typed(partly("construction"), {"gas_self_found": value}))
    assert submission.sectors == ("construction",)


@pytest.mark.parametrize("unit", ["planning", "rescue", "office"])
def test_a_form_without_any_value_is_returned_as_such(unit: str) -> None:
    submission = read(blank(unit, JUNE))
    assert [f.rule for f in submission.findings] == ["H12d"]
    assert (submission.unit, submission.sectors, submission.period) == (unit, (), JUNE)


def test_a_number_in_a_locked_cell_is_told_and_not_counted() -> None:
    data = typed(whole(), {"gas_inspectors": 7, "construction_study_sessions": "3次"})
    warnings = read(data).findings
    assert coordinates(warnings) == [
        ("W-D2", *at(data, "construction_study_sessions")),
        ("W-D2", *at(data, "gas_inspectors")),
    ]
    assert [f.severity for f in warnings] == ["warning", "warning"]
    assert "7" in warnings[1].message
    value, state = entry(read(data), "gas_inspectors")
    assert math.isnan(value)
    assert state == "elsewhere"


@pytest.mark.parametrize("text", [None, " ", "填在“建筑施工”表", "填在 “建筑施工” 表"])
def test_the_hint_of_a_locked_cell_is_no_number(text: str | None) -> None:
    assert read(typed(whole(), {"gas_inspectors": text})).findings == ()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("约20", "H6a"),
        (stored("e", "#DIV/0!", "1/0"), "H6b"),
        (stored("n", None, "A1*2"), "H6c"),
        (stored("b", "1"), "H6e"),
        ("２０个", "N1"),
        (stored("n", "20", "10+10"), "N1"),
    ],
)
def test_how_a_value_was_read_is_told_at_its_cell(value: object, code: str) -> None:
    data = typed(whole("rescue"), {"fire_dept_found": value})
    assert coordinates(read(data).findings) == [(code, *at(data, "fire_dept_found"))]


def test_a_date_in_a_value_cell_is_an_error() -> None:
    data = form("rescue", JUNE, {"fire_dept_found": date(2023, 3, 5)})
    assert coordinates([only_error(data)]) == [("H6d", *at(data, "fire_dept_found"))]
    assert "2023-03-05" in only_error(data).message


@pytest.mark.parametrize("word", ["有", "1", 1])
def test_a_yes_or_no_has_two_answers(word: object) -> None:
    data = typed(whole("office"), {"office_media_column": word})
    assert coordinates([only_error(data)]) == [("H6f", *at(data, "office_media_column"))]


def test_a_notice_quotes_what_stands_there_and_what_was_read() -> None:
    (notice,) = read(typed(whole("rescue"), {"fire_dept_found": "１,２３４ 个"})).findings
    assert "１,２３４ 个" in notice.message
    assert "按1234计" in notice.message
    assert notice.severity == "notice"


# --- The hidden marks -------------------------------------------------------------------------------------------


def marked(whose: str, /, **marks: object) -> bytes:
    """A form whose hidden marks say something else; None takes a mark away."""

    def edit(book: Workbook) -> None:
        sheet = book["_form"]
        rows: dict[str, Any] = {str(k): v for k, v in sheet.values} | marks
        sheet.delete_rows(1, sheet.max_row)
        for key, value in rows.items():
            if value is not None:
                sheet.append((key, value))

    return form(whose, JUNE, edit=edit)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (0, "第0版"),
        (DECLARED.form.version + 1, f"第{DECLARED.form.version + 1}版"),
        ("1.0", "第1.0版"),
        (None, "空白"),
        ("", "空白"),
    ],
)
def test_another_version_of_the_form_is_returned(version: object, said: str) -> None:
    fault = only_error(marked("rescue", form_version=version))
    assert fault.rule == "H12e"
    assert f"表内标记是{said}，现用的是第{DECLARED.form.version}版" in fault.message


def test_another_form_of_ours_is_not_recognised() -> None:
    assert refused(marked("rescue", form="annex3-2024")).fate == "unrecognised"


def test_a_form_without_its_hidden_sheet_is_told_by_its_sectors() -> None:
    found = read(form("rescue", JUNE, edit=lambda book: book.remove(book["_form"])))
    assert (found.unit, [f.rule for f in found.findings]) == ("rescue", ["N4"])


@pytest.mark.parametrize(("rows", "code"), [(12, "F9"), (26, "F5")])
def test_without_marks_names_titles_and_headings_a_form_is_nobodys(rows: int, code: str) -> None:
    """With most of its labels it is told to say whose it is; without them it is any workbook."""

    def edit(book: Workbook) -> None:
        lose()(book)
        for page in book.worksheets:
            page.delete_rows(1, rows)
            page.title = f"Sheet{book.index(page)}"

    refusal = refused(form("rescue", JUNE, edit=edit))
    assert (refusal.fate, [f.rule for f in refusal.findings]) == ("unrecognised", [code])


def test_what_we_publish_is_not_taken_for_a_form() -> None:
    """Its cells have the same names, but it has no heading block."""
    refusal = refused(fill_annex2(make_release(), ROOT / "templates"))
    assert (refusal.fate, [f.rule for f in refusal.findings]) == ("unrecognised", ["F5"])


def test_what_is_typed_on_a_sheet_that_is_not_submitted_is_told_all_the_same() -> None:
    changes = {"gas_blanks_are_zero": "Y", "gas_accountable": 3}
    found = read(form("planning", JUNE, changes, only=("construction",)))
    assert [(f.rule, f.sector) for f in found.findings] == [("H12c", "gas"), ("W-D2", "gas")]


def test_a_sample_says_so() -> None:
    assert read(marked("rescue", sample="是")).sample
    assert not read(marked("rescue", sample=None)).sample


@pytest.mark.parametrize("heading", ["区交警大队", "交警大队"])
def test_the_heading_does_not_overrule_the_hidden_unit(heading: str) -> None:
    submission = read(typed(whole("rescue"), {"fire_unit": heading}))
    assert (submission.unit, [f.rule for f in submission.findings]) == ("rescue", ["H11h"])


def test_a_sheet_of_another_units_sector_is_returned() -> None:
    data = marked("rescue", unit="traffic")
    assert {f.rule for f in errors(data)} == {"H11g", "H11h"}
    assert read(data).unit == "traffic"


def test_an_unknown_hidden_unit_is_told_by_the_sectors() -> None:
    assert read(marked("rescue", unit="nobody")).unit == "rescue"


# --- Other files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n", b"Rar!\x1a", b"7z\xbc\xaf", b"{\\rtf1", b"<html>", b"a,b\r\n1,2",
     b"<?xml version='1.0'?>", bytes(20)],
)  # fmt: skip
def test_what_is_no_package_is_named_by_its_first_bytes(data: bytes) -> None:
    refusal = refused(data)
    assert (refusal.fate, refusal.data, [f.rule for f in refusal.findings]) == (
        "unreadable",
        None,
        ["F3"],
    )


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (("word/document.xml",), "Word"),
        (("mimetype", "content.xml"), "ODF"),
        (("xl/workbook.bin",), "xlsb"),
        (("报表/7月.xlsx",), "压缩包"),
    ],
)
def test_another_package_is_named_by_its_parts(parts: tuple[str, ...], told: str) -> None:
    refusal = refused(packed(dict.fromkeys(parts, b"<a/>")))
    assert (refusal.fate, [f.rule for f in refusal.findings]) == ("unreadable", ["F3"])
    assert told in refusal.findings[0].message


def test_a_damaged_workbook_is_not_taken_for_something_else() -> None:
    parts = unpacked(whole("rescue"))
    refusal = refused(packed({**parts, "xl/styles.xml": b"<styleSheet>"}))
    assert (refusal.fate, [f.rule for f in refusal.findings]) == ("unreadable", ["F4"])


def test_an_encrypted_workbook_is_told_as_such() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + "EncryptedPackage".encode("utf-16-le")
    (finding,) = refused(ole).findings
    assert "密码" in finding.message
