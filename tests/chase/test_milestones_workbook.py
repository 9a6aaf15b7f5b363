"""The office's workbook of milestones: what is read of it, what is told of what cannot be used."""

import io
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.milestones.noted import read_noted
from pipeline.model.milestones import Key, Noted
from tests.support.libreoffice import convert
from tests.support.milestone_books import (
    DAY,
    FILE,
    FOLDER,
    PAIRS,
    PLAN,
    ROW,
    SHEET,
    STATUS,
    TOP,
    at,
    book,
    noted,
    states,
    table_of,
)
from tests.support.published import command, files
from tests.support.workspaces import JUNE, declarations, form, put

DECLARED = declarations()


def said(found: Noted) -> dict[Key, tuple[date | None, bool]]:
    """The entries that say something."""
    return {k: (e.day, e.not_needed) for k, e in found.entries.items() if e.day or e.not_needed}


def test_the_blank_workbook_asks_for_everything_and_says_nothing(tmp_path: Path) -> None:
    found = noted(tmp_path, book())
    assert set(found.entries) == set(PAIRS)
    assert (said(found), found.remarks) == ({}, ())
    sheet = load_workbook(io.BytesIO(book()))[SHEET]
    rows = {(r[0], r[2]) for r in sheet.iter_rows(TOP + 1, values_only=True)}
    names = {(PLAN.milestones[m].name, PLAN.filers[f].name) for m, f in PAIRS}
    assert rows == names
    assert {str(v.sqref).split(":")[0]: v.type for v in sheet.data_validations.dataValidation} == {
        f"D{TOP + 1}": "date",
        f"F{TOP + 1}": "list",
    }
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert not sheet.protection.sheet


def test_two_blank_workbooks_are_the_same_bytes() -> None:
    assert book() == book()


