"""`pipeline trace`: the cells behind a total, what was sent before, and how one asks."""

import hashlib
from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from pipeline.files.lock import only_run
from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.monthly import check_month
from pipeline.receiving.receive import receive
from pipeline.tracing.asking import questions
from pipeline.tracing.parts import Part, Traced, Version, trace_total
from tests.support.published import command, snapshot, table
from tests.support.workspaces import (
    AUGUST,
    JULY,
    JUNE,
    blank,
    declarations,
    form,
    publish,
    put,
    sample_workspace,
)

HEAD = "period,unit,sector,decision,target,reason,decided_by,decided_on\n"


def traced(
    root: Path, *names: str, month: Month = JUNE, sector: str | None = None, unit: str | None = None
) -> Traced:
    """The one answer to a question."""
    (question,) = questions(names, sector, unit, declarations())
    checked = check_month(root, month, partial(receive, root, lambda _: None))
    return trace_total(question, checked.release, checked.contents)


def part(root: Path, name: str, sheet: str, month: Month = JUNE) -> Part:
    (found,) = [p for p in traced(root, name, month=month).parts if p.sheet == sheet]
    return found


def fire(**values: object) -> bytes:
    return form("rescue", JUNE, {f"fire_{name}": value for name, value in values.items()})


def history(versions: tuple[Version, ...]) -> list[tuple[str, str, bool, str]]:
    """(file, status, whether it counts, what its cell holds) in the order of receipt."""
    return [
        (
            v.file.path.rpartition("/")[2].removesuffix(".xlsx"),
            v.status,
            v.counts,
            f"{v.entry.state} {v.entry.found}".strip() if v.entry else "",
        )
        for v in versions
    ]


def june(day: int, hour: int = 10) -> str:
    return f"2023-06-{day:02d}T{hour:02d}:00:00+08:00"


