"""Another campaign by its TOML and templates alone: no sectors, no office form, months that add up."""

import ast
import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.declarations import load_declarations
from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.form import LEVELS
from pipeline.model.period import Period
from pipeline.rollup.record import RECORD
from pipeline.settling.campaign_days import running_month
from pipeline.tracing.asking import questions
from tests.support import second
from tests.support.named_cells import cell_named
from tests.support.published import command, files, manifest, table
from tests.support.second import JULY, JUNE, MAY, W27, fill, second_workspace, values
from tests.support.tell_tales import ids, own_words, shown, tell_tales, texts
from tests.support.workspaces import ROOT, blanks_of, declarations, put

IN_TIME, LATE = "2024-07-05T23:00:00+08:00", "2024-07-06T08:00:00+08:00"
CORRECTED = {"patrols": 40, "patrol_km": 99.5}


@dataclass(frozen=True, slots=True)
class Ran:
    """The workspace after all commands, and what was on the screen."""

    root: Path
    declared: Declarations
    screen: str


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """May complete and issued; June with a late unit, one returned, one missing, one of May's corrected."""
    root = second_workspace(tmp_path_factory.mktemp("second") / "w")
    declared = load_declarations(root)
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
        for unit in declared.roster.units:
            send(root, unit, MAY, values(unit, MAY), "2024-06-03T09:00:00+08:00")
        run(root, "forms", "--month", "2024-05")
        run(root, "monthly")
        run(root, "issue", "--month", "2024-05", "--date", "2024-06-07", "--number", "3")
        for unit in list(declared.roster.units)[:-1]:
            wrong = {"fund_upper": 900} if unit in ("baisha", "liulin") else {}
            few = {"patrols": 1, "patrol_km": 3} if unit == "shiqiao" else {}
            at = LATE if unit == "qingshan" else IN_TIME
            send(root, unit, JUNE, values(unit, JUNE) | wrong | few, at)
        send(root, "liulin", JUNE, values("liulin", JUNE), "2024-07-08T09:00:00+08:00", "改")
        corrected = values("donghe", MAY) | CORRECTED | {"remarks": "更正：2-1、2-2：漏计的已补"}
        send(root, "donghe", MAY, corrected, "2024-07-02T09:00:00+08:00", "更正")
        for unit in ("chengguan", "donghe"):
            send(root, unit, W27, values(unit, W27), "2024-07-08T09:00:00+08:00")
        run(root, "check")
        run(root, "monthly", "--month", "2024-06")
        run(root, "weekly")
        run(root, "chase", "--on", "2024-07-07")
        run(root, "trace", "2-1", "3-4", "--month", "2024-06")
        run(root, "forms", "--month", "2024-07")
        run(root, "forms", "--week", "2024-W28")
    return Ran(root, declared, screen.getvalue())


def run(root: Path, *arguments: str) -> None:
    assert command(root, *arguments) == 0, arguments


def send(
    root: Path, unit: str, period: Period, given: second.Values, at: str, name: str = ""
) -> None:
    data = fill(blanks_of(root, period)[unit], load_declarations(root), unit, given)
    put(root, f"{period}/{unit}{name}.xlsx", data, at)


def counted(month: Period) -> dict[str, dict[str, float | str]]:
    """What should count of a month, by unit: worked out here, not by the program."""
    units = list(second.UNITS)
    if month == MAY:
        return {u: values(u, MAY) | (CORRECTED if u == "donghe" else {}) for u in units}
    few = {"patrols": 1, "patrol_km": 3}
    there = [u for u in units if u not in ("baisha", "hekou")]
    return {u: values(u, month) | (few if u == "shiqiao" else {}) for u in there}


def added(month: Period, name: str) -> Decimal:
    return sum((Decimal(str(v[name])) for v in counted(month).values()), Decimal(0))


# --- What it is -------------------------------------------------------------------------------------------------


