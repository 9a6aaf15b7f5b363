"""Down the levels: the cells that a published Annex 2 says a figure was made of, and the files that hold them."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.model.form import Indicator
from pipeline.model.record import record
from pipeline.model.roster import Roster
from pipeline.refusals import DamagedWorkbookError
from pipeline.regular_file import NotRegularError, read_regular
from pipeline.walking import walk
from pipeline.wording import same_text
from pipeline.workbook import Book, Sheet, open_book

SOURCES = "数据来源"  # the sheet of Annex 2 that lists them
_ITEM, _LABEL, _WHO, _VALUE, _FILE, _SHEET, _CELL, _CAME, _HASH = "ABCDEFGHI"
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

    def path(self, sha256: str) -> Path | None:
        """Where the file with a hash lies."""
        if self._paths is None:
            self._paths = dict(_hashes(self._folders))
        return self._paths.get(sha256)

    def book(self, sha256: str) -> Book | None:
        """The workbook with a hash; None where it is not at hand, or is none."""
        path = self.path(sha256)
        if path is None:
            return None
        try:
            data = read_regular(path).data
            return open_book(data) if data else None
        except (DamagedWorkbookError, NotRegularError, OSError):
            return None


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
    """What the file with a hash says that its figure was made of; None where it is not at hand or says nothing.

    sector: the sector's id, empty for what is not reported by sector.
    """
    book = files.book(sha256)
    if book is None or SOURCES not in book.sheet_names or depth > _DEEPEST:
        return None
    title = roster.subjects[sector].title if sector else ""
    titles = [roster.subjects[s].title for s in roster.by_sector]
    found = []
    for row in _rows(book.sheet(SOURCES), indicator):
        who = row[_WHO]
        if title and _sector_in(who, titles) != title:
            continue
        below = causes(row[_HASH], sector, indicator, roster, files, depth + 1)
        place = (row[_FILE], row[_SHEET], row[_CELL], row[_CAME], row[_HASH])
        found.append(Cause(who, row[_VALUE], *place, files.path(row[_HASH]), below or ()))
    return tuple(found)


def _sector_in(who: str, titles: Sequence[str]) -> str:
    """The sector of a reporter that is called 燃气 or, where several units report it, 沂南县燃气."""
    return max((t for t in titles if who.endswith(t)), key=len, default="")


def _rows(sheet: Sheet, indicator: Indicator) -> Iterator[dict[str, str]]:
    """The rows about an indicator, by column; of a shared item the label tells its values apart."""
    label = same_text(indicator.label)
    rows = sorted(int(ref[1:]) for ref in sheet.cells if re.fullmatch("I[0-9]+", ref))
    for row in rows:
        texts = {c: sheet.cell(f"{c}{row}").text for c in "ABCDEFGHI"}
        if texts[_ITEM] == indicator.item and same_text(texts[_LABEL]) == label:
            yield texts
