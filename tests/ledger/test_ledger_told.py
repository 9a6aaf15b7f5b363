"""What becomes of a ledger's findings: on the screen, in what goes back to the unit, and behind a traced count."""

from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.ledger.backing import backing
from tests.support.ledger_rows import (
    CODE,
    COUNTS,
    ledger,
    matching,
    right_row,
    typed_ledger,
    with_ledger,
)
from tests.support.published import command
from tests.support.returned import comments, sent_back
from tests.support.workspaces import JUNE, declarations, form, workspace

DECLARED = declarations()


def rows() -> list[dict[str, str]]:
    """They tie out but for the last one, and leave something to ask."""
    told = matching(with_ledger("rescue", JUNE, []), "fire")[:-1]
    told[3]["uscc"] = CODE[:-1] + "0"
    for row in told[15:18]:
        row.pop("plan")
    told[19]["due_on"] = "2023-06-10"
    return told


@lru_cache
def book(*, right: bool) -> bytes:
    told = rows()
    if not right:
        told[1]["closed_on"] = "2023-06-01"
    return form(
        "rescue", JUNE, {f"fire_{i}": n for i, n in COUNTS.items()}, edit=typed_ledger(told)
    )


def test_an_accepted_unit_is_asked_in_its_receipt(tmp_path: Path) -> None:
    root = workspace(tmp_path, {"a.xlsx": book(right=True)})
    assert command(root, "monthly", "--month", "2023-06", "--no-pdf") == 0
    text = (root / "outbox/2023-06/回执.txt").read_text("utf-8-sig")
    assert "请说明4项" in text
    for words in (
        "消防 E10：1-3 部门检查发现填的是10个，隐患台账截至2023年6月28日有9行（第24至32行），台账比这一格少1行",
        "隐患台账 O19：没有整改完的隐患，五落实还有3格没有填",
        "隐患台账 E7：第7行（YH-004）的“统一社会信用代码”",
        "隐患台账 N23：第23行（YH-020）应于2023年6月10日前整改完，截至2023年6月28日逾期18天，整改责任人：企业负责人",
        "隐患台账：（请写明原因）",
    ):
        assert words in text


def test_a_returned_unit_finds_them_at_the_cells_of_its_ledger(tmp_path: Path) -> None:
    root = workspace(tmp_path, {"a.xlsx": book(right=False)})
    assert command(root, "monthly", "--month", "2023-06", "--no-pdf") == 0
    sent = sent_back(root, "2023-06")
    (copy,) = (data for name, data in sent.items() if name.endswith(".xlsx"))
    told = comments(copy, "隐患台账")
    assert set(told) == {"Z5", "E7", "O19", "O20", "O21", "N23"}
    assert "必须改正（L4a）" in told["Z5"]
    assert set(comments(copy, "消防")) == {"E10"}
    notice = load_workbook(BytesIO(copy))["退回说明"]
    wanted = {str(row[3].value): str(row[6].value) for row in notice.iter_rows(min_row=5)}
    assert wanted["N23"] == "核对；属实的，在“情况说明”写明“隐患台账：原因”"
    (letter,) = (data for name, data in sent.items() if name.endswith(".txt"))
    assert "有1处要改正、4处请说明，现退回：" in letter.decode("utf-8-sig")
    assert "以“隐患台账：”开头" in letter.decode("utf-8-sig")


def test_a_traced_count_shows_the_rows_behind_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = workspace(tmp_path, {"a.xlsx": book(right=True)})
    assert command(root, "trace", "1-2", "1-3", "2-1", "--month", "2023-06") == 0
    shown = capsys.readouterr().out
    assert "隐患台账：12行（第4至15行）" in shown
    assert "隐患台账：9行（第24至32行），比这一格少1行" in shown
    assert shown.count("隐患台账：") == 2, "no ledger is behind 2-1"


def test_the_rows_behind_a_count_are_those_that_the_rule_counts() -> None:
    told = [*rows(), right_row(40, source=""), right_row(41, found_on="2023-05-01")]
    own = with_ledger("rescue", JUNE, told)
    behind = backing(own, "fire", "self_found", DECLARED)
    assert behind
    assert (behind.rows, behind.lacking) == (tuple(range(5, 25)), (34,))
    listed = backing(own, "fire", "listed_total", DECLARED)
    assert listed
    assert len(listed.rows) == COUNTS["listed_total"]
    assert backing(own, "fire", "checked_ent", DECLARED) is None
    assert backing(own, "gas", "self_found", DECLARED) is None


def test_two_sheets_of_a_workbook_have_rows_of_their_own() -> None:
    own = with_ledger("planning", JUNE, [right_row(1)])
    first, second = own.sectors
    assert own.ledger
    more = (*own.ledger.rows, *ledger(second, [right_row(2), right_row(3)], first=9).rows)
    both = replace(own, ledger=replace(own.ledger, rows=more))
    behind = [backing(both, sheet, "self_found", DECLARED) for sheet in (first, second)]
    assert [b.rows for b in behind if b] == [(5,), (9, 10)]


def test_items_that_are_asked_about_together_are_named_with_the_line_that_explains_them(
    tmp_path: Path,
) -> None:
    told = rows()
    told[1]["closed_on"] = "2023-06-01"
    counts = {f"fire_{i}": n + 3 for i, n in COUNTS.items()}
    root = workspace(tmp_path, {"a.xlsx": form("rescue", JUNE, counts, edit=typed_ledger(told))})
    assert command(root, "monthly", "--month", "2023-06", "--no-pdf") == 0
    (copy,) = (d for name, d in sent_back(root, "2023-06").items() if name.endswith(".xlsx"))
    listed = [
        [str(c.value) for c in row] for row in load_workbook(BytesIO(copy))["退回说明"].iter_rows()
    ]
    (row,) = [r for r in listed if "项与隐患台账的行数不一致" in r[7]]
    assert row[4].startswith("1-1")
    assert row[6] == f"核对；属实的，在“情况说明”写明“{row[4]}：原因”"
