"""Chasing: the texts for the units, the files of a day, and the command."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.chased import RETURNED, UNITS, chase, chasing, folder, text, told
from tests.support.published import command, snapshot
from tests.support.workspaces import JULY, JUNE, declarations, form, publish, put, sample_workspace

FILES = ["manifest.json", "催报一览.html", "催报文字.txt", "考核参考.html", "考核参考.xlsx"]


# --- Texts and files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "month"),
    [("2023-07-27", ()), ("2023-07-29", ()), ("2023-08-05", ("--month", "2023-07"))],
    ids=["before", "after", "later"],
)
def test_the_samples_texts_read_as_before(
    sample_root: Path,
    day: str,
    month: tuple[str, ...],
    reads_as_before: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command(sample_root, "chase", "--on", day, *month) == 0
    reads_as_before(f"催报/{day}屏幕.txt", capsys.readouterr().out)
    reads_as_before(f"催报/{day}.txt", text(sample_root, day))


def test_a_text_names_what_the_next_run_of_the_month_returns(sample_root: Path) -> None:
    found = chase(sample_root, "2023-08-05", JULY)
    publish(sample_root, JULY)
    copies = [b.copy for c in found.chased for b in c.now.to_mend()]
    assert copies
    assert all((sample_root / copy).is_file() for copy in copies)
    assert all(copy in text(sample_root, "2023-08-05") for copy in copies)


def test_many_faults_are_cut_short(root: Path) -> None:
    wrong = {f"commerce_{i.id}": "约3" for i in declarations().form.at_level("sector")}
    put(root, "经发局.xlsx", form("economy", JULY, wrong))
    chase(root, "2023-07-27")
    lines = told(root, "2023-07-27")["区经济发展局"].splitlines()
    assert len(lines) < 12
    assert max(map(len, lines)) < 140


def test_a_file_name_begins_no_line_of_its_own(root: Path) -> None:
    put(root, "a\n【假的单位】\n.xlsx", RETURNED)
    chase(root, "2023-07-27")
    assert not [x for x in text(root, "2023-07-27").splitlines() if x.startswith("【假")]


def test_the_folder_holds_exactly_these_files_and_the_manifest_names_who_is_chased(
    root: Path,
) -> None:
    put(root, "消防.xlsx", form("rescue", JULY))
    chase(root, "2023-07-27")
    assert sorted(p.name for p in folder(root, "2023-07-27").iterdir()) == FILES
    run = json.loads((folder(root, "2023-07-27") / "manifest.json").read_text("utf-8"))
    assert (run["on"], run["period"], run["done"]) == ("2023-07-27", "2023-07", ["rescue"])
    assert [c["unit"] for c in run["chased"]] == [u for u in UNITS if u != "rescue"]
    assert {Path(o["path"]).name for o in run["outputs"]} == set(FILES) - {"manifest.json"}


def test_a_second_run_touches_no_file_and_another_workspace_gives_the_same_bytes(
    tmp_path: Path,
) -> None:
    one, other = (sample_workspace(tmp_path / name) for name in ("a", "b"))
    chase(one, "2023-07-29")
    before = snapshot(one)
    chase(one, "2023-07-29")
    assert snapshot(one) == before
    chase(other, "2023-07-29")
    written = {n: data for n, (data, _) in snapshot(other / "outbox").items()}
    assert written == {n: data for n, (data, _) in snapshot(one / "outbox").items()}


def test_a_later_run_of_the_day_replaces_its_own_files_and_no_other_days(root: Path) -> None:
    chase(root, "2023-07-26")
    chase(root, "2023-07-27")
    other = snapshot(folder(root, "2023-07-26"))
    put(root, "消防.xlsx", form("rescue", JULY))
    assert chasing(root, "2023-07-27").aside == []
    assert UNITS["rescue"].name not in told(root, "2023-07-27")
    assert snapshot(folder(root, "2023-07-26")) == other


def test_what_a_clerk_wrote_into_the_texts_is_kept(root: Path) -> None:
    chase(root, "2023-07-27")
    path = folder(root, "2023-07-27") / "催报文字.txt"
    path.write_text("我改的", "utf-8")
    (aside,) = chasing(root, "2023-07-27").aside
    assert (root / aside).read_text("utf-8") == "我改的"
    assert path.read_text("utf-8-sig") != "我改的"


def test_a_month_is_published_as_if_nobody_had_been_chased(tmp_path: Path) -> None:
    one, other = (sample_workspace(tmp_path / name) for name in ("a", "b"))
    chase(one, "2023-07-29")
    for root in (one, other):
        publish(root, JULY)
    months = [snapshot(root / "outbox/2023-07") for root in (one, other)]
    first, second = ({n: data for n, (data, _) in m.items()} for m in months)
    assert first == second


# --- The command -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2023-07-29", "2023/7/29", "2023年7月29日", "20230729"])
def test_a_day_is_understood_as_people_write_it(
    root: Path, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(root, "chase", "--on", day) == 0
    assert "2023年7月29日" in capsys.readouterr().out
    assert folder(root, "2023-07-29").is_dir()


def test_a_copy_that_a_newer_workbook_made_needless_is_not_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the 29th a workbook stood returned that has been replaced since: no run writes its copy any more."""
    root = sample_workspace(tmp_path)
    publish(root, JULY)
    assert command(root, "chase", "--on", "2023-07-29") == 0
    said = capsys.readouterr().out
    again = re.search(r"请再催一次（pipeline (chase) (--month) (\S+) (--on) (\S+)）。", said)
    assert again
    assert "pipeline monthly" not in said
    assert "（按行业领域计：退回待改3个、逾期未报2个；另" in said
    rows = [line.split() for line in said.splitlines() if line.startswith("区交警大队")]
    assert rows[-1][1:4] == ["隐患台账", "逾期未整改1个", "—"], "why a unit that reported is chased"
    assert command(root, *again.groups()) == 0
    assert "退回件随附" in capsys.readouterr().out


