"""CSV files that the office keeps by hand, as Excel and WPS save them."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path

from pipeline.model.errors import OfficeFileError


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number in the file, and its cells by English column name."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """A cell's text, trimmed."""
        return self.cells[column]

    def fault(self, problem: str) -> OfficeFileError:
        """An error that names this line."""
        return OfficeFileError(self.file, self.line, problem)


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file's rows, its columns as they stand (for appending) and its encoding."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    encoding: str


def read_csv(path: Path, columns: Mapping[str, tuple[str, ...]]) -> CsvFile:
    """A hand-kept CSV; `columns` maps each English column to its other spellings.

    Takes UTF-8 with or without BOM and GB18030, any line end, empty lines and trailing empty columns.
    OfficeFileError where a heading is unknown or missing. A missing file has no rows.
    """
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        return CsvFile((), tuple(columns), "utf-8-sig")
    data = path.read_bytes()
    encoding = _encoding(data)
    try:
        lines = list(csv.reader(io.StringIO(data.decode(encoding), newline="")))
    except (UnicodeDecodeError, csv.Error) as e:
        raise OfficeFileError(name, 1, f"读不出来（{e}），请另存为CSV UTF-8") from None
    if not any(map(any, lines)):
        return CsvFile((), tuple(columns), encoding)
    known = {s: c for c, spellings in columns.items() for s in (c, *spellings)}
    heads = _heads(name, lines[0], known, columns)
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if any(cell.strip() for cell in line):
            cells = dict.fromkeys(columns, "")
            cells.update({h: c.strip() for h, c in zip(heads, line, strict=False) if h})
            rows.append(Row(name, number, cells))
    return CsvFile(tuple(rows), heads, encoding)


def _encoding(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _heads(
    name: str, line: list[str], known: Mapping[str, str], columns: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    heads = []
    for cell in line:
        text = cell.strip()
        if text and text not in known:
            raise OfficeFileError(name, 1, f"不认识“{text}”这一列")
        heads.append(known.get(text, ""))
    for missing in [c for c in columns if c not in heads]:
        raise OfficeFileError(name, 1, f"缺少“{missing}”这一列")
    return tuple(heads)


def parse_day(row: Row, column: str) -> date:
    """2023-07-28, 2023/7/28 or 2023年7月28日."""
    text = row[column].replace("/", "-").replace("年", "-").replace("月", "-").rstrip("日")
    try:
        return date(*(int(p) for p in text.split("-", 2)))
    except (ValueError, TypeError):
        raise row.fault(f"“{row[column]}”不是日期，应写成2023-07-28") from None


def parse_time(row: Row, column: str, offset: timezone) -> datetime:
    """ISO 8601, or 2023/7/28 17:05 as Excel shows it; without an offset the office's own is meant."""
    text = row[column]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = _loose_time(row, text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=offset)).astimezone(offset)


def _loose_time(row: Row, text: str) -> datetime:
    day, _, clock = text.replace("/", "-").partition(" ")
    try:
        year, month, number = (int(p) for p in day.split("-"))
        hour, minute, second = ([int(p) for p in clock.split(":") if p.strip()] + [0, 0, 0])[:3]
        return datetime(year, month, number, hour, minute, second)
    except (ValueError, TypeError):
        raise row.fault(f"“{text}”不是时间，应写成2023-07-28 17:05") from None
