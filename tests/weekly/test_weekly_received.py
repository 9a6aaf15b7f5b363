"""What a week's forms are held against, which of them count, and what is decided about them."""

from pathlib import Path

import pytest

from pipeline.declarations.rule_kinds import QUOTED_MANY
from tests.support.cells import typed
from tests.support.published import command, table
from tests.support.weeks import MONDAY, TUESDAY, WEEK_BEFORE, fire, told
from tests.support.workspaces import (
    JUNE,
    W27,
    W28,
    W29,
    check_week,
    declarations,
    form,
    publish_weekly,
    put,
    workspace,
)

DECLARED = declarations()
CAMPAIGN = DECLARED.campaign


# --- A week's own past -----------------------------------------------------------------------------------------------


def test_cumulative_values_are_held_against_the_week_before_and_no_month(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", {
        "june.xlsx": (fire(JUNE, self_found=90), "2023-06-26T10:00:00+08:00"),
        "w27.xlsx": (fire(W27, self_found=80, self_fixed=50), WEEK_BEFORE),
        "w28.xlsx": (fire(W28, self_found=79, self_fixed=50), MONDAY),
    })  # fmt: skip
    assert check_week(root, W27).state.sheets["fire"].state == "accepted"
    publish_weekly(root, W28)
    (fault,) = [t for t in told(root, "2023-W28", "w28.xlsx") if t[0] == "H10"]
    assert "2023年7月3日至9日已报的80" in fault[1]
    assert "当周数" in fault[1]


