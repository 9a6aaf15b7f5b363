"""The ledger of hazards: what its sheet asks for, and what came in with a form."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pipeline.model.ledger_plan import BookPlan
from pipeline.model.record import record

COLUMN_KINDS = ("text", "date", "money", "code", "sector", "choice")
# What the program has to know of a hazard. These columns must be declared; the others it only keeps and shows.
ROLES = (
    *("id", "sector", "enterprise", "code", "source", "found", "description", "owner", "due"),
    *("extended", "approval", "fixed", "closed", "level", "document", "listed", "joint", "status"),
)


@record
class LedgerColumn:
    """A column of the sheet. longest: characters of a text; personal: left out of everything public."""

    id: str
    label: str
    kind: str
    width: int
    longest: int
    choices: tuple[str, ...]
    personal: bool


@record
class Tie:
    """Which rows a count of the form is made of: of these sources (empty: of any), listed, fixed by the cut-off."""

    indicator: str
    sources: tuple[str, ...]
    listed: bool
    fixed: bool


@record
class Ledger:
    """The declared ledger. roles: what the program has to know, by the id of the column that says it.

    Drop-downs reach to last_row; a sheet of more than most_rows rows is refused. book: the workbook that shows all
    hazards. totals: words that begin a row which adds up or comments others and is no hazard itself. earliest, latest:
    what a date can be.
    """

    sheet: str
    title: str
    note: str
    last_row: int
    most_rows: int
    columns: Mapping[str, LedgerColumn]
    roles: Mapping[str, str]
    ties: tuple[Tie, ...]
    book: BookPlan
    totals: tuple[str, ...] = ()
    earliest: date = date(1990, 1, 1)
    latest: date = date(2099, 12, 31)


class LedgerRow(NamedTuple):
    """One row as it stands on the sheet, by its number there; a tuple, since ledgers have thousands.

    sector: the sheet id it belongs to, empty where that cannot be told. values: what its cells hold, by column, only
    of those that hold something: texts as they stand (trimmed), dates as 2023-06-01, money as digits (12.5), choices
    and codes as declared. unreadable: columns whose cell holds what cannot be read, which a finding says; these are
    not in values.
    """

    number: int
    sector: str
    values: Mapping[str, str]
    unreadable: frozenset[str] = frozenset()


@record
class LedgerSheet:
    """The ledger that a workbook brings. columns: the letters of each column found, by its id.

    others: rows of the unit's sectors that this workbook does not submit; they are told and not used.
    """

    sheet: str
    columns: Mapping[str, str]
    rows: tuple[LedgerRow, ...]
    others: tuple[LedgerRow, ...] = ()

    def cell(self, row: LedgerRow, column: str) -> str:
        """Where a value of a row stands: H17; empty where the sheet has no such column."""
        letters = self.columns.get(column)
        return f"{letters}{row.number}" if letters else ""


class LedgerEntry(NamedTuple):
    """A row of an accepted workbook in a month: the sheet id that it counts for, whose it is, and where it stands."""

    sector: str
    unit: str
    file: str
    ledger: LedgerSheet
    row: LedgerRow
