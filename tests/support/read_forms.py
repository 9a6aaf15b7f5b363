"""One form read, and what is wrong with it."""

from collections.abc import Callable
from functools import cache

from openpyxl import Workbook

from pipeline.model.received import Finding
from tests.support.cells import read
from tests.support.workspaces import JUNE, declarations, form

DECLARED = declarations()
ASKED = {
    sheet: [i.id for i in DECLARED.form.indicators.values() if DECLARED.roster.asks(i, sheet)]
    for sheet in DECLARED.roster.sheets
}


@cache
def whole(unit: str = "planning") -> bytes:
    return form(unit, JUNE)


@cache
def partly(sector: str) -> bytes:
    """A two-sector form of which one sheet is filled."""
    return form("planning", JUNE, only=(sector,))


def errors(data: bytes) -> list[Finding]:
    return [f for f in read(data).findings if f.severity == "error"]


def only_error(data: bytes) -> Finding:
    (finding,) = errors(data)
    return finding


def lose(*names: str) -> Callable[[Workbook], None]:
    """Defined names that are gone; all of them where none is given."""

    def edit(book: Workbook) -> None:
        for name in names or list(book.defined_names):
            del book.defined_names[name]

    return edit