def test_no_rule_speaks_of_months_to_a_week(tmp_path: Path) -> None:
    """Whatever is told about earlier periods says 周, also where several findings are told as one."""
    low = {i.id: 0 for i in DECLARED.form.at_level("sector") if not i.is_stock}
    jump = {"self_found": 900, "dept_found": 900, "assist_visits": 900, "exposed_ent": 900}
    grown = {n: fire(w, **{k: v // 9 + n for k, v in jump.items()})
             for n, w in enumerate((W27.shift(-2), W27.shift(-1), W27))}  # fmt: skip
    for name, last in (("low", fire(W28, **low)), ("jump", fire(W28, **jump)),
                       ("still", fire(W28, **{k: v // 9 + 2 for k, v in jump.items()}))):  # fmt: skip
        contents = {
            f"{n}.xlsx": (data, f"2023-07-0{n + 1}T10:00:00+08:00") for n, data in grown.items()
        }
        root = workspace(tmp_path / name, {**contents, "last.xlsx": (last, MONDAY)})
        publish_weekly(root, W28)
        found = told(root, "2023-W28", "last.xlsx")
        assert {"low": "W-C2", "jump": "W-C1", "still": "W-C3b"}[name] in {
            rule for rule, _ in found
        }
        past = [message for rule, message in found if rule in ("W-C1", "W-C2", "W-C3b", "H10")]
        assert all(
            "周" in message and "当月" not in message and "每月" not in message for message in past
        )
    assert "kind" in QUOTED_MANY


def test_a_missed_week_makes_a_step_longer(tmp_path: Path) -> None:
    files_ = {
        f"{n}.xlsx": (
            fire(week, self_found=found, self_fixed=10),
            f"{CAMPAIGN.due(week)}T10:00:00+08:00",
        )
        for n, (week, found) in enumerate(
            [(W27.shift(-2), 100), (W27.shift(-1), 130), (W27, 160), (W29, 330)]
        )
    }
    root = workspace(tmp_path / "w", files_)
    publish_weekly(root, W29)
    # 170 in two weeks are 85 a week: below three times the usual 30
    assert "W-C1" not in {
        rule for rule, message in told(root, "2023-W29", "3.xlsx") if "1-1" in message
    }


def test_totals_are_compared_over_the_sectors_that_are_in_both_weeks(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", {
        "a.xlsx": (fire(W27, self_found=90), WEEK_BEFORE),
        "b.xlsx": (form("police", W27), WEEK_BEFORE),
        "c.xlsx": (fire(W28, self_found=105), MONDAY),
        "d.xlsx": (form("ecology", W28), MONDAY),
    })  # fmt: skip
    publish_weekly(root, None)
    found = {r["indicator"]: r for r in table(root, "2023-W28", "totals.csv")}["self_found"]
    assert (found["period"], found["previous"], found["change"], found["coverage"]) == (
        "2023-W28", "90", "15", "2/12",
    )  # fmt: skip
    assert {r["period"] for r in table(root, "2023-W28", "figures.csv")} == {"2023-W28"}
    publish_weekly(root, W27)
    first = {r["indicator"]: r for r in table(root, "2023-W27", "totals.csv")}["self_found"]
    assert (first["previous"], first["change"]) == ("", "")


# --- Receiving -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "word"),
    [("2023-07-17T23:59:59+08:00", "按时"), ("2023-07-18T00:00:00+08:00", "迟报")],
)
def test_a_week_is_due_by_the_end_of_the_monday_after(
    tmp_path: Path, received: str, word: str
) -> None:
    root = workspace(tmp_path / "w", {"a.xlsx": (fire(W28), received)})
    assert check_week(root, None).state.sheets["fire"].word == word


@pytest.mark.parametrize("period", ["2023-W28", "2023年第28周", "2023年7月10日至16日"])
def test_decisions_are_about_a_week_too(tmp_path: Path, period: str) -> None:
    root = workspace(tmp_path / "w", {
        "late.xlsx": (fire(W28), TUESDAY),
        "faulty.xlsx": (form("traffic", W28, {"road_self_fixed": 9999}), MONDAY),
        "withdrawn.xlsx": (form("police", W28), MONDAY),
    })  # fmt: skip
    rows = [
        f"{period},消防大队,,延期,2023-07-18,停电,主任,2023-07-17",
        f"{period},区交警大队,,豁免,H1:self_fixed,已核,主任,2023-07-17",
        f"{period},区公安分局,,撤回,inbox/withdrawn.xlsx,误报,主任,2023-07-17",
    ]
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    (root / "inbox/decisions.csv").write_text("\n".join([heads, *rows]), "utf-8")
    sheets = check_week(root, W28).state.sheets
    assert [sheets[s].word for s in ("fire", "road", "explosives")] == ["按时", "按时", "未报送"]


def test_a_decision_about_another_period_than_the_campaigns_names_its_line(root: Path) -> None:
    put(root, "a.xlsx", fire(W28))
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    line = "2024-W01,消防大队,,延期,2023-07-18,停电,主任,2023-07-17"
    (root / "inbox/decisions.csv").write_text(f"{heads}\n{line}\n", "utf-8")
    assert command(root, "weekly") == 1


def test_last_weeks_book_under_a_new_name_is_told_which_week_it_was_meant_for(
    tmp_path: Path,
) -> None:
    root = workspace(tmp_path / "w", {
        "w27.xlsx": (fire(W27), WEEK_BEFORE),
        "again.xlsx": (fire(W27, self_found=90), MONDAY),
        "other.xlsx": (form("police", W28), MONDAY),
    })  # fmt: skip
    release = publish_weekly(root, W28).release
    assert release.state.sheets["fire"].word == "退回未补正"
    (fault,) = [t for t in told(root, "2023-W28", "again.xlsx") if t[0] == "V1"]
    assert "7月3日至9日" in fault[1]
    assert "7月10日至16日" in fault[1]
    returned = {p.name for p in (root / "outbox/2023-W28/returned").iterdir()}
    assert returned == {f"退回_区消防救援大队_2023年7月10日至16日.{s}" for s in ("txt", "xlsx")}


def test_a_week_that_cannot_be_read_is_returned_with_the_week_in_which_it_came(
    tmp_path: Path,
) -> None:
    data = typed(form("rescue", W28), {"fire_period": "2023年7月10日至15日"})
    root = workspace(
        tmp_path / "w", {"a.xlsx": (data, MONDAY), "b.xlsx": (form("police", W28), MONDAY)}
    )
    release = publish_weekly(root, None).release
    assert release.state.sheets["fire"].word == "退回未补正"
    assert (
        root / "outbox/2023-W28/returned/退回_区消防救援大队_2023年7月10日至16日.xlsx"
    ).is_file()


def test_a_correction_of_an_earlier_week_replaces_it(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", {
        "w27.xlsx": (fire(W27), WEEK_BEFORE),
        "again.xlsx": (fire(W27, "更正：多报了", self_found=90), MONDAY),
    })  # fmt: skip
    assert check_week(root, W27).state.sheets["fire"].file == "inbox/again.xlsx"


def test_the_letter_to_the_sender_speaks_of_the_week(tmp_path: Path) -> None:
    data = form("traffic", W28, {"road_self_fixed": 9999})
    root = workspace(tmp_path / "w", {"a.xlsx": (data, MONDAY)})
    publish_weekly(root, None)
    letter = (root / "outbox/2023-W28/returned/退回_区交警大队_2023年7月10日至16日.txt").read_text(
        "utf-8-sig"
    )
    assert "2023年7月10日至16日的报表" in letter
    assert "于7月18日前" in letter