def test_the_second_campaign_is_another_one(ran: Ran) -> None:
    first, form = declarations(), ran.declared.form
    assert len(form.indicators) == 20
    assert not ran.declared.roster.has_sectors
    assert ran.declared.roster.office is None
    assert not {i.over_months for i in form.indicators.values()} & {"difference"}
    assert not {*form.indicators} & {*first.form.indicators}
    assert not {i.unit for i in form.indicators.values()} <= {
        i.unit for i in first.form.indicators.values()
    }
    assert not shown(" ".join(own_words(ran.declared)), tell_tales(first))


# --- Figures ----------------------------------------------------------------------------------------------------


def test_the_totals_are_those_of_an_independent_sum(ran: Ran) -> None:
    for row in table(ran.root, "2024-06", "totals.csv"):
        indicator = ran.declared.form.indicators[row["indicator"]]
        if indicator.is_yesno:
            said = {v[indicator.id] for v in counted(JUNE).values()}
            assert row["value"] == ("是" if "是" in said else "否")
        else:
            assert Decimal(row["value"]) == added(JUNE, indicator.id), indicator.id
        assert row["coverage"] == "6/8"


def test_a_month_is_compared_over_those_who_are_in_both(ran: Ran) -> None:
    row = next(r for r in table(ran.root, "2024-06", "totals.csv") if r["indicator"] == "moved")
    before = sum(int(counted(MAY)[u]["moved"]) for u in counted(JUNE))
    assert Decimal(row["previous"]) == before
    assert Decimal(row["change"]) == added(JUNE, "moved") - before


def test_what_months_report_as_their_own_adds_up(ran: Ran) -> None:
    text = (ran.root / "outbox/2024-06/月通报.md").read_text("utf-8")
    for name in ("patrols", "fund", "stone"):
        label = ran.declared.form.indicators[name].label
        cells = next(x for x in text.splitlines() if f"| {label} |" in x.replace("\\", "")).split(
            " | "
        )
        assert Decimal(cells[5]) == added(MAY, name) + added(JUNE, name)
    spent = sum((added(m, "fund") - added(m, "fund_upper") for m in (MAY, JUNE)), Decimal(0))
    assert f"其中本级{spent.normalize():f}万元" in text
    assert "| 2-4 |" in text
    assert (
        next(x for x in text.splitlines() if "| 2-4 |" in x).split(" | ")[5] == "—"
    )  # a stock is no sum


def test_figures_say_whose_they_are_in_the_words_of_the_form(ran: Ran) -> None:
    rows = table(ran.root, "2024-06", "figures.csv")
    assert {(r["level"], r["sector"]) for r in rows} == {("unit", "")}
    assert {r["unit"] for r in rows} == {*counted(JUNE)}
    assert len(rows) == 20 * len(counted(JUNE))


def test_the_filled_form_has_the_campaigns_own_name_and_totals(ran: Ran) -> None:
    folder = ran.root / "outbox/2024-06"
    assert not (folder / "附件2.xlsx").exists()
    book = load_workbook(folder / "防汛汇总表.xlsx", data_only=True)
    assert book.sheetnames == ["防汛汇总表", "分单位", "报送情况", "数据来源", RECORD]
    assert cell_named(book, "total_patrols").value == added(JUNE, "patrols")


# --- Time -------------------------------------------------------------------------------------------------------


def test_forms_are_due_on_the_fifth_of_the_month_after(ran: Ran) -> None:
    campaign = ran.declared.campaign
    assert campaign.cutoff(JUNE) == date(2024, 6, 30)
    assert campaign.due(JUNE) == date(2024, 7, 5)
    assert campaign.resubmit_by(JUNE) == date(2024, 7, 7)
    assert campaign.since(JUNE) == date(2024, 6, 1)
    assert campaign.final_cutoff == date(2024, 9, 30)
    assert [running_month(date(2024, 7, d), campaign) for d in (5, 7, 8)] == [JUNE, JUNE, JULY]


def test_what_the_page_prints_under_another_name_can_be_traced(ran: Ran) -> None:
    """A measure of one item is that item; of a unit without sectors its own option is told."""
    (left,) = questions(["未除险"], None, None, ran.declared)
    assert left.indicator.id == "risks_left"
    with pytest.raises(
        UsageError, match=r"由2-5除以2-5、2-4之和算出，请查：pipeline trace 2-5 2-4$"
    ):
        questions(["除险率"], None, None, ran.declared)
    with pytest.raises(
        UsageError, match=r"是单位，不是指标，.*例如：pipeline trace 1-1 --sector 城关街道"
    ):
        questions(["城关"], None, None, ran.declared)


