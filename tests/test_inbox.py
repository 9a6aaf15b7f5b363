import errno
import hashlib
import io
import os
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.files import regular_file
from pipeline.files.walking import walk
from pipeline.inbox import arrivals as inbox
from tests.published import command, files, manifest, snapshot, table
from tests.workspaces import JULY, JUNE, ROOT, check, declarations, form, put, workspace

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


def test_samples_are_ignored_as_soon_as_one_real_form_lies_there(root: Path) -> None:
    shutil.copytree(ROOT / "inbox" / "sample", root / "inbox" / "sample")
    put(root, "消防.xlsx", good("rescue"))
    run = received(root)
    samples = {p: f for p, f in run.items() if p.startswith("sample/")}
    assert len(samples) == 22
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


# --- What changes under the reader's hands ------------------------------------------------------------------------


def looks_regular(monkeypatch: pytest.MonkeyPatch, name: str, like: Path) -> None:
    """lstat is told that an entry is an ordinary file: it was one until just now."""
    really, regular = os.lstat, like.lstat()

    def lstat(path: Any) -> os.stat_result:
        return regular if str(path).endswith(name) else really(path)

    monkeypatch.setattr("pipeline.files.regular_file.os.lstat", lstat)


@pytest.mark.parametrize(
    ("make", "rule"), [(pipe, "F1"), (link_to_file, "F1b"), (lambda at, _: at.mkdir(), "F1b")]
)
def test_what_takes_a_files_place_before_it_is_opened_is_neither_followed_nor_waited_for(
    fire: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Any, rule: str
) -> None:
    (tmp_path / "电力.xlsx").write_bytes(good("grid"))
    entry = inbox.Entry("inbox/换.xlsx", str(fire / "inbox/换.xlsx"))
    make(Path(entry.path), tmp_path)
    looks_regular(monkeypatch, "换.xlsx", fire / "inbox/消防.xlsx")
    arrival, _ = inbox._look(entry, declarations())
    assert (arrival.fate, arrival.sha256, arrival.data) == ("unreadable", None, None)
    assert [f.rule for f in arrival.findings] == [rule]


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def touch(path: Path) -> None:
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))


@pytest.mark.parametrize("change", [grow, touch])
def test_a_file_that_changes_while_it_is_read_waits_for_the_next_run_without_a_receipt(
    fire: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    path = put(fire, "电力.xlsx", good("grid"))
    really = regular_file._read

    def read_while_written(file: Any, size: int) -> Any:
        read = really(file, size)
        if read[2] == hashlib.sha256(good("grid")).hexdigest():
            change(path)
        return read

    monkeypatch.setattr(regular_file, "_read", read_while_written)
    entry = received(fire)["电力.xlsx"]
    assert (entry["status"], entry["sha256"], entry["received_at"]) == ("unreadable", None, None)
    assert rules(entry) == ["F2b"]
    assert "电力" not in (fire / "inbox/receipts.csv").read_text("utf-8-sig")
    monkeypatch.undo()
    put(fire, "电力.xlsx", good("grid"))
    assert received(fire)["电力.xlsx"]["status"] == "accepted"


def test_the_office_table_that_is_being_written_stops_the_run(
    fire: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = put(fire, "decisions.csv", b"period\n")
    really = regular_file._read

    def read_while_written(file: Any, size: int) -> Any:
        read = really(file, size)
        grow(path)
        return read

    monkeypatch.setattr(regular_file, "_read", read_while_written)
    assert command(fire, "monthly") == 1
    assert "inbox/decisions.csv：" in capsys.readouterr().err


# --- Sizes and numbers --------------------------------------------------------------------------------------------


def test_a_file_that_claims_a_terabyte_is_not_hashed_and_has_no_receipt(fire: Path) -> None:
    put(fire, "大.xlsx", b"PK")
    os.truncate(fire / "inbox/大.xlsx", 2**40)
    entry = received(fire)["大.xlsx"]
    assert (entry["status"], entry["sha256"], rules(entry)) == ("unreadable", None, ["F2"])
    assert "大" not in (fire / "inbox/receipts.csv").read_text("utf-8-sig")


def test_files_are_hashed_up_to_a_limit(fire: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = inbox.LARGEST_FILE + 2**20 + 1
    monkeypatch.setattr(regular_file, "LARGEST_HASHED", limit)
    for size in (limit, limit + 1):
        put(fire, f"{size}.bin", bytes(size))
    run = received(fire)
    assert run[f"{limit}.bin"]["sha256"] == hashlib.sha256(bytes(limit)).hexdigest()
    assert run[f"{limit + 1}.bin"]["sha256"] is None


def test_a_scan_may_be_larger_than_any_form(fire: Path) -> None:
    put(fire, "盖章.pdf", b"%PDF-1.7" + bytes(inbox.LARGEST_FILE))
    entry = received(fire)["盖章.pdf"]
    assert (entry["status"], rules(entry)) == ("ignored", ["F6"])


def test_a_lock_file_that_its_program_does_not_let_go_is_ignored(
    fire: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(fire, "~$消防.xlsx", b"lock")

    def closed(*_: Any) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pipeline.files.regular_file.os.open", closed)
    entry = inbox.Entry("inbox/~$消防.xlsx", str(fire / "inbox/~$消防.xlsx"))
    arrival, _ = inbox._look(entry, declarations())
    assert (arrival.fate, arrival.findings) == ("ignored", ())


def test_thousands_of_strange_files_have_an_entry_each_and_do_not_flood_the_screen(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(1000):
        put(fire, f"拷错的/{n // 100}/{n}.txt", b"%d" % n)
    run = received(fire)
    said = capsys.readouterr().out
    assert [f["status"] for f in run.values()].count("unreadable") == 1000
    assert run["消防.xlsx"]["status"] == "accepted"
    assert "还有980个文件，也是〔F3〕" in said
    assert len(said.splitlines()) < 120


class Endless(io.RawIOBase):
    """A file that never ends, whatever size it claims."""

    def read(self, size: int = -1) -> bytes:
        return bytes(size)


def test_no_more_is_read_than_is_allowed_whatever_a_file_claims(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(regular_file, "LARGEST_HASHED", inbox.LARGEST_FILE + 2**22)
    data, head, _, size = regular_file._read(Endless(), 5)
    assert (data, head) == (None, bytes(16))
    assert size <= inbox.LARGEST_FILE + 2**22 + 2**20


def test_thousands_of_strange_files_alone_are_told_in_a_few_lines(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(50):
        put(root, f"{n}.txt", b"%d" % n)
    assert command(root, "check") == 2
    said = capsys.readouterr().err
    assert "还有30个文件" in said
    assert said.count(".txt：") == 20


# --- Names and folders --------------------------------------------------------------------------------------------


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
        assert "inbox" in capsys.readouterr().err
        (root / "inbox").unlink()


def test_an_inbox_may_be_a_link_to_a_folder(fire: Path, tmp_path: Path) -> None:
    (fire / "inbox").rename(tmp_path / "别处")
    (fire / "inbox").symlink_to(tmp_path / "别处")
    assert command(fire, "monthly") == 0
    assert files(fire, "2023-06")["inbox/消防.xlsx"]["status"] == "accepted"


# --- What the office is told of files that do not count -----------------------------------------------------------


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
