"""How the workbook of hazards is written: its sheets, their columns and all words of it."""

from collections.abc import Mapping

from pipeline.model.record import record

# What a column of ours may hold, by the kind of its sheet, and how it is written: word, text, number, date.
_HAZARD = {
    **dict.fromkeys(("number", "pair", "days_overdue"), "number"),
    **dict.fromkeys(("state", "first_month", "last_month", "followed", "reporter"), "word"),
    **dict.fromkeys(("overdue", "newly_listed", "due_now", "due_next", "closed", "joint"), "word"),
    **dict.fromkeys(("sheet", "cell"), "word"),
    "file": "text",
}
_COUNTS = dict.fromkeys(
    ("hazards", "open", "fixed", "closed", "listed", "overdue", "firms", "uncoded"), "number"
)
_FIRM = {"number": "number", "code": "word", "names": "text", "sectors": "text", **_COUNTS}
_SECTOR = {"sector": "word", "as_of": "word", **_COUNTS}
_TIE = {"sector": "word", "item": "word", "indicator": "text"} | dict.fromkeys(
    ("form", "ledger", "difference"), "number"
)
_OF_HAZARDS = ("all", "listed", "closed", "overdue", "vanished", "alike")
FIELDS: Mapping[str, Mapping[str, str]] = dict.fromkeys(_OF_HAZARDS, _HAZARD) | {
    "firms": _FIRM,
    "sectors": _SECTOR,
    "tie": _TIE,
}
# What leads to enterprises and persons, or to files whose names may: left out where names are.
PRIVATE = frozenset({"file", "sheet", "cell", "names", "code"})
ALL = "*"  # all columns of the ledger that are not named themselves
OPEN, FIXED, CLOSED = STATES = ("open", "fixed", "closed")  # how a hazard stands
WAYS = ("id", "description", "alone")
# What the lines above a table may quote.
QUOTED = (
    *("cutoff", "since", "count", "hazards", *STATES, "listed", "levels"),
    *("newly_listed", "due_now"),
    *("due_next", "overdue", "closed_now", "joint", "firms", "uncoded", "ledgers", "expected"),
    *("absent", "differing", "compared"),
)


@record
class BookColumn:
    """A column of ours: what stands above it, and its width in characters."""

    label: str
    width: int


@record
class BookSheet:
    """A sheet. kind: what its rows are; columns: ids of the ledger's columns, our own with _ before them, or *.

    note stands under the title; empty where there are no rows, told on the first sheet. paper: as Excel numbers it (8:
    A3, 9: A4). kept: how many columns stay in sight and on every page. public: whether the public workbook has it too.
    """

    kind: str
    title: str
    note: str
    empty: str
    columns: tuple[str, ...]
    paper: int
    kept: int
    public: bool


@record
class BookPlan:
    """The two workbooks. internal and public: the line that each bears; hidden: in the place of a text with a name.

    absent: what is said of sectors without a ledger in the month; level: how many are listed at a level; told: where
    the workbooks lie.
    """

    file: str
    public_file: str
    internal: str
    public: str
    hidden: str
    yes: str
    absent: str
    level: str
    total: str
    told: str
    states: Mapping[str, str]
    ways: Mapping[str, str]
    columns: Mapping[str, BookColumn]
    sheets: tuple[BookSheet, ...]
