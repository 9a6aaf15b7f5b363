"""Who a form is from, for which month, and what is none."""

from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from pipeline.annex2.book import fill_annex2
from pipeline.model.month import Month
from pipeline.model.roster import Unit
from pipeline.words.periods import parse_period
from tests.support.cells import at, coordinates, packed, read, refused, typed, unpacked
from tests.support.read_forms import ASKED, errors, lose, only_error, partly, whole
from tests.support.releases import make_release
from tests.support.workspaces import JULY, JUNE, ROOT, declarations, form

DECLARED = declarations()


# --- Right forms -----------------------------------------------------------------------------------------------------


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


# --- Unit, sector, basis ---------------------------------------------------------------------------------------------


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


# --- The month -------------------------------------------------------------------------------------------------------


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


# --- Headings that are asked for -------------------------------------------------------------------------------------


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


# --- The hidden marks ------------------------------------------------------------------------------------------------


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


def test_cells_that_another_version_has_not_are_told_with_it_and_not_as_deleted() -> None:
    label = DECLARED.form.indicators["self_found"].label

    def older(book: Workbook) -> None:
        lose("fire_self_found")(book)
        for cell in book["消防"]["A"] + book["消防"]["B"] + book["消防"]["C"] + book["消防"]["D"]:
            if cell.value == label:
                cell.value = "旧版指标"
        for row in book["_form"].iter_rows():
            if row[0].value == "form_version":
                row[1].value = DECLARED.form.version + 1

    fault = only_error(form("rescue", JUNE, edit=older))
    assert (fault.rule, [f.rule for f in fault.also]) == ("H12e", ["H12g"])


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


# --- Other files -----------------------------------------------------------------------------------------------------


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