@pytest.mark.parametrize("seed", range(4))
def test_what_is_noted_is_read_whatever_the_order_of_rows_and_columns(
    tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    first = DECLARED.campaign.cumulative_from
    days = {
        key: None if dice.random() < 0.2 else first + timedelta(days=dice.randrange(200))
        for key in PAIRS
        if dice.random() < 0.7
    }

    def shuffle(sheet: Worksheet) -> None:
        rows = [list(r) for r in sheet.iter_rows(TOP, values_only=True)]
        order = dice.sample(range(6), 6)
        body = dice.sample(rows[1:], len(rows) - 1)
        sheet.delete_rows(TOP, len(rows))
        for row in [[], rows[0], *body]:
            sheet.append([row[n] for n in order] if row else ["备注"])

    found = noted(tmp_path, book(days, shuffle))
    assert found.remarks == ()
    assert said(found) == {k: (d, d is None) for k, d in days.items()}


def test_texts_that_are_days_names_of_units_and_merged_names_are_understood(tmp_path: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        for row, text in enumerate(
            ("2023-05-23", "2023/5/24", "2023年5月25日"), at("plan", "safety")
        ):
            sheet.cell(row, DAY, text)
        sheet.cell(at("plan", "safety"), 3, "安监办")
        first = at("plan", "safety")
        sheet.merge_cells(start_row=first, end_row=first + 8, start_column=1, end_column=1)

    found = noted(tmp_path, book({}, edit))
    assert found.remarks == ()
    days = [found.entries["plan", u].day for u in ("safety", "traffic", "planning")]
    assert days == [date(2023, 5, d) for d in (23, 24, 25)]


FAULTS: dict[str, tuple[Callable[[Worksheet], object], str, str]] = {
    "day without year": (lambda s: s.cell(ROW, DAY, "5月24日"), "D", "不是日期"),
    "number": (lambda s: s.cell(ROW, DAY, 20230524), "D", "不是日期"),
    "done": (lambda s: s.cell(ROW, DAY, "已报"), "D", "不是日期"),
    "formula": (lambda s: s.cell(ROW, DAY, "=TODAY()"), "D", "不是日期"),
    "truth": (lambda s: s.cell(ROW, DAY, True), "D", "不是日期"),
    "before": (lambda s: s.cell(ROW, DAY, date(2023, 5, 21)), "D", "早于行动开始"),
    "after": (lambda s: s.cell(ROW, DAY, date(2024, 1, 1)), "D", "晚于行动结束"),
    "other year": (lambda s: s.cell(ROW, DAY, date(2032, 5, 24)), "D", "晚于行动结束"),
    "word": (lambda s: s.cell(ROW, STATUS, "已报送"), "F", "认不出"),
    "both": (
        lambda s: (s.cell(ROW, DAY, date(2023, 5, 30)), s.cell(ROW, STATUS, "不需完成")),
        "F",
        "写了日期，又选了",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_used_is_told_and_neither_done_nor_missing(
    tmp_path: Path, name: str
) -> None:
    edit, column, words = FAULTS[name]
    found = noted(tmp_path, book({("plan", "police"): date(2023, 5, 24)}, edit))
    (remark,) = found.remarks
    assert f"inbox/{FILE}的“{SHEET}”表{column}{ROW}：" in remark
    assert words in remark
    assert "待核实" in remark
    assert states(found, "2023-06-28")["checklist", "police"] == "unclear"
    (row,) = [r for r in table_of(found, JUNE).rows if r.cells[0].startswith("专项检查表")]
    assert row.cells[2:4] == ("9", "0")
    assert "区公安分局（待核实）" in row.cells[5].split("、")


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        (1, "专项检查表", "不认识“专项检查表”"),
        (3, "区教育局", "不认识“区教育局”"),
        (1, None, "空着"),
        (3, "专业领导小组办公室（一）", "不要“专业领导小组办公室（一）”完成"),
    ],
)
def test_a_row_that_names_nothing_known_is_told_and_left_out(
    tmp_path: Path, column: int, text: str | None, words: str
) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet.cell(ROW, DAY, date(2023, 5, 30))
        sheet.cell(ROW, column).value = text

    found = noted(tmp_path, book({}, edit))
    (remark,) = found.remarks
    assert words in remark
    assert f"{'AC'[column == 3]}{ROW}" in remark
    assert said(found) == {}


def test_of_two_rows_about_the_same_the_one_that_says_something_counts(tmp_path: Path) -> None:
    key = ("checklist", "police")
    extra = [PLAN.milestones["checklist"].name, "", PLAN.filers["police"].name]

    def add(day: object) -> Callable[[Worksheet], object]:
        return lambda sheet: sheet.append([*extra, day])

    filled = {key: date(2023, 5, 30)}
    for data in (
        book(filled, add(None)),
        book({}, add(date(2023, 5, 30))),
        book(filled, add(date(2023, 5, 30))),
    ):
        found = noted(tmp_path, data)
        assert (said(found), found.remarks) == ({key: (date(2023, 5, 30), False)}, ())
    found = noted(tmp_path, book(filled, add(date(2023, 6, 1))))
    assert len(found.remarks) == 1
    assert states(found, "2023-06-28")[key] == "unclear"


def test_many_faults_are_counted_and_the_first_are_told(tmp_path: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        for row in range(TOP + 1, TOP + 21):
            sheet.cell(row, DAY, "?")

    found = noted(tmp_path, book({}, edit))
    assert len(found.remarks) == 9
    assert "另有12处" in found.remarks[-1]


def _renamed(sheet: Worksheet) -> None:
    sheet.title = "Sheet1"


def _without_heads(sheet: Worksheet) -> None:
    sheet.cell(TOP, DAY, "日期")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "是空的"),
        (b"not a workbook", "打不开"),
        (b"PK\x03\x04 cut", "打不开"),
        (book({}, _renamed), "没有“节点台账”这张工作表"),
        (book({}, _without_heads), "没有找到表头"),
    ],
)
def test_a_workbook_of_which_nothing_can_be_used_stops_nothing(
    root: Path, data: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, FILE, data)
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    assert command(root, "monthly", "--month", "2023-06") == 0
    out = capsys.readouterr().out
    assert words in out
    assert f"inbox/{FILE}" in out
    assert "Traceback" not in out
    assert "节点任务完成情况" not in (root / "outbox/2023-06/月通报.md").read_text("utf-8")


def test_a_folder_in_its_place_is_told(root: Path) -> None:
    (root / FOLDER / FILE).mkdir()
    found = read_noted(root / FOLDER, DECLARED, JUNE, sample=False)
    assert (found.file, len(found.remarks)) == ("", 1)


def test_it_is_the_offices_own_file_and_needs_no_receipt(root: Path) -> None:
    put(root, FILE, book())
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-20T10:00:00+08:00")
    assert command(root, "monthly", "--month", "2023-06") == 0
    assert files(root, "2023-06")[f"inbox/{FILE}"]["status"] == "ignored"
    assert FILE not in (root / "inbox/receipts.csv").read_text("utf-8-sig")


@pytest.mark.libreoffice
def test_a_workbook_that_libreoffice_saved_says_the_same_and_prints_one_page_wide(
    tmp_path: Path,
) -> None:
    days: dict[Key, date | None] = {PAIRS[3]: date(2023, 5, 24), PAIRS[5]: None}
    (tmp_path / "台账.xlsx").write_bytes(book(days))
    for kind in ("xlsx", "ods"):
        found = noted(
            tmp_path, convert(tmp_path / "台账.xlsx", tmp_path / "out", kind).read_bytes()
        )
        assert said(found) == {k: (d, d is None) for k, d in days.items()}
        assert found.remarks == ()
