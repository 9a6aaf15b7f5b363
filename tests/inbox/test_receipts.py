import csv
import hashlib
import io
import os
from collections.abc import Callable
from datetime import timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from pipeline.inbox.receipts import append_receipts, read_receipts
from pipeline.model.errors import OfficeFileError
from pipeline.model.outcomes import Checked
from pipeline.monthly import check_month
from pipeline.receiving.receive import receive
from tests.support.places import ROOT
from tests.support.published import command, files, manifest
from tests.support.workspaces import JUNE, check, form, put

CHINA = timezone(timedelta(hours=8))
SHA, OTHER = "a" * 64, "b" * 64
HEAD = "sha256,file,received_at,note\r\n"
LINE = f"{SHA},inbox/六月.xlsx,2023/6/27 9:05,已核对\r\n"
NEW = {"sha256": OTHER, "file": "inbox/消防.xlsx", "received_at": "2023-06-26T10:00:00+08:00"}


def kept(root: Path) -> list[dict[str, str]]:
    """receipts.csv as rows."""
    data = (root / "inbox/receipts.csv").read_bytes()
    text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gb18030")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def appended(inbox: Path, before: bytes | None) -> bytes:
    """receipts.csv after one row was appended to what stood there."""
    path = inbox / "receipts.csv"
    if before is not None:
        path.write_bytes(before)
    file, _ = read_receipts(inbox, CHINA)
    append_receipts(inbox, file, [NEW])
    assert [p.name for p in inbox.iterdir()] == ["receipts.csv"]
    receipts = read_receipts(inbox, CHINA)[1]
    assert receipts[OTHER].received_at.isoformat() == NEW["received_at"]
    return path.read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_appending_keeps_every_byte_and_the_encoding(tmp_path: Path, encoding: str) -> None:
    before = (HEAD + LINE).encode(encoding)
    after = appended(tmp_path, before)
    assert after.startswith(before)
    added = after.removeprefix(before).decode("utf-8" if encoding == "utf-8-sig" else encoding)
    assert added == f"{OTHER},inbox/消防.xlsx,2023-06-26T10:00:00+08:00,\r\n"


def test_a_missing_last_line_end_is_added_before_the_new_row(tmp_path: Path) -> None:
    before = (HEAD + LINE.strip()).encode()
    after = appended(tmp_path, before)
    assert after.startswith(before + b"\r\n" + OTHER.encode())
    assert read_receipts(tmp_path, CHINA)[1][SHA].note == "已核对"


def test_new_rows_follow_the_columns_that_the_office_has(tmp_path: Path) -> None:
    before = f"备注,收到时间,,哈希,文件名,,\r\n已核对,2023/6/27,,{SHA},六月.xlsx,,\r\n".encode()
    after = appended(tmp_path, before)
    assert after.removeprefix(before).decode().startswith(",2023-06-26T10:00:00+08:00,," + OTHER)


@pytest.mark.parametrize("before", [None, b"", b"\xef\xbb\xbf", b"\r\n", b"\xef\xbb\xbf,,,\r\n"])
def test_a_new_or_empty_file_begins_with_a_mark_for_excel_and_the_headings(
    tmp_path: Path, before: bytes | None
) -> None:
    assert appended(tmp_path, before).startswith(b"\xef\xbb\xbf" + HEAD.encode())


def test_two_times_of_one_file_are_refused_with_both_lines(tmp_path: Path) -> None:
    later = LINE.replace("27 9:05", "29 8:00").replace(SHA, "A" * 64)
    other = LINE.replace(SHA, OTHER)
    (tmp_path / "receipts.csv").write_text(HEAD + LINE + other + later, "utf-8")
    with pytest.raises(OfficeFileError, match=r"receipts\.csv 第4行：.*第2行"):
        read_receipts(tmp_path, CHINA)


@pytest.mark.parametrize(
    ("notes", "note"),
    [
        (("", ""), ""),
        (("甲", ""), "甲"),
        (("", "乙"), "乙"),
        (("甲", "乙"), "乙"),
        (("甲", "\u200b"), "甲"),
    ],
)
def test_a_line_that_says_the_same_again_changes_nothing_but_adds_its_note(
    tmp_path: Path, notes: tuple[str, str], note: str
) -> None:
    times = ("2023/6/27 9:05", "2023-06-27T01:05:00Z")
    rows = [f"{SHA},inbox/a.xlsx,{t},{n}\r\n" for t, n in zip(times, notes, strict=True)]
    (tmp_path / "receipts.csv").write_text(HEAD + "".join(rows), "utf-8")
    receipt = read_receipts(tmp_path, CHINA)[1][SHA]
    assert (receipt.received_at.day, receipt.note) == (27, note)


