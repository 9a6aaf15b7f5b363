"""What stands in the cells of a workbook, told by another program than the pipeline's reader."""

import io
import re
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import xlrd
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import coordinate_to_tuple

from tests.fuzzing.caught import Caught
from tests.support.cells import unpacked

_OPEN = {
    p: f"{{urn:oasis:names:tc:opendocument:xmlns:{p}:1.0}}" for p in ("office", "table", "text")
}
_CELLS = [f"{_OPEN['table']}{name}" for name in ("table-cell", "covered-table-cell")]
_AROUND = [
    f"{_OPEN['table']}{name}" for name in ("table-rows", "table-header-rows", "table-row-group")
]
_FAR = 2_000  # rows or columns: further repetitions of a value are not looked at
Grid = Mapping[tuple[int, int], object]


class SilentWitnessError(Exception):
    """The other program cannot open the file either."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Sheet -> (row, column) -> what stands there; empty cells left out."""

    sheets: Mapping[str, Grid]

    def cell(self, sheet: str, ref: str) -> object:
        """What stands in a cell; None where nothing does."""
        return self.sheets.get(sheet, {}).get(coordinate_to_tuple(ref))

    def left_of(self, sheet: str, ref: str) -> list[str]:
        """The texts left of a cell in its row, the nearest first, as they are compared."""
        row, column = coordinate_to_tuple(ref)
        grid = self.sheets.get(sheet, {})
        return [squeezed(grid[row, c]) for c in range(column - 1, 0, -1) if (row, c) in grid]


def squeezed(value: object) -> str:
    """A text without width and white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value)))


def witness(data: bytes, kind: str) -> Witness:
    """The cells of a file of a kind; SilentWitnessError where the other program fails."""
    with Caught() as caught, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Witness({"xlsx": _xlsx, "xls": _xls, "ods": _ods}[kind](data))
    raise SilentWitnessError(repr(caught.error)) from caught.error


def _xlsx(data: bytes) -> dict[str, Grid]:
    book = load_workbook(io.BytesIO(data), data_only=True)
    return {
        page.title: {at: c.value for at, c in page._cells.items() if _holds(c.value)}
        for page in book.worksheets
    }


def _xls(data: bytes) -> dict[str, Grid]:
    book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=False)
    return {
        page.name: {
            (r + 1, c + 1): cell.value if cell.ctype in (1, 2) else ("other", cell.value)
            for r in range(page.nrows)
            for c, cell in enumerate(page.row(r))
            if cell.ctype not in (0, 6) and _holds(cell.value)
        }
        for page in book.sheets()
    }


def _ods(data: bytes) -> dict[str, Grid]:
    tree = etree.fromstring(unpacked(data)["content.xml"])
    return {
        str(table.get(f"{_OPEN['table']}name")): dict(_ods_cells(table))
        for table in tree.iter(f"{_OPEN['table']}table")
    }


def _ods_cells(table: etree._Element) -> Iterator[tuple[tuple[int, int], object]]:
    row = 0
    for line in table.iter(f"{_OPEN['table']}table-row"):
        around = [a.tag for a in line.iterancestors()]
        if any(tag not in _AROUND for tag in around[: around.index(table.tag)]):
            continue  # a row in a cell, or in something that nobody knows
        filled, column = {}, 0
        for cell in line.iterchildren(*_CELLS):
            value, times = _ods_value(cell), _times(cell, "columns")
            if _holds(value):
                filled |= dict.fromkeys(range(column + 1, column + 1 + min(times, _FAR)), value)
            column += times
        times = _times(line, "rows")
        for at in range(row + 1, row + 1 + min(times, _FAR)) if filled else ():
            yield from (((at, column), value) for column, value in filled.items())
        row += times


def _times(element: etree._Element, what: str) -> int:
    """How often something stands there."""
    return int(element.get(f"{_OPEN['table']}number-{what}-repeated", "1"))


def _ods_value(cell: etree._Element) -> object:
    if cell.get(f"{_OPEN['office']}value-type") == "float":
        return float(cell.get(f"{_OPEN['office']}value"))
    stored = cell.get(f"{_OPEN['office']}string-value")
    return stored or "\n".join(
        "".join(p.itertext()) for p in cell.iterchildren(f"{_OPEN['text']}p")
    )


def _holds(value: object) -> bool:
    return value is not None and str(value).strip() != ""
