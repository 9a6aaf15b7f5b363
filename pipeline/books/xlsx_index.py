"""What the workbook part of an xlsx package and those beside it tell: its sheets, and what their cells refer to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from pipeline.books.cells import Cell, refuse_alike, text_cell
from pipeline.books.moments import EPOCH, EPOCH_1904
from pipeline.books.number_formats import StyleLooks, style_looks
from pipeline.books.quick_names import workbook_elements
from pipeline.books.refusals import ForeignFileError
from pipeline.books.sheet_parts import parse_strings
from pipeline.books.signatures import MACROS
from pipeline.books.white import white_styles
from pipeline.books.xlsx_links import relations_of
from pipeline.books.xml_parts import ON, Found, by_local_name
from pipeline.model.record import record

_MAIN = "xl/workbook.xml"
_NAME = re.compile(r"'?((?:[^']|'')+?)'?!\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


class _Shared(dict[str, Cell]):
    """The cell of a shared string, by its number as it is written in a cell: most are asked for once, some often."""

    def __init__(self, strings: Sequence[str]) -> None:
        super().__init__()
        self._strings = strings

    def __missing__(self, number: str) -> Cell:
        self[number] = text_cell(self._strings[_whole(number)])
        return self[number]


class _Kinds(dict[str, str]):
    """What a number is shown as, by the style of its cell as it is written there: every cell asks."""

    def __init__(self, looks: StyleLooks) -> None:
        super().__init__()
        self._kinds, self._rounding = looks
        self.any_struck, self.any_rounding = "struck" in self._kinds.values(), bool(self._rounding)

    def __missing__(self, style: str) -> str:
        self[style] = self._kinds.get(int(style), "number")
        return self[style]

    def rounded(self, style: str, stored: str) -> str:
        """What is seen of a number where its format makes it another by rounding; else empty."""
        from pipeline.books.rounding import rounded_by  # not needed for most forms

        return rounded_by(self._rounding.get(int(style), ""), stored)


@record
class Index:
    """What the workbook part and those beside it tell: sheets by name with their parts, and what cells refer to.

    white: the styles in which a text is not seen.
    """

    sheets: Mapping[str, str]
    hidden: frozenset[str]
    names: Mapping[str, tuple[str, str]]
    shared: _Shared
    kinds: _Kinds
    white: frozenset[int]
    epoch: datetime


def read_index(parts: Mapping[str, bytes]) -> Index:
    """What is known of a package's sheets before any is read; KeyError or ValueError where parts do not fit."""
    (main,) = [p for _, kind, p in relations_of(parts, "") if kind == "officedocument"] or [_MAIN]
    relations = relations_of(parts, main)
    by_id = {id_: (kind, path) for id_, kind, path in relations}
    by_kind = {kind: path for _, kind, path in relations}
    found = workbook_elements(parts[main])
    listed = [a for name, a, _ in found if name == "sheet"]
    sheets = {a["name"]: _sheet_path(*by_id[_relation(a)]) for a in listed}
    refuse_alike(sheets, len(listed))
    if len(by_id) < len(relations):
        raise ValueError("one number twice")
    mac = any(a.get("date1904") in ON for n, a, _ in found if n == "workbookPr")
    styles = _part(parts, by_kind.get("styles"), "xl/styles.xml")
    return Index(
        sheets,
        frozenset(a["name"] for a in listed if a.get("state", "visible") != "visible"),
        _names(found),
        _Shared(parse_strings(_part(parts, by_kind.get("sharedstrings"), "xl/sharedstrings.xml"))),
        _Kinds(style_looks(styles)),
        white_styles(styles),
        EPOCH_1904 if mac else EPOCH,
    )


def _relation(sheet: Mapping[str, str]) -> str:
    """The id of the relation that leads to a sheet's part: an attribute of another namespace than the rest."""
    return by_local_name(sheet)["id"]


def _sheet_path(kind: str, path: str) -> str:
    if "macrosheet" in kind:
        raise ForeignFileError(*MACROS)
    return path


def _part(parts: Mapping[str, bytes], path: str | None, usual: str) -> bytes:
    """A part that need not be there; but if the workbook refers to one, then that."""
    return parts.get(usual, b"<none/>") if path is None else parts[path]


def _names(found: Iterable[Found]) -> dict[str, tuple[str, str]]:
    """The workbook-scoped names that point at one cell."""
    pointed = (
        (attributes["name"], _pointed(text))
        for name, attributes, text in found
        if name == "definedName" and "localSheetId" not in attributes
    )
    return {name: cell for name, cell in pointed if cell is not None}


@lru_cache(maxsize=4096)  # all forms of a sector have their names at the same places
def _pointed(text: str) -> tuple[str, str] | None:
    """The one cell that a name stands for, if it does."""
    match = _NAME.fullmatch(text.strip())
    return match and (match[1].replace("''", "'"), match[2] + match[3])


def _whole(text: str) -> int:
    """The index of a shared string, which never counts from the end."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number
