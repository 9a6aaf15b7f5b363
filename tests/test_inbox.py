import errno
import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline import inbox
from tests.published import command, files, manifest, snapshot, table
from tests.workspaces import JUNE, ROOT, check, declarations, form, put, workspace

UNITS = [u for u in declarations().roster.units if u != "office"]


@cache
def good(unit: str) -> bytes:
    """A unit's form for June without a fault."""
    return form(unit, JUNE)


def received(root: Path) -> dict[str, dict[str, Any]]:
    """The files of the manifest after a run, by path without inbox/."""
    assert command(root, "monthly", "--month", "2023-06") == 0
    run = {p.removeprefix("inbox/"): f for p, f in files(root, "2023-06").items()}
    found = (p for p in (root / "inbox").rglob("*") if p.is_symlink() or not p.is_dir())
    assert sorted(run) == sorted(
        os.fsencode(p.relative_to(root / "inbox")).decode("utf-8", "backslashreplace")
        for p in found
    )
    return run


def rules(file: dict[str, Any]) -> list[str]:
    return [f["rule"] for f in file["findings"]]


@pytest.fixture
def fire(root: Path) -> Path:
    """A workspace in which one good form lies."""
    put(root, "消防.xlsx", good("rescue"))
    return root


def test_what_other_programs_leave_behind_is_ignored_in_every_folder(fire: Path) -> None:
    names = ["~$消防.xlsx", ".~消防.xlsx", "._消防.xlsx", "Thumbs.db", "THUMBS.DB", "desktop.ini"]
    names += ["Desktop.ini", ".DS_Store", "消防.tmp", "消防.xlsx.crdownload", "消防.XLSX.TMP"]
    data = good("grid")  # even where it is a form
    left = [folder + name for folder in ("", "六月/") for name in names]
    for path in left:
        put(fire, path, data)
    run = received(fire)
    for path in left:
        assert run[path]["status"] == "ignored", path
        assert run[path]["sha256"] == hashlib.sha256(data).hexdigest()
        assert (run[path]["received_at"], run[path]["findings"]) == (None, [])
    assert manifest(fire, "2023-06")["coverage"]["accepted"] == 1


@pytest.mark.parametrize("name", ["补充一.txt", "补充.md", "补充2：说明.txt"])
def test_the_offices_own_paragraphs_are_ignored_in_the_inbox_itself_alone(
    fire: Path, name: str
) -> None:
    put(fire, name, "请各单位注意防汛。".encode())
    put(fire, f"六月/{name}", "请各单位注意防汛！".encode())
    run = received(fire)
    assert run[name]["status"] == "ignored"
    assert run[f"六月/{name}"]["status"] == "unreadable"


def test_the_offices_own_tables_are_ignored_and_known_as_they_are_after_the_run(
    fire: Path,
) -> None:
    head = "period,unit,sector,decision,target,reason,decided_by,decided_on\n"
    put(fire, "decisions.csv", head.encode())
    for _ in range(2):  # the first run appends to receipts.csv, the second does not
        run = received(fire)
        for name in ("receipts.csv", "decisions.csv"):
            on_disk = hashlib.sha256((fire / "inbox" / name).read_bytes()).hexdigest()
            assert (run[name]["status"], run[name]["sha256"]) == ("ignored", on_disk)


def test_stamped_scans_are_listed_as_such(fire: Path) -> None:
    names = ["盖章.pdf", "盖章.jpg", "六月/盖章.jpeg", "盖章.PNG"]
    for name in names:
        put(fire, name, b"%PDF-1.7 or whatever")
    run = received(fire)
    for name in names:
        assert run[name]["status"] == "ignored"
        assert [f["severity"] for f in run[name]["findings"]] == ["notice"]
        assert "扫描件" in run[name]["findings"][0]["message"]


