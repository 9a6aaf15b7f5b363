"""schemas/hazards.toml, the rule about overdue hazards, a hazard's history; and a workspace without ledgers."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.declarations import load_declarations
from pipeline.ledger.counting import counted
from pipeline.ledger.hazard_view import registers_of
from pipeline.ledger.tracing import trace_hazards
from pipeline.model.errors import DeclarationError
from pipeline.model.hazard_plan import HAZARD_COUNTS
from pipeline.model.hazards import HazardBook
from pipeline.model.ledger import LedgerEntry, LedgerRow
from pipeline.model.released import Release
from pipeline.model.states import PeriodState
from pipeline.screens.hazard import show_hazards
from tests.support.hazard_books import hazard, random_hazards, sheet_of, with_hazards
from tests.support.published import command
from tests.support.releases import declared, make_release
from tests.support.workspaces import JUNE, form, put, sample_workspace, workspace


def refused(root: Path, file: str, old: str, new: str) -> str:
    """Where and of what a changed declaration is faulted."""
    path = root / "schemas" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DeclarationError) as found:
        load_declarations(root)
    return str(found.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('names = "public"', 'names = "offen"', "只能是public、internal"),
        ('value = "due_now"', 'value = "due_noww"', "sectors_table.columns[6].value：只能是"),
        (
            '{ head = "隐患编号", value = "hazard_id" }',
            '{ head = "企业", value = "enterprise" }',
            "internal_columns",
        ),
        ('enterprise = "某企业"', "", "对外的文字里用什么词代替"),
        ('uscc = "某代码"', 'hazard_id = "某号"', "没有这一项"),
        ("most = 20", "most = 0", "至少是1"),
        ("{shown}个，另有{more}", "{n}个，另有{more}", "这里不能用"),
        ('closed = "已销号"', "", "缺少这一项"),
        ('closed = "已销号"', 'colsed = "已销号"', "缺少这一项（是否误写成了colsed？）"),
    ],
)
def test_a_plan_that_is_wrong_is_refused_with_its_key(
    schemas: Path, old: str, new: str, said: str
) -> None:
    message = refused(schemas, "hazards.toml", old, new)
    assert "hazards.toml" in message
    assert said in message


def test_a_rule_about_overdue_hazards_is_held_against_its_words(schemas: Path) -> None:
    message = refused(schemas, "rules.toml", "其中挂牌督办{listed}个", "其中挂牌督办{count}个")
    assert "这里不能用“{count}”" in message


def test_ledgers_without_a_plan_are_refused_and_a_plan_without_ledgers_is_idle(
    schemas: Path,
) -> None:
    (schemas / "schemas/hazards.toml").rename(schemas / "kept.toml")
    with pytest.raises(DeclarationError, match=r"hazards\.toml"):
        load_declarations(schemas)
    (schemas / "kept.toml").rename(schemas / "schemas/hazards.toml")
    (schemas / "schemas/ledger.toml").unlink()
    assert load_declarations(schemas).hazards is None


@pytest.mark.parametrize("name", HAZARD_COUNTS)
def test_every_declared_count_counts_something(name: str) -> None:
    release = with_hazards(make_release(), random_hazards(declared(), "counts", 200))
    assert release.hazards
    assert counted(name, registers_of(release, release.hazards))


# --- a hazard's history ------------------------------------------------------------------------------------------


def two_months() -> Release:
    """A hazard in June's ledger and, with its fixing, in July's."""
    known = declared()
    assert known.ledger
    june = {"hazard_id": "G-1", "enterprise": "虚构化工有限公司", "found_on": "2023-06-01"}
    july = {**june, "fixed_on": "2023-07-20"}
    release, states = make_release(), list[PeriodState]()
    for state, values, number in zip(release.history, (june, july), (7, 9), strict=True):
        row = LedgerRow(number, "gas", values)
        entry = LedgerEntry(
            "gas", "planning", f"inbox/{state.period}.xlsx", sheet_of(known.ledger, [row]), row
        )
        states.append(replace(state, ledger=(entry,), ledger_sheets=("gas",)))
    release = replace(release, history=tuple(states))
    one = hazard(known, "gas", 9, july)
    return with_hazards(release, [replace(one, key="gas#G-1")], sectors=("gas",))


@pytest.mark.parametrize("name", ["G-1", "g-1", " Ｇ-1", "gas#G-1"])
def test_a_hazard_is_traced_through_its_months(name: str) -> None:
    (trace,) = trace_hazards(name, two_months())
    assert [s.month for s in trace.steps] == ["2023-06", "2023-07"]
    assert [s.entry.row.number for s in trace.steps] == [7, 9]
    (change,) = trace.steps[1].changes
    assert (change.label, change.before, change.now) == ("整改完成日期", "", "2023-07-20")
    assert change.cell.endswith("9")
    assert len(trace.steps[0].changes) == 3


def test_what_no_ledger_has_is_not_traced() -> None:
    assert trace_hazards("G-2", two_months()) == []
    nameless = hazard(declared(), "gas", 11, {"enterprise": "虚构化工有限公司"})
    assert trace_hazards("", with_hazards(two_months(), [nameless])) == []
    assert trace_hazards("G-1", replace(two_months(), hazards=None)) == []


def test_a_history_is_shown_with_file_row_and_cell(capsys: pytest.CaptureFixture[str]) -> None:
    release = two_months()
    assert isinstance(release.hazards, HazardBook)
    gone = replace(
        release, hazards=replace(release.hazards, hazards=(), vanished=release.hazards.hazards)
    )
    show_hazards(trace_hazards("G-1", gone), gone)
    said = capsys.readouterr().out
    assert "燃气　G-1　已整改待销号，没有整改时限" in said
    assert "最近一次报送的台账里已没有这一行。" in said
    assert "2023年6月　inbox/2023-06.xlsx　隐患台账第7行" in said
    assert "整改完成日期：（空） → 2023-07-20" in said


# --- the command -------------------------------------------------------------------------------------------------


def test_the_command_says_what_cannot_be_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = sample_workspace(tmp_path / "w")
    assert command(root, "trace", "--hazard", "没有这个") == 2
    said = capsys.readouterr().err
    assert "台账里没有隐患编号“没有这个”" in said
    assert "标识见outbox/hazards.db（运行 pipeline monthly 后才有）。" in said
    (root / "outbox").mkdir(exist_ok=True)
    (root / "outbox/hazards.db").write_bytes(b"x")
    assert command(root, "trace", "--hazard", "没有这个") == 2
    assert "标识见outbox/hazards.db。" in capsys.readouterr().err
    assert command(root, "trace", "self_found", "--hazard", "X") == 2
    assert "只写--hazard" in capsys.readouterr().err
    (root / "schemas/ledger.toml").unlink()
    assert command(root, "trace", "--hazard", "X") == 2
    assert "没有隐患台账" in capsys.readouterr().err


def test_without_ledgers_nothing_of_them_is_in_any_output(tmp_path: Path) -> None:
    root = sample_workspace(tmp_path / "w")
    for name in ("ledger", "hazards", "ledger_book"):
        (root / f"schemas/{name}.toml").unlink(missing_ok=True)
    assert command(root, "monthly", "--month", "2023-07", "--no-pdf") == 0
    assert command(root, "chase", "--month", "2023-07", "--on", "2023-07-29") == 0
    texts = [
        p for p in (root / "outbox").rglob("*") if p.suffix in (".md", ".html", ".txt", ".csv")
    ]
    assert len(texts) > 6
    for path in texts:
        said = path.read_text("utf-8").replace("建立隐患台账", "")
        said = said.replace(
            "节点台账", ""
        )  # the notice asks firms for the one; milestones have the other
        assert "台账" not in said, path.name
        assert "逾期隐患" not in said, path.name


def test_where_nobody_sent_a_ledger_no_database_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = workspace(tmp_path / "w")
    put(root, "消防.xlsx", form("rescue", JUNE))
    assert command(root, "trace", "--hazard", "X") == 2
    said = capsys.readouterr().err
    assert "截至2023年6月没有收到填了内容的隐患台账" in said
    assert "hazards.db" not in said