def said(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert command(root, "trace", *arguments) == 0
    return capsys.readouterr().out


# --- The parts ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Release]:
    """The sample, July published."""
    root = sample_workspace(tmp_path_factory.mktemp("trace") / "样例")
    return root, publish(root, JULY).release


def test_the_parts_of_every_total_are_the_published_figures_and_add_up_to_it(
    july: tuple[Path, Release],
) -> None:
    root, _ = july
    rows = defaultdict(set)
    for r in table(root, "2023-07", "figures.csv"):
        key = r["sector"] or r["unit"]
        place = r["file"], r["sheet"], r["cell"]
        rows[r["indicator"]].add((key, _number(r["value"]), *place))
    totals = {r["indicator"]: r for r in table(root, "2023-07", "totals.csv")}
    checked = check_month(root, JULY, partial(receive, root, lambda _: None))
    for name, total in totals.items():
        (question,) = questions([name], None, None, declarations())
        answer = trace_total(question, checked.release, checked.contents)
        indicator, got = question.indicator, set()
        for p in answer.parts:
            if p.source:
                key = p.sheet if indicator.level == "sector" else _unit(p.sheet)
                got.add((key, p.source.value, p.source.file, p.source.sheet, p.source.cell))
        assert got == rows[name]
        values = [p.source.value for p in answer.parts if p.source]
        combined = max(values) if indicator.is_yesno else sum(values)
        assert combined == _number(total["value"])
        assert f"{len(values)}/{len(answer.parts)}" == total["coverage"]


def _unit(sheet: str) -> str:
    return declarations().roster.sheets[sheet].unit


def _number(text: str) -> Decimal:
    return Decimal({"是": "1", "否": "0"}.get(text, text))


def test_every_part_names_a_cell_that_holds_its_value_in_a_file_with_its_hash(
    july: tuple[Path, Release],
) -> None:
    root, _ = july
    for name in ("self_found", "penalty_wan", "accountable", "inspectors", "study_sessions"):
        for p in traced(root, name, month=JULY).parts:
            if p.source:
                data = (root / p.source.file).read_bytes()
                assert p.source.sha256 == hashlib.sha256(data).hexdigest()
                cell = load_workbook(root / p.source.file)[p.source.sheet][p.source.cell]
                assert cell.value == pytest.approx(float(p.source.value))


def test_what_is_filled_once_per_unit_has_a_part_for_each_unit_and_the_offices_own(
    july: tuple[Path, Release],
) -> None:
    roster = declarations().roster
    answer = traced(july[0], "到企业宣讲", month=JULY)
    assert [p.sheet for p in answer.parts] == [u.first_sector for u in roster.units.values()]
    assert [p.reporter for p in answer.parts] == [u.name for u in roster.units.values()]
    (office,) = traced(july[0], "4-1", month=JULY).parts
    assert (office.sheet, office.reporter) == ("office", "区安委会办公室")


def test_the_month_before_stands_beside_and_an_older_one_after_a_gap(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "6.xlsx", fire(self_found=70), june(26))
    for at in (JULY, AUGUST):
        put(root, f"交警{at}.xlsx", form("traffic", at), f"{at}-20T10:00:00+08:00")
    for at in (JULY, AUGUST):
        (before,) = [p.before for p in traced(root, "1-1", month=at).parts if p.sheet == "fire"]
        assert before == (JUNE, Decimal(70))
    assert "70（6月）" in said(root, capsys, "1-1", "--month", "2023-08")
    assert "70（6月）" not in said(root, capsys, "1-1", "--month", "2023-07")
    assert part(root, "1-1", "fire").before is None


# --- Every version ------------------------------------------------------------------------------------------------


def test_versions_come_in_the_order_of_receipt_with_what_each_was_worth(root: Path) -> None:
    good = fire(self_found=100)
    put(root, "丙.xlsx", good, june(24))
    put(root, "甲.xlsx", fire(self_found="约90"), june(22))
    put(root, "乙.xlsx", fire(self_found=80, self_fixed=0), june(23))
    put(root, "丁.xlsx", good, june(25))  # the same bytes
    put(root, "戊.xlsx", fire(self_found=120), june(26))
    put(root, "己.xlsx", fire(self_found=130, self_fixed=999), june(27))
    row = "2023-06,rescue,,withdraw,inbox/戊.xlsx,误发,王主任,2023-06-28\n"
    (root / "inbox/decisions.csv").write_text(HEAD + row, "utf-8")
    found = part(root, "1-1", "fire")
    assert history(found.versions) == [
        ("甲", "superseded", False, "unreadable 约90"),
        ("乙", "superseded", False, "number 80"),
        ("丁", "accepted", True, "number 100"),  # a receipt is the bytes': of two twins one counts
        ("丙", "duplicate", False, "number 100"),
        ("戊", "withdrawn", False, "number 120"),
        ("己", "returned", False, "number 130"),
    ]
    assert found.source
    assert (found.source.value, found.source.file) == (100, "inbox/丁.xlsx")
    assert [v.file.sha256 for v in found.versions][2:4] == [hashlib.sha256(good).hexdigest()] * 2


def test_faults_are_told_of_the_cell_and_of_the_rest_of_the_workbook_apart(root: Path) -> None:
    put(root, "消防.xlsx", fire(self_found="约90", dept_fixed=999, penalty_wan="１２"))
    (version,) = part(root, "1-1", "fire").versions
    assert [x.rule for x in version.findings] == ["H6a"]
    assert [(x.rule, x.indicator) for x in version.faults] == [("H2", "dept_fixed")]
    (version,) = part(root, "3.2b", "fire").versions
    assert [x.rule for x in version.findings] == ["N1"]
    assert [x.rule for x in version.faults] == ["H6a", "H2"]
    (version,) = traced(root, "1-4", sector="消防").parts[0].versions
    assert ([x.rule for x in version.findings], [x.rule for x in version.faults]) == (
        ["H2"],
        ["H6a"],
    )


def test_a_version_tells_of_its_own_sheet_alone_but_of_faults_on_all(root: Path) -> None:
    one = {"construction_self_found": -1, "gas_self_found": 57}
    put(root, "两张.xlsx", form("planning", JUNE, one))
    (version,) = part(root, "1-1", "gas").versions
    assert version.findings == ()
    assert ("H6g", "construction") in [(x.rule, x.sector) for x in version.faults]
    (version,) = part(root, "1-1", "construction").versions
    assert [x.rule for x in version.findings] == ["H6g"]


def test_a_clerks_file_without_the_sheet_is_no_version_of_it(root: Path) -> None:
    put(root, "建筑.xlsx", form("planning", JUNE, only=("construction",)), june(24))
    put(root, "燃气.xlsx", form("planning", JUNE, only=("gas",)), june(25))
    for sheet, file in (("construction", "建筑"), ("gas", "燃气")):
        ((name, status, counts, _),) = history(part(root, "1-1", sheet).versions)
        assert (name, status, counts) == (file, "accepted", True)


def test_a_file_that_counts_for_another_sheet_is_replaced_for_this_one(root: Path) -> None:
    put(root, "两张.xlsx", form("planning", JUNE), june(24))
    newer = form("planning", JUNE, {"gas_self_found": 58}, only=("gas",))
    put(root, "燃气.xlsx", newer, june(25))
    assert [h[:3] for h in history(part(root, "1-1", "gas").versions)] == [
        ("两张", "superseded", False),
        ("燃气", "accepted", True),
    ]
    assert [h[:3] for h in history(part(root, "1-1", "construction").versions)] == [
        ("两张", "accepted", True)
    ]


def test_a_form_with_last_months_period_is_told_where_it_was_meant_for(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "6月.xlsx", fire(self_found=70), june(26))
    put(root, "忘改.xlsx", fire(self_found=95), "2023-07-26T10:00:00+08:00")
    (version,) = part(root, "1-1", "fire", JULY).versions
    assert (version.status, version.counts, version.file.period) == ("returned", False, JUNE)
    assert version.entry
    assert version.entry.value == 95
    assert [x.rule for x in version.faults] == ["V1"]
    assert "表上的报告期：2023年6月" in said(root, capsys, "1-1", "--month", "2023-07")
    assert [h[0] for h in history(part(root, "1-1", "fire").versions)] == ["6月", "忘改"]


def test_an_empty_form_is_a_version_of_each_of_its_sheets(root: Path) -> None:
    put(root, "空表.xlsx", blank("planning", JUNE))
    for sheet in ("construction", "gas"):
        assert history(part(root, "1-1", sheet).versions) == [("空表", "returned", False, "blank")]


def test_a_sheet_sent_by_another_unit_is_told_where_it_keeps_the_sheet_from_counting(
    root: Path,
) -> None:
    def take(book: Workbook) -> None:
        (mark,) = [r[1] for r in book["_form"].iter_rows() if r[0].value == "unit"]
        mark.value = "traffic"

    put(root, "冒名.xlsx", form("rescue", JUNE, edit=take))
    found = part(root, "1-1", "fire")
    assert found.state.state == "returned"
    (version,) = found.versions
    assert (version.status, version.file.unit) == ("returned", "traffic")
    assert "H11g" in [x.rule for x in version.faults]


def test_samples_beside_real_forms_are_no_versions(sample_root: Path) -> None:
    put(sample_root, "真.xlsx", fire(self_found=70), june(26))
    assert [h[0] for h in history(part(sample_root, "1-1", "fire").versions)] == ["真"]
    assert part(sample_root, "1-1", "road").versions == ()


# --- What is printed ----------------------------------------------------------------------------------------------


def test_a_blank_that_is_zero_a_blank_and_a_text_are_said(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zero = form("rescue", JUNE, {"fire_self_found": None}, headings={"blanks_are_zero": "是"})
    put(root, "零.xlsx", zero, june(24))
    assert "0（空白，按0计）  消防!E9" in said(root, capsys, "1-1", "--sector", "消防")
    put(root, "空.xlsx", fire(self_found=None), june(25))
    put(root, "文.xlsx", fire(self_found="=1+1"), june(26))
    put(root, "宽.xlsx", fire(self_found="１０２个"), june(27))
    text = said(root, capsys, "1-1", "--sector", "消防")
    assert "  空白  消防!E9" in text
    assert "单元格里是“=1+1”  消防!E9" in text
    assert "  102  消防!E9" in text
    assert "〔提示 N1〕消防!E9" in text
    assert "填的是“１０２个”" in text


def test_a_part_that_is_missing_or_returned_says_so_and_why(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", fire(self_found="约90"))
    put(root, "不知.xlsx", b"PK\x03\x04 broken")
    text = said(root, capsys, "1-1")
    lines = [line.split() for line in text.splitlines()]
    assert ["消防", "未报", "—", "—", "—", "退回未补正"] in lines
    assert ["电力", "未报", "—", "—", "—", "未报送"] in lines
    (total,) = [line for line in text.splitlines() if line.startswith("合计")]
    assert "未报，已报0/12" in total
    assert "消防（退回未补正）" in total
    assert "电力（未报送）" in total
    assert "2023年6月没有收到这张表" in text
    assert "inbox/消防.xlsx" in text
    assert "inbox/不知.xlsx" in text  # perhaps theirs
    assert "H6a" in text


def test_a_workbook_with_many_faults_is_told_shortly(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"dept_found": True, "listed_total": "#N/A", "checked_ent": date(2023, 3, 5)}
    put(root, "消防.xlsx", fire(**wrong, no_duty_list=-1, training_formal=1.5, self_found="约90"))
    text = said(root, capsys, "1-1", "--sector", "4")
    told = [line for line in text.splitlines() if "〔必须改正" in line]
    assert "!E9 1-1" in told[0]
    assert len(told) == 4
    assert "还有2处必须改正" in text
    put(root, "消防.xlsx", fire(dept_found="约", listed_total="约", checked_ent="约"))
    assert "处必须改正" not in said(root, capsys, "1-1", "--sector", "4")


def test_explanations_and_waivers_stand_with_the_cell(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", fire(self_found=10, self_fixed=11))
    row = "2023-06,rescue,,waive,H1,已到现场核对,王主任,2023-06-29\n"
    (root / "inbox/decisions.csv").write_text(HEAD + row, "utf-8")
    text = said(root, capsys, "1-2", "--sector", "消防")
    assert "〔已豁免 H1〕消防!I9" in text
    assert "王主任同意" in text
    remarks = {"remarks": "4-5：有审批单，编号12"}
    changes = {"fire_reward_wan": 3, "fire_reward_anon_wan": 1}
    put(root, "消防.xlsx", form("rescue", JUNE, changes, headings=remarks))
    text = said(root, capsys, "4.5b", "--unit", "消防大队")
    assert "〔已说明 W-M3〕" in text
    assert "单位说明：有审批单，编号12" in text


def test_what_was_kept_of_the_receipt_is_printed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = fire(self_found=102)
    put(root, "消防.xlsx", data, june(28, 22))
    text = said(root, capsys, "1-1", "--sector", "消防")
    assert hashlib.sha256(data).hexdigest() in text
    assert "6月28日22时00分" in text
    assert "按文件时间，请核对" in text
    receipts = root / "inbox/receipts.csv"
    receipts.write_bytes(receipts.read_bytes().rstrip(b"\r\n") + "电话\x1b[31m确认\r\n".encode())
    text = said(root, capsys, "1-1", "--sector", "消防")
    assert "电话 [31m确认" in text
    assert "按文件时间" not in text


def test_nothing_that_came_from_outside_acts_on_the_terminal(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def rename(book: Workbook) -> None:
        book["消防"].title = "消\u202e防"
        for name in book.defined_names.values():
            name.attr_text = name.attr_text.replace("消防", "消\u202e防")

    wild = form("rescue", JUNE, {"fire_self_found": "\u202e约\u200f90"}, edit=rename)
    put(root, "好\x1b[31m\n\u202exslx.xlsx", wild, june(25))
    put(root, "行\r.xlsx", form("rescue", JUNE, edit=rename), june(26))
    put(root, "\x07坏.xlsx", b"PK")
    receipts = "sha256,file,received_at,note\r\n"
    (root / "inbox/receipts.csv").write_text(receipts, "utf-8")
    for arguments in (["1-1"], ["4-4"]):
        text = said(root, capsys, *arguments)
        assert "好 [31m" in text
        assert not [c for c in text.replace("\n", "") if not c.isprintable()]


def test_an_invented_month_says_so_first(
    sample_root: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = f"【{declarations().form.sample_note}】"
    assert said(sample_root, capsys, "1-1").startswith(f"{note}\n")
    put(root, "消防.xlsx", fire())
    assert note not in said(root, capsys, "1-1")


# --- Asking -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["self_found", "1-1", "1.1", "１－１", "企业自查发现的重大事故隐患", "企业自查发现"]
)
@pytest.mark.parametrize("sector", ["gas", "燃气", "5", "城镇燃气"])
def test_any_name_asks_the_same(name: str, sector: str) -> None:
    (question,) = questions([name], sector, None, declarations())
    assert (question.indicator.id, question.sheets, question.whole) == (
        "self_found",
        ("gas",),
        False,
    )


@pytest.mark.parametrize("name", ["罚款", "罚款（万元）"])
def test_the_head_of_a_column_on_the_page_asks_for_what_it_shows(name: str) -> None:
    (question,) = questions([name], None, None, declarations())
    assert question.indicator.id == "penalty_wan"


def test_an_item_of_two_values_asks_for_both_and_nothing_twice() -> None:
    asked = questions(["3-2", "penalty_wan", "1-1"], None, None, declarations())
    assert [q.indicator.id for q in asked] == ["penalty_count", "penalty_wan", "self_found"]
    assert all(q.whole for q in asked)


def test_a_unit_asks_for_what_it_fills() -> None:
    def asked(name: str, unit: str, sector: str | None = None) -> tuple[str, ...]:
        (question,) = questions([name], sector, unit, declarations())
        return question.sheets

    assert asked("1-1", "规划建设局") == ("construction", "gas")
    assert asked("1-1", "规划建设局", "燃气") == ("gas",)
    assert asked("4-4", "规划建设局") == ("construction",)
    assert asked("4-4", "区安委办") == asked("4-1", "区安委办") == ("office",)
    (question,) = questions(["4-1"], None, "office", declarations())
    assert question.whole


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["pipeline trace 1-1", "self_found", "4-8 考核巡查督导检查", "2-10 制度措施不落实"]),
        (["自查"], ["自查", "1-1 企业自查发现", "1-2 企业自查已整改"]),
        (["煤矿"], ["煤矿", "pipeline trace"]),
        (
            ["发现重大事故隐患"],
            ["不是表上的一项，由1-1、1-3之和算出，请查：pipeline trace 1-1 1-3\n"],
        ),
        (["发现隐患（个）"], ["由1-1、1-3之和算出"]),
        (["挂牌督办未整改"], ["由1-5减去1-6算出，请查：pipeline trace 1-5 1-6\n"]),
        (
            ["整改率", "--sector", "gas"],
            ["由1-2、1-4之和除以1-1、1-3之和算出", "1-3 --sector 燃气\n"],
        ),
        (["未整改", "--unit", "规划建设局"], ["trace 1-1 1-3 1-2 1-4 --unit 区规划建设局\n"]),
        (["整改率", "--month", "2023-06"], ["1-1 1-3 --month 2023-06\n"]),
        (["发现问题"], ["是不是：发现问题企业？"]),
        (["台账登记"], ["按隐患台账逐条统计", "隐患台账.xlsx", "--hazard 隐患编号"]),
        (["逾期未整改（个）"], ["按隐患台账逐条统计"]),
        (["06-Z008"], ["不认识“06-Z008”", "隐患编号写在--hazard后面"]),
        (["燃气"], ["“燃气”是行业领域，不是指标", "pipeline trace 1-1 --sector 燃气\n"]),
        (["1-5", "燃气"], ["pipeline trace 1-5 --sector 燃气\n"]),
        (["police"], ["是单位，不是指标", "pipeline trace 1-1 --unit 区公安分局\n"]),
        (["综合"], ["pipeline trace 3-8 --unit 区安委会办公室\n"]),
        (["5"], ["不认识“5”这个指标"]),
        (["1-1", "煤矿"], ["煤矿"]),
        (["1-1", "--sector", "煤矿"], ["煤矿", "道路交通", "危废处置"]),
        (["1-1", "--sector", ""], ["行业领域"]),
        (["1-1", "--sector", "燃汽"], ["燃汽", "是不是：燃气"]),
        (["1-1", "--unit", "规划"], ["规划", "是不是：区规划建设局"]),
        (["1-1", "--unit", "xyz"], ["xyz", "区交警大队"]),
        (["4-4", "--sector", "燃气"], ["--unit 区规划建设局", "“建筑施工”表"]),
        (["4-4", "--sector", "建筑施工"], ["--unit 区规划建设局", "“建筑施工”表"]),
        (["4-1", "--sector", "燃气"], ["区安委会办公室", "“综合”表"]),
        (["4-1", "--unit", "交警大队"], ["区安委会办公室", "“综合”表"]),
        (["1-1", "--sector", "综合"], ["各行业领域的表"]),
        (["1-1", "--unit", "区安委办"], ["各行业领域的表"]),
        (["1-1", "--sector", "燃气", "--unit", "交警大队"], ["区规划建设局", "区交警大队"]),
        (["\x1b[31m"], ["“[31m”"]),
        (["1-1", "--month", "2024-01"], ["2024年1月"]),
        (["1-1", "--month", "七月"], ["七月"]),
    ],
)
def test_2_with_a_hint_for_what_cannot_be_traced(
    root: Path, arguments: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", fire())
    assert command(root, "trace", *arguments) == 2
    got = capsys.readouterr()
    assert got.out == ""
    assert all(word in got.err for word in words), got.err
    assert "\x1b" not in got.err
    assert not (root / "outbox").exists()


def test_2_where_nothing_came(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(root, "trace", "1-1") == 2
    assert "inbox" in capsys.readouterr().err


def test_a_trace_publishes_nothing_and_waits_for_no_other_run(
    sample_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(sample_root)
    said(sample_root, capsys, "1-1")
    assert snapshot(sample_root) == before
    with only_run(sample_root):
        assert command(sample_root, "trace", "1-1") == 4
