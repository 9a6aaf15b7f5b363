"""Files that change under the reader's hands, and any size and number of them."""

import errno
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.files import regular_file
from pipeline.inbox import arrivals as inbox
from tests.support.inboxes import good, link_to_file, pipe, received, rules
from tests.support.published import command
from tests.support.workspaces import declarations, put

# --- What changes under the reader's hands ---------------------------------------------------------------------------


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
    entry = inbox.FolderEntry("inbox/换.xlsx", str(fire / "inbox/换.xlsx"))
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


# --- Sizes and numbers -----------------------------------------------------------------------------------------------


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
    entry = inbox.FolderEntry("inbox/~$消防.xlsx", str(fire / "inbox/~$消防.xlsx"))
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
