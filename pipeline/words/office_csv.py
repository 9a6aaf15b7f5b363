"""CSV files that the office keeps by hand, as Excel and WPS save them."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.model.errors import OfficeFileError
from pipeline.model.record import record
from pipeline.words.office_file import NoFileError, UnusableFileError, read_office_file
from pipeline.words.wording import inert, listing


@record
class Row:
    """One line: its number in the file, and its cells by English column name."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """A cell's text, trimmed."""
        return self.cells[column]

    def shown(self, column: str) -> str:
        """A cell as it may be printed."""
        return inert(self.cells[column], 200)

    def fault(self, problem: str) -> OfficeFileError:
        """An error that names this line."""
        return OfficeFileError(self.file, self.line, problem)


@record
class CsvFile:
    """A file's rows, its columns as they stand (for appending; empty where nothing stands) and its encoding."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    encoding: str


def read_csv(path: Path, columns: Mapping[str, tuple[str, ...]]) -> CsvFile:
    """A hand-kept CSV; `columns` maps each English column to its other spellings.

    Takes UTF-8 with or without BOM and GB18030, any line end, empty lines and trailing empty columns.
    OfficeFileError where a heading is unknown or missing, or a line does not fit. A missing file has no rows.
    """
    name = f"{path.parent.name}/{path.name}"
    data = _read(path, name)
    encoding = _encoding(data)
    lines = [(n, cells) for n, cells in _lines(name, data, encoding) if any(cells)]
    if not lines:
        return CsvFile((), (), "utf-8-sig")
    heads = _heads(name, *lines[0], columns)
    rows = tuple(_row(name, n, cells, heads, columns) for n, cells in lines[1:])
    return CsvFile(rows, heads, encoding)


def _read(path: Path, name: str) -> bytes:
    """The bytes; nothing where there is no file."""
    try:
        return read_office_file(path)
    except NoFileError:  # an inbox that is none is told by who walks it
        return b""
    except UnusableFileError as e:
        raise OfficeFileError(name, 0, str(e)) from None


def _lines(name: str, data: bytes, encoding: str) -> list[tuple[int, list[str]]]:
    """The trimmed cells of every record, with the number of the line on which it begins."""
    lines, begins = [], 1
    try:
        reader = csv.reader(io.StringIO(data.decode(encoding), newline=""), strict=True)
        for cells in reader:
            lines.append((begins, [cell.strip() for cell in cells]))
            begins = reader.line_num + 1
    except UnicodeDecodeError:
        raise OfficeFileError(name, begins, "文字编码认不出，请另存为CSV UTF-8") from None
    except csv.Error:
        problem = "读不出来：英文引号不成对，或者有一格过长。请改正后另存为CSV UTF-8"
        raise OfficeFileError(name, begins, problem) from None
    return lines


def _row(
    name: str, number: int, cells: list[str], heads: Sequence[str], columns: Mapping[str, object]
) -> Row:
    row = Row(name, number, {**dict.fromkeys(columns, ""), **dict(zip(heads, cells, strict=False))})
    if stray := [c for at, c in enumerate(cells) if c and not (at < len(heads) and heads[at])]:
        raise row.fault(f"“{inert(stray[0])}”不在任何一列之下（文字里有逗号的，整格要加英文引号）")
    return row


def _encoding(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _heads(
    name: str, number: int, line: Sequence[str], columns: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    known = {s: c for c, spellings in columns.items() for s in (c, *spellings)}
    in_english = any(column in line for column in columns)
    names = {c: c if in_english else (*spellings, c)[0] for c, spellings in columns.items()}
    expected = f"，第一行应是列名：{listing(names.values())}"
    for text in line:
        if text and text not in known:
            raise OfficeFileError(name, number, f"不认识“{inert(text)}”这一列{expected}")
    heads = tuple(known.get(text, "") for text in line)
    for column in [c for c in columns if heads.count(c) != 1]:
        problem = "写了两次" if column in heads else "缺少"
        raise OfficeFileError(name, number, f"{problem}“{names[column]}”这一列{expected}")
    return heads
