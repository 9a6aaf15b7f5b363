"""Down the levels: the cells that a published Annex 2 says a figure was made of, and the files that hold them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from pipeline.books.refusals import DamagedWorkbookError
from pipeline.books.workbook import Sheet, open_book
from pipeline.files.regular_file import NotRegularError, read_regular
from pipeline.files.walking import walk
from pipeline.model.form import Indicator
from pipeline.model.record import record
from pipeline.model.roster import Roster
from pipeline.words.spelled import subjects_spelled
from pipeline.words.wording import same_text

SOURCES = "数据来源"  # the sheet of Annex 2 that lists them
_COLUMNS = tuple("ABCDEFGHI")
_ITEM, _LABEL, _WHO, _VALUE, _FILE, _SHEET, _CELL, _CAME, _HASH = _COLUMNS
_DEEPEST = 6  # levels of administration; no file can lead further


@record
class Cause:
    """A cell that a figure was made of, as the file above says; below: what that cell was made of in turn.

    at_hand: where its own file lies, None where it is not at hand.
    """

    who: str
    value: str
    file: str
    sheet: str
    cell: str
    came: str
    sha256: str
    at_hand: Path | None
    below: tuple["Cause", ...] = ()


class Files:
    """Files at hand, found by what is in them; looked through when the first is asked for."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Keep where to look."""
        self._folders = folders
        self._paths: dict[str, Path] | None = None
        self.sources = cache(self._sources)

    def path(self, sha256: str) -> Path | None:
        """Where the file with a hash lies."""
        if self._paths is None:
            self._paths = dict(_hashes(self._folders))
        return self._paths.get(sha256)

    def _sources(self, sha256: str) -> Sequence[Mapping[str, str]]:
        """The rows of 数据来源 in the workbook with a hash, by column; none where it is not at hand, or has none."""
        path = self.path(sha256)
        if path is None:
            return ()
        try:
            data = read_regular(path).data
            book = open_book(data) if data else None
        except (DamagedWorkbookError, NotRegularError, OSError):
            return ()
        return tuple(_rows(book.sheet(SOURCES))) if book and SOURCES in book.sheet_names else ()


def _hashes(folders: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        for entry in walk(folder):
            try:
                found = None if entry.error else read_regular(entry.path).sha256
            except (NotRegularError, OSError):
                continue
            if found:
                yield found, Path(entry.path)


def causes(
    sha256: str, sector: str, indicator: Indicator, roster: Roster, files: Files, depth: int = 1
) -> tuple[Cause, ...] | None:
    """What the file with a hash says that its figure was made of; None where it is not at hand or lists nothing.

    sector: the sector's id, empty for what is not reported by sector.
    """
    rows = files.sources(sha256) if depth <= _DEEPEST else ()
    found = []
    for row in rows:
        if not _is_about(row, indicator) or (sector and _sector_in(row[_WHO], roster) != sector):
            continue
        below = causes(row[_HASH], sector, indicator, roster, files, depth + 1)
        place = (row[_FILE], row[_SHEET], row[_CELL], row[_CAME], row[_HASH])
        found.append(Cause(row[_WHO], row[_VALUE], *place, files.path(row[_HASH]), below or ()))
    return tuple(found) if rows else None


def _is_about(row: Mapping[str, str], indicator: Indicator) -> bool:
    """Of a shared item the label tells its values apart."""
    is_label = same_text(row[_LABEL]) == same_text(indicator.label)
    return row[_ITEM] == indicator.item and is_label


def _sector_in(who: str, roster: Roster) -> str | None:
    """The sector of a reporter, by any of its names: 燃气 or, where several units report it, 沂南县燃气."""
    text = same_text(who)
    for start in range(len(text)):
        named = subjects_spelled(roster).whole(text[start:])
        if named:  # the longest of those that it ends with
            return named.id
    return None


def _rows(sheet: Sheet) -> Iterator[Mapping[str, str]]:
    """The rows of the list, by column."""
    hashed = (r for r, c in sheet.cells.items() if re.fullmatch("[0-9a-f]{64}", c.text))
    rows = sorted(int(ref[1:]) for ref in hashed if re.fullmatch(f"{_HASH}[0-9]+", ref))
    for row in rows:
        yield {column: sheet.cell(f"{column}{row}").text for column in _COLUMNS}
