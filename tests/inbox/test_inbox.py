"""What lies in the inbox: what is ignored, what cannot be read, what the office is told of it."""

import errno
import hashlib
import io
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.inbox import arrivals as inbox
from tests.support.inboxes import UNITS, good, link_to_file, pipe, received, rules
from tests.support.published import command, files, manifest
from tests.support.workspaces import JULY, JUNE, ROOT, check, declarations, form, put


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


def link_to_folder(at: Path, outside: Path) -> None:
    at.symlink_to(outside)


def dangling_link(at: Path, outside: Path) -> None:
    at.symlink_to(outside / "没有.xlsx")


def link_in_a_circle(at: Path, _: Path) -> None:
    at.symlink_to(at.parent)


def socket(at: Path, _: Path) -> None:
    os.mknod(at, 0o600 | stat.S_IFSOCK)


@pytest.mark.parametrize(
    "make", [link_to_file, link_to_folder, dangling_link, link_in_a_circle, pipe, socket]
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
    for name, size in (("空.xlsx", "0字节"), ("大.xlsx", "12兆字节")):
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
    assert rules(run["锁.xlsx"]) == ["F1b"]
    assert "权限" in run["锁.xlsx"]["findings"][0]["message"]
    assert run["消防.xlsx"]["status"] == "accepted"


def test_a_file_that_is_taken_away_meanwhile_is_unreadable_and_stops_nobody(
    fire: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(fire, "电力.xlsx", good("grid"))
    walk = inbox.walk

    def walk_and_lose(folder: Path) -> Any:
        found = walk(folder)
        path.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(inbox, "walk", walk_and_lose)
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
    assert (entry["status"], entry["sha256"], rules(entry)) == ("unreadable", None, ["F1b"])


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
    for twin in ("b/电力.xlsx", "b/电力（转发）.xlsx"):
        (told,) = run[twin]["findings"]
        assert (told["rule"], told["severity"], told["value"]) == (
            "N8",
            "notice",
            "inbox/a/电力.xlsx",
        )


def test_samples_are_ignored_as_soon_as_one_real_form_lies_there(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "inbox" / "sample", root / "inbox" / "sample")
    put(root, "消防.xlsx", good("rescue"))
    run = received(root)
    samples = {p: f for p, f in run.items() if p.startswith("sample/")}
    assert len(samples) == 22
    said = capsys.readouterr().out
    assert "  随附的样例：21个，已有真实报表，样例不再计入，不必删除。\n" in said
    assert "  不是报表的文件：1个（扫描件、临时文件和本办公室自己的文字）。\n" in said
    assert {f["status"] for f in samples.values()} == {"ignored"}
    ours = samples.pop("sample/节点台账.xlsx")  # the office's own file, never a form
    assert rules(ours) == []
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


def said_of(capsys: pytest.CaptureFixture[str], name: str) -> str:
    """The line about a file in the list of those that do not count."""
    _, _, listed = capsys.readouterr().out.partition("月的其他文件：")
    (line,) = [s for s in listed.splitlines() if s.startswith(f"  inbox/{name}：")]
    return line


def test_a_file_with_a_newer_version_names_it(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = form("rescue", JUNE, {"fire_self_found": 99})
    put(fire, "消防.xlsx", good("rescue"), "2023-06-26T10:00:00+08:00")
    put(fire, "消防（新）.xlsx", newer, "2023-06-27T10:00:00+08:00")
    assert received(fire)["消防.xlsx"]["status"] == "superseded"
    assert "inbox/消防（新）.xlsx" in said_of(capsys, "消防.xlsx")


def test_a_copy_names_the_file_that_counts(fire: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(fire, "消防（转发）.xlsx", good("rescue"))
    assert received(fire)["消防.xlsx"]["status"] == "accepted"
    assert "inbox/消防.xlsx" in said_of(capsys, "消防（转发）.xlsx")


def test_a_withdrawn_file_says_who_decided_and_why(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(fire, "电力.xlsx", good("grid"))
    row = "2023-06,消防,,撤回,inbox/消防.xlsx,单位来函,王主任,2023-06-28"
    head = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    unit = declarations().roster.units["rescue"].name
    put(fire, "decisions.csv", f"{head}\n{row.replace('消防,,', f'{unit},,')}\n".encode())
    entry = received(fire)["消防.xlsx"]
    assert entry["status"] == "withdrawn"
    assert [(f["rule"], f["value"]) for f in entry["findings"]] == [("N8b", "王主任：单位来函")]
    assert "王主任：单位来函" in said_of(capsys, "消防.xlsx")


def test_files_of_other_months_are_counted_by_month_and_those_that_are_none_together(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(fire, "7月/电力.xlsx", form("grid", JULY))
    put(fire, "7月/消防.xlsx", form("rescue", JULY))
    put(fire, "~$锁.xlsx", b"lock")
    received(fire)
    said = capsys.readouterr().out
    assert "2023年7月2个" in said
    assert "不是报表的文件：1个" in said  # not the tables that the office keeps


def test_nothing_is_said_where_every_file_counts(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    received(fire)
    assert "没有计入" not in capsys.readouterr().out


def test_many_files_of_one_kind_are_named_up_to_a_number(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(30):
        put(fire, f"转发{n:02d}.xlsx", good("rescue"))
    received(fire)
    said = capsys.readouterr().out
    assert said.count("内容完全相同") == 20
    assert "还有10个" in said