def test_forms_whose_names_only_resemble_ignored_ones_count(root: Path) -> None:
    names = ["报表.xlsx.pdf.xlsx", "tmp", "补充.docx.xlsx", "~消防.xlsx", "receipts.xlsx"]
    for unit, name in zip(UNITS, names, strict=False):
        put(root, name, good(unit))
    run = received(root)
    assert [run[n]["status"] for n in names] == ["accepted"] * 5


def link_to_file(at: Path, outside: Path) -> None:
    at.symlink_to(outside / "电力.xlsx")


def link_to_folder(at: Path, outside: Path) -> None:
    at.symlink_to(outside)


def dangling_link(at: Path, outside: Path) -> None:
    at.symlink_to(outside / "没有.xlsx")


def link_in_a_circle(at: Path, _: Path) -> None:
    at.symlink_to(at.parent)


def pipe(at: Path, _: Path) -> None:
    os.mkfifo(at)


@pytest.mark.parametrize(
    "make", [link_to_file, link_to_folder, dangling_link, link_in_a_circle, pipe]
)
def test_links_and_pipes_are_unreadable_and_never_followed(
    fire: Path, tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    outside, names = tmp_path / "外面", ("电力.xlsx", "下级/电力.xlsx")
    outside.mkdir()
    (outside / "电力.xlsx").write_bytes(good("grid"))
    for name in names:
        at = fire / "inbox" / name
        at.parent.mkdir(exist_ok=True)
        make(at, outside)
    run = received(fire)
    for name in names:
        entry = run[name]
        assert (entry["status"], entry["sha256"], rules(entry)) == ("unreadable", None, ["F1"])
    assert manifest(fire, "2023-06")["coverage"]["accepted"] == 1
    assert "电力" not in (fire / "inbox/receipts.csv").read_text("utf-8-sig")


def test_an_empty_and_an_oversized_file_are_unreadable_with_their_size(fire: Path) -> None:
    put(fire, "空.xlsx", b"")
    put(fire, "大.xlsx", b"PK")
    os.truncate(fire / "inbox/大.xlsx", inbox.LARGEST_FILE + 2**21)
    run = received(fire)
    for name, size in (("空.xlsx", "0字节"), ("大.xlsx", "12582912字节")):
        data = (fire / "inbox" / name).read_bytes()
        assert (run[name]["status"], rules(run[name])) == ("unreadable", ["F2"])
        assert run[name]["sha256"] == hashlib.sha256(data).hexdigest()
        assert size in run[name]["findings"][0]["message"]


def padded(data: bytes, size: int) -> bytes:
    """A workbook blown up to so many bytes, as by a picture."""
    empty = 0
    for picture in (b"", bytes(size - len(data))):
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as package:
            package.writestr("xl/media/image1.bmp", picture[empty:])
        empty = len(out.getvalue()) - len(data)
    return out.getvalue()


def test_a_form_of_just_the_largest_size_counts_and_one_byte_more_does_not(root: Path) -> None:
    for unit, more in (("rescue", 0), ("grid", 1)):
        data = padded(good(unit), inbox.LARGEST_FILE + more)
        assert len(data) == inbox.LARGEST_FILE + more
        put(root, f"{unit}.xlsx", data)
    run = received(root)
    assert run["rescue.xlsx"]["status"] == "accepted"
    assert rules(run["grid.xlsx"]) == ["F2"]


def test_a_file_that_may_not_be_read_is_unreadable_and_stops_nobody(
    fire: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(fire, "锁.xlsx", good("grid"))
    really_open = os.open

    def closed(path: Any, *args: Any, **more: Any) -> int:
        if str(path).endswith("锁.xlsx"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return really_open(path, *args, **more)

    monkeypatch.setattr(os, "open", closed)
    run = received(fire)
    assert (run["锁.xlsx"]["status"], run["锁.xlsx"]["sha256"]) == ("unreadable", None)
    assert rules(run["锁.xlsx"]) == ["F4"]
    assert run["消防.xlsx"]["status"] == "accepted"


def test_a_file_that_is_taken_away_meanwhile_is_unreadable_and_stops_nobody(
    fire: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(fire, "电力.xlsx", good("grid"))
    walk = os.walk

    def walk_and_lose(*args: Any, **more: Any) -> Iterator[Any]:
        yield from list(walk(*args, **more))
        path.unlink(missing_ok=True)

    monkeypatch.setattr(os, "walk", walk_and_lose)
    assert command(fire, "monthly") == 0
    assert files(fire, "2023-06")["inbox/电力.xlsx"]["status"] == "unreadable"


def test_a_folder_that_cannot_be_opened_has_an_entry_of_its_own(
    fire: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(fire, "密/电力.xlsx", good("grid"))
    really_scan = os.scandir

    def closed(path: Any) -> Any:
        if str(path).endswith("密"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return really_scan(path)

    monkeypatch.setattr(os, "scandir", closed)
    assert command(fire, "monthly") == 0
    entry = files(fire, "2023-06")["inbox/密"]
    assert (entry["status"], entry["sha256"], rules(entry)) == ("unreadable", None, ["F1"])


def test_the_same_bytes_count_once_with_the_earliest_time(fire: Path) -> None:
    data = good("grid")
    put(fire, "a/电力.xlsx", data, "2023-06-29T10:00:00+08:00")
    put(fire, "b/电力.xlsx", data, "2023-06-27T10:00:00+08:00")
    put(fire, "b/电力（转发）.xlsx", data, "2023-06-30T10:00:00+08:00")
    run = received(fire)
    grid = {p: f["status"] for p, f in run.items() if "电力" in p}
    assert grid == {
        "a/电力.xlsx": "accepted",
        "b/电力.xlsx": "duplicate",
        "b/电力（转发）.xlsx": "duplicate",
    }
    assert {run[p]["received_at"] for p in grid} == {"2023-06-27T10:00:00+08:00"}
    receipts = (fire / "inbox/receipts.csv").read_text("utf-8-sig")
    assert receipts.count(hashlib.sha256(data).hexdigest()) == 1
    assert run["a/电力.xlsx"]["on_time"] is True


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


def test_the_order_in_which_the_disk_lists_files_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = []
    for n, turn in enumerate((1, -1)):
        root = workspace(tmp_path / str(n))
        for unit in UNITS[::turn]:
            put(root, f"{unit}/报表.xlsx", good(unit))
            put(root, f"{unit}/报表（副本）.xlsx", good(unit))
        walk = os.walk
        monkeypatch.setattr(
            os,
            "walk",
            lambda *a, walk=walk, turn=turn, **m: (
                (at, folders[::turn], names[::turn])
                for at, folders, names in list(walk(*a, **m))[::turn]
            ),
        )
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


def test_samples_are_ignored_as_soon_as_one_real_form_lies_there(root: Path) -> None:
    shutil.copytree(ROOT / "inbox" / "sample", root / "inbox" / "sample")
    put(root, "消防.xlsx", good("rescue"))
    run = received(root)
    samples = {p: f for p, f in run.items() if p.startswith("sample/")}
    assert len(samples) == 21
    assert {f["status"] for f in samples.values()} == {"ignored"}
    assert {tuple(rules(f)) for f in samples.values()} == {("F7",)}
    assert manifest(root, "2023-06")["sample"] is False
    assert manifest(root, "2023-06")["coverage"]["accepted"] == 1
    assert "样例" not in (root / "outbox/2023-06/月通报.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["盖章.pdf", "a.jpg", "报表.PNG"])
def test_a_form_under_the_name_of_a_scan_is_a_form(root: Path, name: str) -> None:
    put(root, name, form("rescue", JUNE))
    states = {f.path: f.status for f in check(root, JUNE).files}
    assert states[f"inbox/{name}"] == "accepted"


@pytest.mark.parametrize("seconds", [10**12, -(10**12), 253402300799])
def test_a_time_that_no_calendar_knows_stops_nobody(seconds: int) -> None:
    offset = declarations().campaign.offset
    assert inbox._modified(seconds, offset).tzinfo == offset