def link_outside(at: Path, outside: Path) -> None:
    at.symlink_to(outside)


def pipe(at: Path, _: Path) -> None:
    os.mkfifo(at)


@pytest.mark.parametrize("make", [link_outside, pipe])
def test_what_a_stranger_put_where_receipts_are_written_is_neither_followed_nor_waited_for(
    tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    inbox, outside = tmp_path / "inbox", tmp_path / "别动.txt"
    inbox.mkdir()
    outside.write_bytes(b"as it was")
    make(inbox / ".receipts.tmp", outside)
    assert OTHER.encode() in appended(inbox, (HEAD + LINE).encode())
    assert outside.read_bytes() == b"as it was"


@pytest.mark.parametrize(
    "wrong",
    [
        LINE.replace(SHA, "a" * 63),
        LINE.replace(SHA, "g" * 64),
        LINE.replace(SHA, ""),
        LINE.replace("2023/6/27 9:05", "昨天"),
        LINE.replace("2023/6/27 9:05", ""),
        LINE.replace("六月", "六月,七月"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(
    root: Path, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    receipts = (HEAD + LINE + "\r\n" + wrong).encode("gb18030")
    (root / "inbox/receipts.csv").write_bytes(receipts)
    with pytest.raises(OfficeFileError, match=r"^inbox/receipts\.csv 第4行："):
        check(root, None)
    assert command(root, "monthly") == 1
    assert "inbox/receipts.csv 第4行" in capsys.readouterr().err
    assert (root / "inbox/receipts.csv").read_bytes() == receipts
    assert not (root / "outbox").exists()


# --- In a whole run ---------------------------------------------------------------------------------------------


def test_the_first_run_writes_a_files_own_time_in_whole_seconds_of_the_schemas_offset(
    root: Path,
) -> None:
    data = form("rescue", JUNE)
    path = put(root, "消防/六月.xlsx", data, "2023-06-26T02:00:00+00:00")
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 999_999_999))
    check(root, None)
    assert kept(root) == [
        {
            "sha256": hashlib.sha256(data).hexdigest(),
            "file": "inbox/消防/六月.xlsx",
            "received_at": "2023-06-26T10:00:00+08:00",
            "note": "",
        }
    ]


def test_a_second_run_appends_nothing(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    put(root, "坏.xlsx", b"nothing of ours")
    check(root, None)
    before = (root / "inbox/receipts.csv").read_bytes()
    assert len(kept(root)) == 2
    os.utime(root / "inbox/消防.xlsx", (1, 1))
    check(root, None)
    assert (root / "inbox/receipts.csv").read_bytes() == before


def move(path: Path) -> None:
    (path.parent / "归档").mkdir()
    path.rename(path.parent / "归档" / path.name)


def rename(path: Path) -> None:
    path.rename(path.with_name("改名.xlsx"))


@pytest.mark.parametrize("away", [move, rename])
def test_a_moved_or_renamed_file_keeps_its_receipt(
    root: Path, away: Callable[[Path], None]
) -> None:
    path = put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-28T23:59:59+08:00")
    assert command(root, "monthly") == 0
    before = (root / "inbox/receipts.csv").read_bytes()
    os.utime(path)  # a copy made today
    away(path)
    assert command(root, "monthly") == 0
    assert (root / "inbox/receipts.csv").read_bytes() == before
    (entry,) = [f for p, f in files(root, "2023-06").items() if p.endswith(".xlsx")]
    assert entry["received_at"] == "2023-06-28T23:59:59+08:00"
    assert entry["on_time"] is True


def checked_month(root: Path) -> Checked:
    """What `pipeline check` finds, with its remarks."""
    return check_month(root, None, partial(receive, root, lambda _: None))


def corrected(root: Path, at: str, note: str = "") -> None:
    """What a clerk does in Excel: another time, another note, saved as GB18030."""
    rows = [{**r, "received_at": at, "note": note} for r in kept(root)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    (root / "inbox/receipts.csv").write_bytes(out.getvalue().encode("gb18030"))


@pytest.mark.parametrize(
    ("at", "on_time", "word"),
    [
        ("2023/6/28 23:59:59", True, "按时"),
        ("2023/6/29 0:00", False, "迟报"),
        ("2023-06-28T15:59:59Z", True, "按时"),
    ],
)
def test_a_time_corrected_by_hand_is_believed(
    root: Path, at: str, on_time: bool, word: str
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    check(root, None)
    corrected(root, at)
    release = check(root, None)
    assert release.state.sheets["fire"].word == word
    assert [f.on_time for f in release.files if f.unit == "rescue"] == [on_time]


@pytest.mark.parametrize(
    ("at", "doubtful"),
    [
        ("2023/6/27 23:59:59", False),
        ("2023/6/28 0:00", True),
        ("2023/6/28 23:59:59", True),
        ("2023/6/29 23:59:59", True),
        ("2023/6/30 0:00", False),
    ],
)
def test_a_time_within_a_day_of_the_deadline_is_doubtful_until_its_note_is_filled(
    root: Path, at: str, doubtful: bool
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    check(root, None)
    corrected(root, at)
    assert check(root, None).state.sheets["fire"].by_file_time is doubtful
    corrected(root, at, "电话核实")
    assert check(root, None).state.sheets["fire"].by_file_time is False


@pytest.mark.parametrize("at", ["1970-01-01T08:00:00+08:00", "2023-05-21T23:59:59+08:00"])
def test_a_time_before_the_campaign_is_doubtful_and_named(root: Path, at: str) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE), at)
    checked = checked_month(root)
    state = checked.release.state.sheets["fire"]
    assert (state.word, state.by_file_time) == ("按时", True)
    (line,) = [r for r in checked.remarks if "消防.xlsx" in r]
    year, day = at[:4], f"{int(at[5:7])}月{int(at[8:10])}日"
    assert f"收到时间是{year}年{day}" in line
    assert "早于2023年5月22日" in line
    assert "inbox/receipts.csv" in line
    corrected(root, at, "U盘转存，电话核实")
    checked = checked_month(root)
    assert checked.release.state.sheets["fire"].by_file_time is False
    assert not [r for r in checked.remarks if "消防.xlsx" in r]


def test_a_time_on_the_first_day_of_the_campaign_is_believed(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-05-22T00:00:00+08:00")
    checked = checked_month(root)
    assert checked.release.state.sheets["fire"].by_file_time is False
    assert not [r for r in checked.remarks if "消防.xlsx" in r]


def test_a_correction_with_the_time_of_1970_makes_the_older_book_doubtful(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-20T09:00:00+08:00")
    put(
        root,
        "消防改.xlsx",
        form("rescue", JUNE, {"fire_self_found": 99}),
        "1970-01-01T08:00:00+08:00",
    )
    checked = checked_month(root)
    state = checked.release.state.sheets["fire"]
    assert state.file == "inbox/消防.xlsx"
    assert state.by_file_time is True
    assert [r for r in checked.remarks if "消防改.xlsx" in r and "1970年" in r]


def test_a_returned_book_with_the_time_of_1970_is_marked(root: Path) -> None:
    put(
        root,
        "消防.xlsx",
        form("rescue", JUNE, {"fire_self_found": "约12"}),
        "1970-01-01T08:00:00+08:00",
    )
    checked = checked_month(root)
    state = checked.release.state.sheets["fire"]
    assert (state.word, state.by_file_time) == ("退回未补正", True)
    assert [r for r in checked.remarks if "消防.xlsx" in r and "1970年" in r]


def test_a_time_that_is_still_to_come_is_named(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE), "2099-06-20T09:00:00+08:00")
    checked = checked_month(root)
    assert checked.release.state.sheets["fire"].word == "迟报"
    (line,) = [r for r in checked.remarks if "消防.xlsx" in r]
    assert "2099年6月20日" in line
    assert "还没有到" in line


def test_a_file_that_counts_for_nothing_is_not_named_for_its_time(root: Path) -> None:
    """A copy has the receipt of what it is a copy of, and beside real forms the sample is out of it."""
    at = "1970-01-01T08:00:00+08:00"
    put(root, "消防.xlsx", form("rescue", JUNE), at)
    put(root, "消防 - 副本.xlsx", form("rescue", JUNE), at)
    put(root, "样例.xlsx", (ROOT / "inbox/sample/2023-06/交警大队.xlsx").read_bytes(), at)
    told = [r for r in checked_month(root).remarks if "收到时间" in r]
    assert len(told) == 1


def test_of_very_many_odd_times_the_rest_is_counted(root: Path) -> None:
    for n in range(7):
        book = form("rescue", JUNE, {"fire_self_found": 50 + n})
        put(root, f"消防{n}.xlsx", book, f"1970-01-0{n + 1}T08:00:00+08:00")
    told = [r for r in checked_month(root).remarks if "收到时间" in r]
    assert len(told) == 6
    assert told[-1] == "还有2个文件的收到时间也是这样。"


def test_a_doubtful_time_is_marked_in_the_bulletin(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-28T22:00:00+08:00")
    assert command(root, "monthly") == 0
    text = (root / "outbox/2023-06/月通报.md").read_text("utf-8")
    (line,) = [s for s in text.splitlines() if s.startswith("| 消防 | 区消防救援大队")]
    assert "6月28日22时00分" in line
    assert "按文件时间，请核对" in line
    assert manifest(root, "2023-06")["coverage"]["on_time"] == 1