def test_who_is_late_missing_or_returned_is_told(ran: Ran) -> None:
    coverage = manifest(ran.root, "2024-06")["coverage"]
    assert (coverage["expected"], coverage["accepted"], coverage["late"]) == (8, 6, 2)
    assert (coverage["returned"], coverage["missing"]) == (["baisha"], ["hekou"])
    assert manifest(ran.root, "2024-06")["office"] is None
    statuses = {p.rpartition("/")[2]: f["status"] for p, f in files(ran.root, "2024-06").items()}
    assert (statuses["baisha.xlsx"], statuses["liulin改.xlsx"]) == ("returned", "accepted")
    assert "青山乡调度表7月6日8时00分才报准，迟1天" in read(ran, "2024-06/月通报.md")
    assert (ran.root / "outbox/2024-06/returned/退回_白沙镇_2024年6月.xlsx").is_file()


def test_a_correction_of_an_issued_month_is_told(ran: Ran) -> None:
    assert "东河街道改了5月已通报的数2个" in read(ran, "2024-06/月通报.md")
    assert "改数情况" in read(ran, "2024-06/月通报.md")


def test_a_bulletin_is_dated_in_the_month_in_which_it_is_written(ran: Ran) -> None:
    assert "2024年7月　日" in read(ran, "2024-06/月通报.md")


def read(ran: Ran, name: str) -> str:
    return (ran.root / "outbox" / name).read_text("utf-8-sig")


def test_a_blank_declared_zero_is_one_also_after_a_month_with_more(tmp_path: Path) -> None:
    root = second_workspace(tmp_path / "w")
    send(root, "donghe", MAY, values("donghe", MAY), "2024-06-03T09:00:00+08:00")
    given = {"plan_revised": "是", "risks_left": 0, "boats": 2, "blanks_are_zero": "是"}
    send(root, "donghe", JUNE, given, IN_TIME)
    with contextlib.redirect_stdout(io.StringIO()):
        run(root, "check", "--month", "2024-06")
        run(root, "monthly", "--month", "2024-06")
    assert manifest(root, "2024-06")["coverage"]["accepted"] == 1


# --- Without ----------------------------------------------------------------------------------------------------


