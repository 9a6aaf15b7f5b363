"""Names and folders in the inbox, however odd, deep or alike."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from pipeline.files.walking import walk
from tests.support.inboxes import UNITS, good, received, rules
from tests.support.published import command, files, manifest, snapshot, table
from tests.support.workspaces import JUNE, form, put, workspace

ODD = [
    "换\n行\r.xlsx",
    "\x1b[31m红\x07\x9b.xlsx",
    "=cmd|' /C calc'!A0.xlsx",
    "长" * 80 + ".xlsx",
    os.fsdecode(b"\xb1\xa8\xb1\xed.xlsx"),  # 报表 in GBK
    "-rf {0} %s.xlsx",
    '引"号，,逗号;.xlsx',
    "右到左\u202excod.exe",
    "  空 格  .xlsx  ",
]


@pytest.fixture
def odd(root: Path) -> Path:
    """Nine good forms under names that nobody should use."""
    for unit, name in zip(UNITS, ODD, strict=True):
        put(root, name, good(unit))
    return root


def test_forms_count_under_whatever_name_and_the_screen_shows_it_harmless(
    odd: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(odd, "\x1b[2J清屏\n.xlsx", b"nothing of ours")
    run = received(odd)
    assert [f["status"] for f in run.values()].count("accepted") == 9
    assert manifest(odd, "2023-06")["coverage"]["accepted"] == 12
    assert run["\\xb1\\xa8\\xb1\\xed.xlsx"]["unit"] == UNITS[4]
    said = capsys.readouterr()
    shown = (said.out + said.err).replace("\n", "")
    assert not [c for c in shown if not c.isprintable()]
    assert "[2J清屏" in shown
    paths = {f"inbox/{p}" for p, f in run.items() if f["status"] == "accepted"}
    assert {r["file"] for r in table(odd, "2023-06", "figures.csv")} == paths


def test_a_second_run_over_odd_names_changes_nothing(odd: Path) -> None:
    put(odd, "报表.xlsx", good(UNITS[4]))  # the same bytes as one name that is no UTF-8
    received(odd)
    before = snapshot(odd)
    received(odd)
    assert snapshot(odd) == before


def test_sub_folders_of_any_depth_are_looked_into(root: Path) -> None:
    put(root, "/".join("一二三四五六七八") + "/消防.xlsx", good("rescue"))
    put(root, "一/.隐藏/电力.xlsx", good("grid"))
    assert [f["status"] for p, f in received(root).items() if "xlsx" in p] == ["accepted"] * 2


class Listed:
    """Entries of a folder in an order of their own, as os.scandir gives them."""

    def __init__(self, entries: list[Any]) -> None:
        self._entries = iter(entries)

    def __iter__(self) -> Iterator[Any]:
        return self._entries

    def __next__(self) -> Any:
        return next(self._entries)

    def __enter__(self) -> Iterator[Any]:
        return self._entries

    def __exit__(self, *_: object) -> None:
        pass


def test_the_order_in_which_the_disk_lists_files_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = []
    for n, turn in enumerate((1, -1)):
        root = workspace(tmp_path / str(n))
        for unit in UNITS[::turn]:
            put(root, f"{unit}/报表.xlsx", good(unit))
            put(root, f"{unit}/报表（副本）.xlsx", good(unit))
        scan = os.scandir

        def turned(at: Any, turn: int = turn, scan: Any = scan) -> Any:
            with scan(at) as entries:
                return Listed(sorted(entries, key=lambda e: e.name, reverse=turn < 0))

        monkeypatch.setattr("pipeline.files.walking.os.scandir", turned)
        received(root)
        monkeypatch.undo()
        receipts = (root / "inbox/receipts.csv").read_bytes()
        outbox = {name: data for name, (data, _) in snapshot(root / "outbox").items()}
        outputs.append((outbox, receipts))
    assert outputs[0] == outputs[1]


def test_nothing_in_the_inbox_is_ever_changed_but_receipts(odd: Path) -> None:
    wrong = form("rescue", JUNE, {"fire_self_fixed": 9999})
    put(odd, "退回.xlsx", wrong)
    put(odd, "~$锁.xlsx", b"lock")
    put(odd, "坏/坏.xlsx", b"PK\x03\x04 broken")
    put(odd, "补充.txt", "补充。".encode())
    (odd / "inbox/退回.xlsx").chmod(0o444)
    (odd / "inbox/空").mkdir()
    (odd / "inbox/链接.xlsx").symlink_to("退回.xlsx")
    command(odd, "check", "--month", "2023-06")
    before, entries = snapshot(odd / "inbox"), sorted((odd / "inbox").rglob("*"))
    receipts = before["receipts.csv"]
    put(odd, "新来.xlsx", form("grid", JUNE, {"power_self_found": 99}))
    for arguments in (["monthly"], ["check"], ["forms", "--month", "2023-07"], ["templates"]):
        assert command(odd, *arguments) == 0
    after = snapshot(odd / "inbox")
    assert after.pop("receipts.csv")[0].startswith(receipts[0])
    assert after.pop("新来.xlsx")
    before.pop("receipts.csv")
    assert after == before
    assert sorted((odd / "inbox").rglob("*")) == sorted([*entries, odd / "inbox/新来.xlsx"])
    assert (odd / "inbox/退回.xlsx").stat().st_mode & 0o777 == 0o444


@pytest.fixture
def deep(fire: Path) -> Iterator[Path]:
    """An inbox with folders in folders, far deeper than a program calls itself or a path can be long."""
    here = Path.cwd()
    os.chdir(fire / "inbox")
    for n in range(2500):
        Path("深").mkdir()
        os.chdir("深")
        if n in (900, 2499):
            Path("电力.xlsx").write_bytes(good("grid"))
    os.chdir(here)
    yield fire
    subprocess.run(["rm", "-rf", str(fire / "inbox/深")], check=True)


def test_folders_are_looked_into_as_deep_as_a_path_can_be_and_no_deeper(deep: Path) -> None:
    assert command(deep, "monthly", "--month", "2023-06") == 0
    run = files(deep, "2023-06")
    accepted = [p for p, f in run.items() if f["status"] == "accepted"]
    assert len(accepted) == 2
    (closed,) = [f for f in run.values() if f["status"] == "unreadable"]
    assert (rules(closed), closed["sha256"]) == (["F1b"], None)
    assert "路径太长" in closed["findings"][0]["message"]


class Junction:
    """An entry of a folder on Windows that leads to another folder."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def is_dir(self, *, follow_symlinks: bool) -> bool:
        return not follow_symlinks

    def is_junction(self) -> bool:
        return True


