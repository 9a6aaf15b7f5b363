"""Work reports: texts of the units, read as they stand, never counted, quoted with their source."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from pipeline.bulletin.paper import bulletin
from pipeline.forms.fresh_form import fresh_form
from pipeline.model.received import Submission
from pipeline.model.work_reports import Excerpts, Reported, ReportText
from pipeline.work_reports.annex import report_annex
from pipeline.work_reports.quoting import excerpt, quotations
from tests.readback.run import faults
from tests.support.cells import coordinates, read, stored, typed
from tests.support.edited_schemas import refusal
from tests.support.hostile_texts import HOSTILE
from tests.support.inertness import alive
from tests.support.libreoffice import convert
from tests.support.papers import pages
from tests.support.places import ROOT
from tests.support.published import command, files, table
from tests.support.releases import make_release
from tests.support.workspaces import (
    AUGUST,
    JULY,
    JUNE,
    W28,
    blank,
    declarations,
    form,
    publish,
    put,
    saved,
)

DECLARED = declarations()
PLAN = DECLARED.work_reports
BOXES = list(PLAN.boxes)
SHEET = PLAN.sheet
RULES = {r.parameters["case"]: r.code for r in DECLARED.rules if r.code.startswith("R")}
TEXT = "推行“一企一册”，每家企业一本账。\n  复查一次通过的  明显增多。"
SAID = "推行“一企一册”，每家企业一本账。\n复查一次通过的 明显增多。"
Edit = Callable[[Workbook], object]


def texts(submission: Submission) -> dict[str, str]:
    return {t.box: t.text for t in submission.report.texts} if submission.report else {}


def told(submission: Submission) -> list[tuple[str, str | None, str | None]]:
    return coordinates(submission.findings, *RULES.values())


def with_texts(unit: str = "rescue", month=JULY, **boxes: object) -> bytes:
    return typed(form(unit, month), {f"report_{box}": text for box, text in boxes.items()})


def edited(edit: Edit, **boxes: object) -> bytes:
    book = load_workbook(io.BytesIO(with_texts(**boxes)))
    edit(book)
    return saved(book)


def cell(box: str) -> str:
    return read(with_texts(**{box: "某"})).report.texts[0].cell


# --- The sheet -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", list(DECLARED.roster.units))
def test_every_months_form_has_the_sheet_and_a_blank_one_reports_nothing(unit: str) -> None:
    book = load_workbook(io.BytesIO(blank(unit, JULY)))
    sheet = book[SHEET]
    unlocked = [c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked]
    assert unlocked == [
        book.defined_names[f"report_{b}"].attr_text.rpartition("$B$")[2].join(("B", ""))
        for b in BOXES
    ]
    assert [v.formula1 for v in sheet.data_validations.dataValidation] == [str(PLAN.longest)] * 4
    assert (sheet.page_setup.fitToHeight, sheet.page_setup.orientation) == (1, "portrait")
    submission = read(form(unit, JULY))
    assert (submission.report, told(submission)) == (None, [])


def test_a_weeks_form_has_no_such_sheet() -> None:
    assert SHEET not in load_workbook(io.BytesIO(blank("rescue", W28))).sheetnames


# --- Reading -------------------------------------------------------------------------------------------------------


def test_texts_are_read_line_by_line_and_change_no_figure() -> None:
    data = with_texts(experience=TEXT, advice="建议统一口径。")
    submission, plain = read(data), read(form("rescue", JULY))
    assert texts(submission) == {"experience": SAID, "advice": "建议统一口径。"}
    assert told(submission) == []
    assert submission.sheets == plain.sheets
    assert [f for f in submission.findings if f not in plain.findings] == []


def _lost_names(book: Workbook) -> None:
    for box in BOXES:
        del book.defined_names[f"report_{box}"]


def _row_above(book: Workbook) -> None:
    _lost_names(book)
    book[SHEET].insert_rows(2)


def test_where_names_are_gone_the_labels_find_the_boxes() -> None:
    for edit in (_lost_names, _row_above):
        submission = read(edited(edit, experience=TEXT))
        assert texts(submission) == {"experience": SAID}
        assert told(submission) == []


def test_a_workbook_without_the_sheet_reports_nothing_and_is_told_nothing() -> None:
    def edit(book: Workbook) -> None:
        _lost_names(book)
        del book[SHEET]

    submission = read(edited(edit, experience=TEXT))
    assert (submission.report, told(submission)) == (None, [])


FAULTY: dict[str, tuple[object, str]] = {
    "number": (12.5, "report_not_text"),
    "truth": (stored("b", "1"), "report_not_text"),
    "error": (stored("e", "#REF!"), "report_not_text"),
    "too long": ("长" * (PLAN.longest + 1), "report_long"),
    "turned": ("正\u202e反", "report_invisible"),
    "of no width": ("零\u200b宽", "report_invisible"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_what_is_no_text_is_told_and_keeps_nothing_out(name: str) -> None:
    value, case = FAULTY[name]
    submission = read(with_texts(case=value))
    assert told(submission) == [(RULES[case], SHEET, cell("case"))]
    assert all(f.severity != "error" for f in submission.findings)
    assert ("case" in texts(submission)) == (case in ("report_long", "report_invisible"))
    if name == "turned":
        assert texts(submission)["case"] == "正 反"


def test_a_date_and_struck_text_are_no_texts() -> None:
    def dated(book: Workbook) -> None:
        book[SHEET][cell("case")].value = date(2023, 7, 1)

    def struck(book: Workbook) -> None:
        book[SHEET][cell("case")].font = Font(strike=True)

    for edit, case in ((dated, "report_not_text"), (struck, "report_struck")):
        submission = read(edited(edit, case="旧案例"))
        assert submission.report is None
        assert told(submission) == [(RULES[case], SHEET, cell("case"))]


def test_a_text_in_a_hidden_row_and_what_stands_beside_the_boxes_are_told() -> None:
    ref = cell("case")

    def unseen(book: Workbook) -> None:
        book[SHEET].row_dimensions[book[SHEET][ref].row].hidden = True
        book[SHEET][ref].comment = Comment("不要公开", "甲")

    submission = read(edited(unseen, case="旧案例"))
    found = [(f.rule, f.sheet, f.value) for f in submission.findings]
    read_alone, beside = f"{ref}（旧案例）已照常读取", f"{ref}（不要公开）"
    assert found == [("N15", SHEET, read_alone), ("N17", SHEET, beside)]
    assert texts(submission) == {"case": "旧案例"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "_x000D_\n", "_x000d_"])
def test_lines_end_as_any_program_ends_them(end: str) -> None:
    submission = read(with_texts(case=f"一。{end}二。{end}"))
    assert (texts(submission), told(submission)) == ({"case": "一。\n二。"}, [])


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://x","看")', "=A1"])
def test_a_formula_is_no_text(formula: str) -> None:
    def edit(book: Workbook) -> None:
        book[SHEET][cell("case")] = formula

    submission = read(edited(edit))
    assert submission.report is None
    assert told(submission) == [(RULES["report_not_text"], SHEET, cell("case"))]


def test_the_result_of_a_formula_is_no_text_either() -> None:
    submission = read(with_texts(case=stored("str", "某案例", 'A1&"x"')))
    assert submission.report is None
    assert told(submission) == [(RULES["report_not_text"], SHEET, cell("case"))]


def test_where_names_are_gone_a_label_that_stands_twice_is_not_believed() -> None:
    def edit(book: Workbook) -> None:
        _lost_names(book)
        book[SHEET]["D3"] = PLAN.boxes["case"].label

    submission = read(edited(edit, case="某案例", advice="建议"))
    assert texts(submission) == {"advice": "建议"}
    assert (RULES["report_lost"], SHEET, None) in told(submission)


def _changed_label(book: Workbook) -> None:
    ref = cell("case")
    book[SHEET][f"A{ref[1:]}"] = "案例"


def _merged(book: Workbook) -> None:
    row = int(cell("case")[1:])
    book[SHEET].merge_cells(f"A{row}:B{row}")


@pytest.mark.parametrize("edit", [_changed_label, _merged])
def test_a_box_that_is_not_beside_its_label_is_not_believed(edit: Edit) -> None:
    submission = read(edited(edit, case="某案例", advice="建议"))
    assert texts(submission) == {"advice": "建议"}
    assert RULES["report_lost"] in [code for code, *_ in told(submission)]


def test_what_stands_beside_the_boxes_is_told() -> None:
    def edit(book: Workbook) -> None:
        book[SHEET]["C7"], book[SHEET]["B20"] = "又及", 3

    (finding,) = [
        f for f in read(edited(edit, case="某")).findings if f.rule == RULES["report_stray"]
    ]
    assert "C7、B20" in finding.message


def test_a_copy_of_the_sheet_with_another_text_is_told_and_one_with_the_same_is_not() -> None:
    def copy(text: str) -> Edit:
        def edit(book: Workbook) -> None:
            book.copy_worksheet(book[SHEET])[cell("case")] = text

        return edit

    (finding,) = read(edited(copy("另一个"), case="某")).findings[-1:]
    assert (finding.rule, "“工作情况 Copy”表" in finding.message) == (RULES["report_stray"], True)
    assert told(read(edited(copy("某"), case="某"))) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_texts_survive_libreoffice(tmp_path: Path, kind: str) -> None:
    (tmp_path / "报表.xlsx").write_bytes(with_texts(experience=TEXT, advice="建议"))
    data = convert(tmp_path / "报表.xlsx", tmp_path / "out", kind).read_bytes()
    assert texts(read(data)) == {"experience": SAID, "advice": "建议"}


def test_a_fresh_form_for_the_unit_carries_its_texts() -> None:
    submission = read(with_texts(experience=TEXT))
    data, _ = fresh_form(submission, DECLARED, ROOT / "templates", JULY)
    assert texts(read(data)) == {"experience": SAID}


# --- Which texts count ---------------------------------------------------------------------------------------------


def quoted(root: Path, month: str = "2023-07") -> str:
    text = (root / f"outbox/{month}/月通报.md").read_text("utf-8")
    return text.partition("各单位工作情况摘编")[2].partition("## 二")[0]


def annex(root: Path, month: str = "2023-07") -> list[tuple[object, ...]]:
    path = root / f"outbox/{month}" / PLAN.excerpts.annex
    if not path.exists():
        return []
    return list(load_workbook(path).active.iter_rows(4, values_only=True))


def test_only_what_was_accepted_is_quoted(root: Path) -> None:
    old, new = (with_texts(month=JUNE, experience=text) for text in ("旧的。", "新的。"))
    put(root, "1.xlsx", old, "2023-06-20T10:00:00+08:00")
    put(root, "2.xlsx", new, "2023-06-21T10:00:00+08:00")
    wrong = typed(with_texts("grid", JUNE, experience="退回的。"), {"power_self_fixed": 9999})
    put(root, "3.xlsx", wrong, "2023-06-20T10:00:00+08:00")
    put(root, "4.xlsx", with_texts("police", JULY, experience="下月的。"))
    publish(root, JUNE)
    said = quoted(root, "2023-06")
    assert "新的。——区消防救援大队" in said
    assert not [x for x in ("旧的", "退回的", "下月的") if x in said]
    assert [row[2] for row in annex(root, "2023-06")] == ["新的。"]
    assert faults(root, "2023-06") == []


def test_the_same_text_as_in_an_earlier_month_is_not_quoted_again(root: Path) -> None:
    for month, said in ((JUNE, "做法一。"), (JULY, "做法一。"), (AUGUST, "做法二。")):
        data = with_texts(month=month, experience=said, advice="建议不变。")
        put(root, f"{month}.xlsx", data, f"{month}-20T10:00:00+08:00")
    assert [_quotes(root, m) for m in (JUNE, JULY, AUGUST)] == [2, 0, 1]
    assert [row[4] for row in annex(root)] == ["与6月相同", "与6月相同"]
    assert [row[4] for row in annex(root, "2023-08")] == ["全文", "与6月相同"]
    assert "工作情况摘编" not in (root / "outbox/2023-07/月通报.md").read_text("utf-8")


def _quotes(root: Path, month) -> int:
    publish(root, month)
    return quoted(root, str(month)).count("——区消防救援大队")


def test_two_clerks_of_a_unit_are_both_quoted_and_the_same_text_once(root: Path) -> None:
    for n, (sector, said) in enumerate((("construction", "建筑的做法。"), ("gas", "燃气的做法。"))):
        data = typed(
            form("planning", JULY, only=(sector,)),
            {"report_experience": said, "report_advice": "同样的建议。"},
        )
        put(root, f"{n}.xlsx", data)
    publish(root, JULY)
    assert quoted(root).count("——区规划建设局") == 3
    assert sorted(str(r[2]) for r in annex(root)) == [
        "同样的建议。",
        "建筑的做法。",
        "燃气的做法。",
    ]


def test_the_annex_leads_every_text_back_to_its_cell(sample_root: Path) -> None:
    publish(sample_root, JULY)
    rows = list(
        load_workbook(sample_root / "outbox/2023-07" / PLAN.excerpts.annex).active.iter_rows(
            5, values_only=True
        )
    )
    assert len(rows) == 4
    for row in rows:
        sheet, ref = str(row[6]).split()
        said = load_workbook(sample_root / str(row[5]))[sheet][ref].value
        assert (row[2], row[3]) == (said, len(said))
    assert {r[4] for r in rows} == {"节选", "全文"}


def test_the_annex_is_an_output_like_any_other_and_absent_without_texts(root: Path) -> None:
    put(root, "1.xlsx", form("rescue", JULY))
    publish(root, JULY)
    assert annex(root) == []
    put(root, "2.xlsx", with_texts(experience="有了。"), "2023-07-27T10:00:00+08:00")
    first = publish(root, JULY)
    assert first.aside == []
    assert len(annex(root)) == 1
    assert publish(root, JULY).aside == []


# --- Quoting -------------------------------------------------------------------------------------------------------


def reported(*units: str, box: str = "experience", text: str = "做法。") -> tuple[Reported, ...]:
    return tuple(Reported(u, f"inbox/{u}.xlsx", ReportText(box, text, SHEET, "B4")) for u in units)


def test_as_many_as_planned_are_quoted_and_the_others_named() -> None:
    units = list(DECLARED.roster.units)[:6]
    head, *lines = quotations(reported(*units), DECLARED)
    assert head == "经验做法："
    names = [DECLARED.roster.units[u].name for u in units]
    assert lines[:3] == [f"{n}．做法。——{name}" for n, name in enumerate(names[:3], 1)]
    assert lines[3:] == [f"另有{'、'.join(names[3:])}报送，见工作情况汇编。"]


def test_a_single_quotation_needs_no_number() -> None:
    assert quotations(reported("rescue"), DECLARED) == ("经验做法：做法。——区消防救援大队",)


def test_a_box_that_is_not_to_be_quoted_is_not() -> None:
    boxes = {k: replace(b, quoted=k != "advice") for k, b in PLAN.boxes.items()}
    declared = replace(DECLARED, work_reports=replace(PLAN, boxes=boxes))
    reports = (*reported("rescue"), *reported("rescue", box="advice"))
    assert len(quotations(reports, declared)) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13912345678。", "电话（号码略）。"),
        ("电话139 1234 5678", "电话（号码略）"),
        ("电话0539-1234567", "电话（号码略）"),
        ("电话１３９１２３４５６７８", "电话（号码略）"),
        ("371312199001011234", "（号码略）"),
        ("37131219900101123X", "（号码略）"),
        ("37131219900101123x", "（号码略）"),
        ("代码91371399MA00000203", "代码（号码略）"),
        ("2023-06-01至2023-07-28检查12000000次", "2023-06-01至2023-07-28检查12000000次"),
        ("临港安发〔2023〕3号，1700000.5元", "临港安发〔2023〕3号，1700000.5元"),
    ],
)
def test_numbers_that_lead_to_somebody_are_left_out(text: str, shown: str) -> None:
    (paragraph,) = quotations(reported("rescue", text=text), DECLARED)
    assert paragraph == f"经验做法：{shown}——区消防救援大队"


def test_what_must_not_be_published_is_taken_out_before_anything_is_cut() -> None:
    text = "甲" * (PLAN.excerpts.longest - 3) + "某某公司。余下。"
    (said,) = quotations(
        reported("rescue", text=text), DECLARED, lambda t: t.replace("某某公司", "某企业")
    )
    assert "某某" not in said
    assert PLAN.excerpts.cut in said


EXCERPTS = Excerpts(most=1, longest=12, cut="（节选）")


def test_an_excerpt_ends_with_a_sentence_that_has_half_of_its_length() -> None:
    half, rest = EXCERPTS.longest // 2, "乙" * EXCERPTS.longest
    whole, short = f"{'甲' * half}。", f"{'甲' * (half - 2)}。"
    assert excerpt(whole + rest, EXCERPTS) == f"{whole}{EXCERPTS.cut}"
    assert excerpt(short + rest, EXCERPTS) == (
        f"{(short + rest)[: EXCERPTS.longest]}……{EXCERPTS.cut}"
    )


@given(st.text("甲乙。！；\n x1", max_size=60))
@settings(max_examples=200, deadline=None)
def test_an_excerpt_is_the_beginning_of_the_text_or_all_of_it(text: str) -> None:
    line, got = "　".join(text.splitlines()), excerpt(text, EXCERPTS)
    if len(line) <= EXCERPTS.longest:
        assert got == line
        return
    assert got.endswith(EXCERPTS.cut)
    start = got.removesuffix(EXCERPTS.cut).removesuffix("……")
    assert line.startswith(start)
    assert len(start) <= EXCERPTS.longest


def test_the_second_reader_finds_a_quotation_that_nobody_wrote(sample_root: Path) -> None:
    publish(sample_root, JULY)
    path = sample_root / "outbox/2023-07/月通报.md"
    right = path.read_text("utf-8")
    for old, new in (("一企一册", "一企两册"), ("——区消防救援大队", "——区交警大队")):
        assert right.count(old) == 1
        path.write_text(right.replace(old, new), "utf-8")
        assert faults(sample_root, "2023-07")


# --- Nothing in them does anything ---------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [0, 1])
def test_hostile_texts_do_nothing_in_any_output(root: Path, turn: int) -> None:
    """Each unit's boxes hold one text each; what cannot be typed into a workbook has no place in it either."""
    able = ([t for t in HOSTILE if t.isprintable()] * 3)[turn * 20 :][:40]
    units = list(DECLARED.roster.units)
    for n, unit in enumerate(units):
        mine = dict(zip(BOXES, able[4 * n : 4 * n + 4], strict=False))
        put(root, f"{unit}.xlsx", with_texts(unit, JUNE, **mine), "2023-06-20T10:00:00+08:00")
    assert command(root, "monthly", "--month", "2023-06") == 0
    assert alive(root / "outbox") == []
    assert len(annex(root, "2023-06")) > 20


