import errno
import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.model.errors import OfficeFileError
from pipeline.model.month import Month
from pipeline.words.office_csv import Row, read_csv
from pipeline.words.office_dates import parse_day, parse_period_of, parse_time

COLUMNS = {"unit": ("单位",), "reason": ("理由", "原因"), "day": ("日期",)}
TEXT = "unit,reason,day\n区消防救援大队,已核实,2023/7/28\n经发局,“其中”,2023-07-29\n"
CHINA = timezone(timedelta(hours=8))


def written(folder: Path, data: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "inbox" / "list.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data.encode(encoding) if isinstance(data, str) else data)
    return path


def cells(folder: Path, data: str | bytes, encoding: str = "utf-8") -> list[list[str]]:
    rows = read_csv(written(folder, data, encoding), COLUMNS).rows
    return [[row[c] for c in COLUMNS] for row in rows]


def refused(folder: Path, data: str | bytes) -> tuple[int, str]:
    """The line that is named, and the whole message."""
    with pytest.raises(OfficeFileError) as caught:
        read_csv(written(folder, data), COLUMNS)
    message = re.fullmatch(r"inbox/list\.csv 第(\d+)行：.+", str(caught.value))
    assert message
    return int(message[1]), message[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_reads_the_same_in_every_encoding_and_with_every_line_end(
    tmp_path: Path, encoding: str, end: str
) -> None:
    assert cells(tmp_path, TEXT.replace("\n", end), encoding) == [
        ["区消防救援大队", "已核实", "2023/7/28"],
        ["经发局", "“其中”", "2023-07-29"],
    ]


def test_the_encoding_is_kept_for_who_appends(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert read_csv(written(tmp_path, TEXT, encoding), COLUMNS).encoding == encoding


def test_trailing_empty_columns_rows_and_blank_lines_are_nothing(tmp_path: Path) -> None:
    text = "\n,,,,\nunit,reason,day,,\n\n 甲 , 乙 ,2023-07-01,,\n,,,,\n\n"
    assert cells(tmp_path, text) == [["甲", "乙", "2023-07-01"]]


def test_a_row_cut_short_has_empty_cells(tmp_path: Path) -> None:
    assert cells(tmp_path, "unit,reason,day\n甲\n") == [["甲", "", ""]]


def test_headings_may_be_chinese_in_any_order_and_mixed(tmp_path: Path) -> None:
    file = read_csv(written(tmp_path, "日期,unit,原因\n2023-07-01,甲,乙\n"), COLUMNS)
    assert file.columns == ("day", "unit", "reason")
    assert [file.rows[0][c] for c in COLUMNS] == ["甲", "乙", "2023-07-01"]


@pytest.mark.parametrize("data", ["", "\n", "\r\n,,\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_a_file_with_nothing_in_it_has_no_rows(tmp_path: Path, data: str | bytes) -> None:
    assert cells(tmp_path, data) == []


def test_a_missing_file_has_no_rows(tmp_path: Path) -> None:
    assert read_csv(tmp_path / "none.csv", COLUMNS).rows == ()


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        ("unit,reasons,day\n", 1, "reasons"),
        ("unit,day\n甲,2023-07-01\n", 1, "reason"),
        ("\n\nunit,day\n", 3, "reason"),
        ("unit,reason,理由,day\n", 1, "reason"),
        ("unit,reason,day\n\n甲,乙,丙,丁\n", 3, "丁"),
        ("unit,,reason,day\n甲,丁,乙,丙\n", 2, "丁"),
        ('unit,reason,day\n"甲\n乙",丙,\n甲,乙,丙,丁\n', 4, "丁"),
        ('unit,reason,day\n甲,"没有右引号,\n乙,丙,\n', 2, "CSV"),
        (TEXT.encode("utf-16"), 1, "CSV"),
        (b"unit,reason,day\n\xff\xff\xff,,\n", 1, "CSV"),
        ("unit,reason,day\n甲," + "乙" * 200_000 + ",\n", 2, "CSV"),
    ],
)
def test_what_cannot_be_understood_is_named_by_file_and_line(
    tmp_path: Path, data: str | bytes, line: int, word: str
) -> None:
    found, message = refused(tmp_path, data)
    assert found == line
    assert word in message


def folder(at: Path) -> None:
    at.mkdir()


def link(at: Path) -> None:
    at.with_name("other.csv").write_text(TEXT, "utf-8")
    at.symlink_to(at.with_name("other.csv"))


def pipe(at: Path) -> None:
    os.mkfifo(at)


def huge(at: Path) -> None:
    at.touch()
    os.truncate(at, 2**40)


@pytest.mark.parametrize("make", [folder, link, pipe, huge])
def test_what_is_no_ordinary_file_is_refused_by_name_without_a_line(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "inbox/list.csv"
    path.parent.mkdir()
    make(path)
    with pytest.raises(OfficeFileError, match=r"^inbox/list\.csv：.+"):
        read_csv(path, COLUMNS)


def test_a_file_that_may_not_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, TEXT)

    def closed(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pipeline.files.regular_file.os.open", closed)
    with pytest.raises(OfficeFileError, match="没有权限"):
        read_csv(path, COLUMNS)


@pytest.mark.parametrize(
    "data",
    ["unit,reason,day,\x1b[2Jhead\n", "unit,reason,day\n甲,乙,丙,\u202e\x1b]0;title\x07丁\n"],
)
def test_what_is_quoted_from_a_file_is_harmless_and_short(tmp_path: Path, data: str) -> None:
    _, message = refused(tmp_path, data.replace("head", "长" * 1000).replace("丁", "丁" * 1000))
    assert message.isprintable()
    assert len(message) < 200


def row(text: str) -> Row:
    return Row("inbox/list.csv", 7, {"day": text})


@pytest.mark.parametrize(
    "text", ["2023-07-28", "2023/7/28", "2023.7.28", "2023年7月28日", "2023/07/28 0:00", "20230728"]
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert parse_day(row(text), "day") == date(2023, 7, 28)


@pytest.mark.parametrize(
    "text",
    ["", "7月28日", "28/7/2023", "2023-13-01", "2023-02-30", "2023-07-28 17:05", "明天", "9" * 30],
)
def test_what_is_no_day_names_its_line(text: str) -> None:
    with pytest.raises(OfficeFileError, match="第7行"):
        parse_day(row(text), "day")


@pytest.mark.parametrize(
    "text", ["2023-07", "2023/7", "2023年7月", "2023.07", "2023/7/1", "2023年7月1日", "Jul-23"]
)
def test_a_month_is_read_as_people_and_excel_write_it(text: str) -> None:
    assert parse_period_of(row(text), "day") == Month(2023, 7)


@pytest.mark.parametrize("text", ["", "7月", "2023-13", "2023-0", "2023/7/28", "Jux-23", "07-2023"])
def test_what_is_no_month_names_its_line(text: str) -> None:
    with pytest.raises(OfficeFileError, match="第7行"):
        parse_period_of(row(text), "day")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-07-28T17:05:09+08:00", datetime(2023, 7, 28, 17, 5, 9, tzinfo=CHINA)),
        ("2023-07-28T09:05:09Z", datetime(2023, 7, 28, 17, 5, 9, tzinfo=CHINA)),
        ("2023-07-28 17:05", datetime(2023, 7, 28, 17, 5, tzinfo=CHINA)),
        ("2023/7/28 17:05", datetime(2023, 7, 28, 17, 5, tzinfo=CHINA)),
        ("2023/7/28  7:05:09", datetime(2023, 7, 28, 7, 5, 9, tzinfo=CHINA)),
        ("2023年7月28日 17:05", datetime(2023, 7, 28, 17, 5, tzinfo=CHINA)),
        ("2023/7/28", datetime(2023, 7, 28, tzinfo=CHINA)),
    ],
)
def test_a_time_without_an_offset_is_the_offices_own(text: str, moment: datetime) -> None:
    read = parse_time(row(text), "day", CHINA)
    assert read == moment
    assert read.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "昨天",
        "2023/7/28 25:00",
        "2023/7/28 17:05 PM",
        "2023/7/32 8:00",
        "1:2:3",
        "9" * 40,
        "0001-01-01T00:00:00+14:00",
        "2023/7/28 1:02:03:04",
    ],
)
def test_what_is_no_time_names_its_line(text: str) -> None:
    with pytest.raises(OfficeFileError, match="第7行"):
        parse_time(row(text), "day", UTC)