class Unknown(Junction):
    """An entry of which the system will not say what it is."""

    def is_dir(self, *, follow_symlinks: bool) -> bool:
        raise PermissionError(follow_symlinks)


@pytest.mark.parametrize("kind", [Junction, Unknown])
def test_what_is_perhaps_no_folder_itself_is_an_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Junction]
) -> None:
    entries = [kind(tmp_path / "link")]
    monkeypatch.setattr("pipeline.files.walking.os.scandir", lambda _: nullcontext(entries))
    assert [e.name for e in walk(tmp_path)] == [f"{tmp_path.name}/link"]


def test_folders_named_like_workbooks_are_folders(fire: Path) -> None:
    put(fire, "报表.xlsx/电力.xlsx", good("grid"))
    (fire / "inbox/空.xlsx").mkdir()
    (fire / "inbox/补充.txt").mkdir()
    run = received(fire)
    assert {p: f["status"] for p, f in run.items()} == {
        "receipts.csv": "ignored",
        "报表.xlsx/电力.xlsx": "accepted",
        "消防.xlsx": "accepted",
    }


def test_names_that_differ_in_case_or_in_normal_form_are_different_files(root: Path) -> None:
    names = ["Form.xlsx", "FORM.xlsx", "ü.xlsx", "u\u0308.xlsx", "ガ.xlsx", "カ\u3099.xlsx"]
    for unit, name in zip(UNITS, names, strict=False):
        put(root, name, good(unit))
    run = received(root)
    assert [run[n]["status"] for n in names] == ["accepted"] * 6
    assert [run[n]["unit"] for n in names] == UNITS[:6]


def test_a_name_that_is_no_utf8_is_not_mixed_up_with_one_that_spells_its_bytes(root: Path) -> None:
    written_out, odd, odder = "\\xb1\\\\xb1.xlsx", b"\xb1\\\\xb1.xlsx", b"\\xb1\\\\xb1\xb1.xlsx"
    put(root, written_out, good("rescue"))
    put(root, os.fsdecode(odd), good("grid"))
    put(root, os.fsdecode(odder), good("ecology"))
    assert command(root, "monthly") == 0
    run = files(root, "2023-06")
    assert run[f"inbox/{written_out}"]["unit"] == "rescue"
    assert run[f"inbox/{written_out}′"]["unit"] == "grid"
    assert [f["status"] for f in run.values()].count("accepted") == 3


def test_hard_links_are_the_same_file_twice(fire: Path) -> None:
    (fire / "inbox/又.xlsx").hardlink_to(fire / "inbox/消防.xlsx")
    run = received(fire)
    assert (run["又.xlsx"]["status"], run["消防.xlsx"]["status"]) == ("accepted", "duplicate")


def test_an_inbox_that_is_no_folder_is_said(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "inbox").rmdir()
    for make in (Path.touch, lambda at: at.symlink_to(root / "没有")):
        make(root / "inbox")
        assert command(root, "monthly") == 2
        assert capsys.readouterr().err.startswith("inbox不是文件夹。请把它移走")
        assert command(root, "lint") == 1
        assert "inbox不是文件夹。请把它移走" in "".join(capsys.readouterr())
        (root / "inbox").unlink()


def test_an_inbox_may_be_a_link_to_a_folder(fire: Path, tmp_path: Path) -> None:
    (fire / "inbox").rename(tmp_path / "别处")
    (fire / "inbox").symlink_to(tmp_path / "别处")
    assert command(fire, "monthly") == 0
    assert files(fire, "2023-06")["inbox/消防.xlsx"]["status"] == "accepted"