def test_copies_and_overdue_hazards_are_spoken_of_only_where_there_are_any(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    assert command(root, "chase", "--month", "2023-06", "--on", "2023-06-29") == 0
    said = capsys.readouterr().out
    assert "下一步：把催报文字分别发给各单位；催报一览打印张贴。" in said
    assert "逾期未整改" not in said
    assert "（电话未登记）" in said
    assert re.search("(?m)^区安委会办公室 .* 本办公室$", said)
    assert " （" not in said


@pytest.mark.parametrize("tried", [False, True])
def test_the_day_on_which_a_sample_is_to_be_chased_can_be_chased(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, tried: bool
) -> None:
    """tried: somebody changed a copy of a sample form, which came today."""
    root = sample_workspace(tmp_path)
    if tried:
        book = load_workbook(root / "inbox/sample/2023-07/消防7月.xlsx")
        book["消防"]["E10"] = "11个左右"
        book.save(root / "inbox/消防.xlsx")
    assert command(root, "monthly", "--month", "2023-07", "--no-pdf") == 0
    (day,) = re.findall(r"pipeline chase --month 2023-07 --on (\S+?) ", capsys.readouterr().out)
    assert day == "2023-07-31"
    assert command(root, "chase", "--month", "2023-07", "--on", day) == 0


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--on", "2023-02-30"], "2023-02-30"),
        (["--on", "七月"], "七月"),
        (["--on", "2023-07-29 10:00"], "2023-07-29 10:00"),
        (["--on", "2023-05-21"], "2023年5月21日"),
        (["--on", "2024-02-01"], "2024年2月1日"),
        (["--on", "2023-07-29", "--month", "2024-01"], "2024年1月"),
        ([], "今天"),  # years after the campaign
    ],
)
def test_2_for_a_day_or_a_month_outside_the_campaign(
    root: Path, arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(root, "chase", *arguments) == 2
    said = capsys.readouterr().err
    assert word in said
    assert "Traceback" not in said
    assert not (root / "outbox").exists()


def spoil_text(root: Path) -> None:
    path = root / "templates/chase.txt.j2"
    path.write_text(path.read_text("utf-8") + "{{ lost }}", "utf-8")


def no_style(root: Path) -> None:
    (root / "templates/office_table.css").unlink()


def wrong_weight(root: Path) -> None:
    (root / "schemas/assessment.toml").write_text("[assessment.weights]\nlost = 1\n", "utf-8")


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (spoil_text, "templates/chase.txt.j2"),
        (no_style, "templates/office_table.css"),
        (wrong_weight, "schemas/assessment.toml：assessment.weights.lost"),
    ],
)
def test_1_names_what_is_wrong_and_writes_nothing(
    root: Path, spoil: Callable[[Path], None], where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(root)
    assert command(root, "chase", "--on", "2023-07-29") == 1
    assert where in capsys.readouterr().err
    assert not (root / "outbox").exists()


def test_the_verdict_says_that_copies_are_still_to_be_made(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "经发局.xlsx", RETURNED)
    said = []
    for _ in range(2):
        assert command(root, "chase", "--on", "2023-07-29") == 0
        said.append(capsys.readouterr().out.splitlines()[-1])
        publish(root, JULY)
    assert "pipeline monthly --month 2023-07" in said[0]
    assert said[1] == "下一步：把催报文字分别发给各单位，退回件随附；催报一览打印张贴。"


def chasing_command(root: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the verdict of `monthly` tells to type after `pipeline chase`."""
    assert command(root, "monthly") == 0
    (line,) = [x for x in capsys.readouterr().out.splitlines() if "催报文字" in x]
    asked = re.search(r"pipeline chase((?: --[a-z]+ [-0-9]+)+)", line)
    assert asked
    return asked[1].split()


def test_the_verdict_of_a_month_names_the_command_that_chases(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", form("rescue", JULY))
    assert chasing_command(root, capsys) == ["--month", "2023-07"]


def test_the_verdict_of_a_sample_names_a_day_on_which_it_can_be_chased(
    sample_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(sample_root, "chase", *chasing_command(sample_root, capsys)) == 0
    # Three for an overdue hazard alone, one for a milestone.
    assert "要催6个单位" in capsys.readouterr().out


def test_where_the_month_is_in_it_is_said_what_is_still_chased_for(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for unit in UNITS:
        put(root, f"7/{unit}.xlsx", form(unit, JULY), "2023-07-26T10:00:00+08:00")
        if unit != "police":
            put(root, f"6/{unit}.xlsx", form(unit, JUNE), "2023-06-26T10:00:00+08:00")
    assert command(root, "chase", "--month", "2023-07", "--on", "2023-07-29") == 0
    said = capsys.readouterr().out
    assert re.search(r"要催[0-9]+个单位（催的是往期报表、台账或节点任务），", said)


def test_the_offices_own_sheet_is_not_counted_among_the_sectors(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "a.xlsx", form("rescue", JULY), "2023-07-26T10:00:00+08:00")
    assert command(root, "chase", "--on", "2023-07-27") == 0
    assert "要催9个单位（按行业领域计：待报11个，综合表待报" in capsys.readouterr().out
    page = (folder(root, "2023-07-27") / "催报一览.html").read_text("utf-8")
    assert "共9个单位（按行业领域计：待报11个，综合表待报）。" in page