def test_a_text_of_marks_places_no_table_and_makes_no_heading() -> None:
    release = make_release("2023-07")
    for text in ("[[totals]]", "## 四、标题", "{{ 7*7 }}", "|= 右", "> 注"):
        blocks = bulletin(replace(release, reports=reported("rescue", text=text)), pages()).blocks
        assert [b.kind for b in blocks if text in b.text] == ["p"]
    assert report_annex(release) == {}


# --- Declarations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "advice"', 'id = "case"', "不能重复"),
        ('id = "advice"', 'id = "建议"', "英文标识"),
        ('label = "创新措施"', 'label = "经验做法"', "重复"),
        ('quote = "yes"', 'quote = "maybe"', "只能是"),
        ('name = "工作情况"', 'name = "消防"', "重名"),
        ("longest = 1000 ", "longest = 0 ", "正数"),
        ("longest = 120 ", "longest = 0 ", "正数"),
        ('annex = "工作情况汇编.xlsx"', 'annex = "a/b.xlsx"', "不带文件夹"),
        ("{units}报送", "{count}报送", "不能用"),
        ('code = "R2"', 'code = "R1"', "重复"),
        ('code = "R2"', 'code = "H1"', "重复"),
        ('case = "report_struck"', 'case = "report_long"', "应正好有一条"),
        ('severity = "notice"', 'severity = "error"', "只能是"),
    ],
)
def test_a_wrong_declaration_names_file_and_key(root: Path, old: str, new: str, words: str) -> None:
    assert words in refusal(root, "work_reports", old, new)


def test_a_workspace_may_ask_for_no_texts(root: Path) -> None:
    (root / "schemas/work_reports.toml").unlink()
    put(root, "1.xlsx", with_texts(month=JUNE, experience="不问。"), "2023-06-20T10:00:00+08:00")
    assert command(root, "monthly", "--month", "2023-06") == 0
    assert files(root, "2023-06")["inbox/1.xlsx"]["status"] == "accepted"
    assert "不问" not in (root / "outbox/2023-06/月通报.md").read_text("utf-8")
    assert command(root, "forms", "--month", "2023-08") == 0
    made = next((root / "outbox/2023-08/forms").glob("区消防*.xlsx"))
    assert SHEET not in load_workbook(made).sheetnames
    assert len(table(root, "2023-06", "figures.csv")) > 20


def test_every_case_has_its_rule() -> None:
    assert set(RULES) == {
        *("report_not_text", "report_struck", "report_long"),
        *("report_invisible", "report_lost", "report_stray"),
    }
