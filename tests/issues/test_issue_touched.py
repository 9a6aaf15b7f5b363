"""Records of issues that somebody touched; and what is traced in them."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.support.issued import ISSUED, corrected, record
from tests.support.published import command, snapshot
from tests.support.workspaces import JULY, JUNE, check, form

# --- Records that somebody touched -----------------------------------------------------------------------------------


def broken(folder: Path, text: str) -> None:
    (folder / "issue.json").write_text(text, "utf-8")


DAMAGES = {
    "empty": lambda f: broken(f, ""),
    "no JSON": lambda f: broken(f, "{"),
    "deep": lambda f: broken(f, "[" * 100_000),
    "a list": lambda f: broken(f, "[]"),
    "another month": lambda f: broken(
        f, (f / "issue.json").read_text("utf-8").replace('"2023-06"', '"2023-07"', 1)
    ),
    "a path outside": lambda f: broken(
        f, (f / "issue.json").read_text("utf-8").replace('"figures.csv"', '"../figures.csv"')
    ),
    "gone": lambda f: (f / "issue.json").unlink(),
    "a link": lambda f: (f / "issue.json").unlink() or (f / "issue.json").symlink_to("/dev/zero"),
    "figures edited": lambda f: (f / "figures.csv").write_bytes(b"x"),
    "figures gone": lambda f: (f / "figures.csv").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_told_and_nothing_is_compared_or_issued(
    june: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    DAMAGES[damage](june / "outbox/2023-06/issued/1")
    corrected(june)
    capsys.readouterr()
    assert command(june, "monthly") == 0
    said = capsys.readouterr().out
    assert "outbox/2023-06/issued/1/不完整" in said
    release = check(june, JUNE)
    assert (release.issue, release.restated) == (None, ())
    assert command(june, "issue", "--number", "9") == 1
    assert not (june / "outbox/2023-06/issued/2").exists()


def test_files_that_are_gone_and_strangers_are_told_and_the_comparison_stands(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = june / "outbox/2023-06/issued"
    (folder / "1/附件2.xlsx").unlink()
    (folder / "草稿").mkdir()
    (folder / "说明.txt").write_text("x")
    (folder / "2").symlink_to(folder / "1")
    (folder / "03").mkdir()
    corrected(june)
    capsys.readouterr()
    assert command(june, "monthly") == 0
    said = capsys.readouterr().out
    assert "印发存档outbox/2023-06/issued/1/里少了文件：附件2.xlsx。" in said
    assert re.search("issued/里的.*“草稿”.*不是印发存档，没有理会。", said)
    assert len(check(june, JUNE).restated) == 4  # and of these two are totals
    assert command(june, "issue", "--number", "9") == 0
    assert "印发件列有更正情况：2个数。\n" in capsys.readouterr().out
    assert (folder / "4/issue.json").exists()


def test_an_older_record_that_is_damaged_does_not_hide_the_newer_one(june: Path) -> None:
    assert command(june, "issue", "--number", "6") == 0
    (june / "outbox/2023-06/issued/1/issue.json").unlink()
    release = check(june, JUNE)
    assert release.issue
    assert (release.issue.n, release.issue.number) == (2, 6)


def test_a_folder_of_issues_that_is_a_link_hides_what_was_issued(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = june / "outbox/2023-06/issued"
    folder.rename(june / "elsewhere")
    folder.symlink_to(june / "elsewhere")
    capsys.readouterr()
    assert command(june, "check") == 0
    assert "链接" in capsys.readouterr().out
    assert command(june, "issue", "--number", "9") == 1


def test_issued_figures_that_the_declarations_do_not_know_any_more_are_told(
    june: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = june / "outbox/2023-06/issued/1"
    data = (folder / "figures.csv").read_bytes().replace(b",fire,", b",fireworks,")
    (folder / "figures.csv").write_bytes(data)
    content = record(june, 1, "2023-06")
    for file in content["files"]:
        if file["path"] == "figures.csv":
            file["sha256"] = hashlib.sha256(data).hexdigest()
    broken(folder, json.dumps(content))
    capsys.readouterr()
    assert command(june, "check", "--month", "2023-06") == 0
    assert "2023年6月第1次印发里的fireworks等1个标识现在的schemas里没有" in capsys.readouterr().out


# --- trace --issue ---------------------------------------------------------------------------------------------------


def traced(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    status = command(root, "trace", *arguments)
    return status, capsys.readouterr().out


def test_the_frozen_copy_answers_as_the_workspace_did_when_the_inbox_is_gone(
    issued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("1-1", "3-2", "4-5", "4-6", "4-7", "--month", "2023-07")
    _, live = traced(issued, capsys, *asked)
    shutil.rmtree(issued / "inbox")
    (issued / "schemas/form.toml").write_text("changed", "utf-8")
    before = snapshot(issued)
    status, frozen = traced(issued, capsys, *asked, "--issue", "1")
    assert status == 0
    assert live in frozen
    where = "以下只按2023年7月第1次印发的存档（issued/1，〔2023〕7号，2023年7月31日）"
    assert frozen.startswith(where)
    assert frozen.count("：与印发的") == frozen.count("一致。\n") == 7  # two each of 3-2 and 4-5
    assert snapshot(issued) == before
    _, without = traced(issued, capsys, *asked[:-2], "--issue", "1")
    assert without == frozen


def test_a_frozen_copy_that_was_touched_says_so(
    issued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = issued / ISSUED / "1"
    data = form("rescue", JULY, {"fire_self_found": 1000})
    (folder / "inbox/sample/2023-07/消防7月.xlsx").unlink()
    (folder / "inbox/新.xlsx").write_bytes(data)
    (folder / "月通报.md").write_text("改过", "utf-8")
    status, said = traced(issued, capsys, "1-1", "--issue", "1")
    assert status == 1
    for name in ("消防7月.xlsx", "新.xlsx", "月通报.md"):
        assert name in said.partition("1-1 ")[0]
    assert "1000" not in said
    assert "：印发的是99，按存档重新算出的是87。" in said
    (folder / "totals.csv").write_bytes(b"x")
    _, said = traced(issued, capsys, "1-1", "--issue", "1")
    assert "totals.csv、月通报.md被改动过" in said
    assert said.endswith("：存档里的totals.csv读不到，没有比对。\n")


@pytest.mark.parametrize(
    "arguments",
    [("--issue", "2"), ("--issue", "1", "--month", "2023-06"), ("--issue", "0")],
    ids=str,
)
def test_an_issue_that_does_not_exist_is_usage(
    issued: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(issued, "trace", "1-1", *arguments) == 2
    said = capsys.readouterr().err
    assert "已有的存档：2023年7月第1次。" in said or arguments[1] == "0"


def test_a_record_that_cannot_be_read_cannot_be_asked(issued: Path) -> None:
    (issued / ISSUED / "1/issue.json").write_text("{}", "utf-8")
    assert command(issued, "trace", "1-1", "--issue", "1") == 1