def test_without_a_closing_plan_there_is_no_closing_report(
    ran: Ran, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(ran.root, "final") == 2
    assert "没有schemas/closing.toml" in capsys.readouterr().err


def test_without_a_weekly_table_there_is_no_weekly_note(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = second_workspace(tmp_path / "w")
    plan = root / "schemas/bulletin.toml"
    text = plan.read_text("utf-8")
    plan.write_text(re.sub(r"\[weekly_table\].*?\n\n", "", text, flags=re.DOTALL), "utf-8")
    assert command(root, "weekly") == 2
    assert "[weekly_table]" in capsys.readouterr().err


@pytest.mark.parametrize("level", LEVELS)
def test_levels_that_nobody_fills_are_refused(
    level: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = second_workspace(tmp_path / "w")
    form = root / "schemas/form.toml"
    form.write_text(
        form.read_text("utf-8").replace('level = "unit"', f'level = "{level}"', 1), "utf-8"
    )
    assert command(root, "check") == (2 if level == "unit" else 1)
    assert level == "unit" or "indicators.shifts.level" in capsys.readouterr().err


OFFICE = """
[office]
id = "fb"
name = "县防汛抗旱指挥部办公室"
sheet = "县本级"
"""
HINTS = """[hints]
sector = "镇街填"
office = "县防办填"

[kinds]"""
MEETINGS = (
    'meetings = { item = "4-5", name = "会商", label = "组织会商 (次)", kind = "times", unit = "次", '
    'level = "office", over_sectors = "sum", over_months = "sum" }\n\n[measures]'
)


def test_an_office_may_report_beside_units_without_sectors(tmp_path: Path) -> None:
    root = second_workspace(tmp_path / "w")
    roster, form = root / "schemas/roster.toml", root / "schemas/form.toml"
    roster.write_text(roster.read_text("utf-8") + OFFICE, "utf-8")
    text = form.read_text("utf-8").replace("[kinds]", HINTS)
    form.write_text(text.replace("[measures]", MEETINGS), "utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        run(root, "templates")
        run(root, "lint")
        send(root, "fb", MAY, {"meetings": 7}, "2024-06-03T09:00:00+08:00")
        run(root, "check", "--month", "2024-05")
        send(root, "donghe", MAY, values("donghe", MAY), "2024-06-03T09:00:00+08:00")
        run(root, "monthly")
    assert manifest(root, "2024-05")["office"] == "accepted"
    assert manifest(root, "2024-05")["coverage"]["accepted"] == 1
    book = load_workbook(root / "outbox/2024-05/防汛汇总表.xlsx")
    assert book.sheetnames == ["防汛汇总表", "分单位", "县本级", "报送情况", "数据来源", RECORD]
    figures = {r["indicator"]: r for r in table(root, "2024-05", "figures.csv")}
    assert [figures["meetings"][k] for k in ("level", "unit", "value")] == ["office", "fb", "7"]


# --- Words ------------------------------------------------------------------------------------------------------


def test_no_word_of_the_first_campaign_shows(ran: Ran) -> None:
    words = [*tell_tales(declarations()), *ids(declarations())]
    told = {"screen": shown(ran.screen, words)}
    sent = [*(ran.root / "outbox").rglob("*"), *(ran.root / "inbox").rglob("*")]
    published = [p for p in sent if p.is_file() and not {"schemas", "templates"} & {*p.parts}]
    assert {p.suffix for p in published} >= {
        ".xlsx",
        ".docx",
        ".eml",
        ".html",
        ".md",
        ".csv",
        ".txt",
    }
    for path in published:
        told[str(path.relative_to(ran.root))] = sorted(
            {w for text in texts(path) for w in shown(text, words)}
        )
    assert {name: found for name, found in told.items() if found} == {}


def test_tell_tales_are_told() -> None:
    """The words do show in the first campaign: the test above can fail."""
    words, golden = tell_tales(declarations()), ROOT / "tests/golden/2023-07/月通报.md"
    assert len(shown(golden.read_text("utf-8"), words)) > 40


def test_no_word_of_the_first_campaign_is_in_the_program() -> None:
    """No string of Python names its sectors, units, indicators or subject; the contract's file name stands once."""
    words = [*tell_tales(declarations()), *ids(declarations())]
    found = {}
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        # The program may speak of sectors, and who looks a workspace through of any basis.
        generic = {"领域", "牵头", *(["累计"] if path.parent.name == "starting" else [])}
        for line, text in strings(path):
            if hits := {*shown(text, words)} - generic:
                found[f"{path.name}:{line}"] = hits
            if "附件2" in text:
                assert path.name == "campaign.py", f"{path}:{line}"
    assert found == {}


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """The string literals of a module; of docstrings only those of commands, which the screen shows as help."""
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    told = path.parent.name == "commands"
    quiet = {
        id(n.body[0].value)
        for n in ast.walk(tree)
        if isinstance(n, kinds) and isinstance(n.body[0], ast.Expr)
        if not (told and isinstance(n, ast.FunctionDef) and n.decorator_list)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node.lineno, node.value


def test_the_bulletin_reads_as_before(
    ran: Ran, reads_as_before: Callable[[str, str], None]
) -> None:
    text = read(ran, "2024-06/月通报.md")
    reads_as_before("second/月通报.md", text)


def test_all_that_is_published_is_named_in_the_manifest(ran: Ran) -> None:
    named = {o["path"] for o in json.loads(read(ran, "2024-06/manifest.json"))["outputs"]}
    for name in ("防汛汇总表.xlsx", "月通报.md", "月通报.html", "月通报.docx", "月通报.eml"):
        assert f"outbox/2024-06/{name}" in named
