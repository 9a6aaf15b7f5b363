"""One form, many cases typed into it: what its self-check says in LibreOffice, and what the office's checker says."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from pipeline.books.workbook import Book, Cell, Sheet, open_book
from pipeline.checking.checks import check_sheets
from pipeline.checking.gathering import members
from pipeline.checking.history import check_history
from pipeline.checking.symptoms import one_per_cause
from pipeline.declarations import load_declarations
from pipeline.ledger.header import ledger_pages
from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.own_sheets import CHECK
from pipeline.model.period import Period
from pipeline.model.received import Arrival, Finding, Submission
from pipeline.reading.submission import _read_book
from pipeline.selfcheck.unknowable import CANNOT_KNOW
from tests.support import libreoffice
from tests.support.campaigns import grown
from tests.support.places import ROOT
from tests.support.workspaces import drawn

Typed = Mapping[str, object]  # by defined name; None is a blank
Place = tuple[str, str]  # (rule, cell)
WHOLE = "A1"
NOON = datetime.fromisoformat("2023-06-26T12:00:00+08:00")


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of one sheet: all that is broken, what of it is told, and in which words.

    coloured: 2 for an error at a cell, 1 for a question. verdict: under the table; empty where nobody says one.
    """

    broken: Counter[Place]
    told: Counter[Place]
    words: Mapping[Place, str]
    errors: int
    warnings: int
    coloured: Mapping[str, int]
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A blank form with all that is known when it is made."""

    declared: Declarations
    unit: str
    period: Period
    earlier: Mapping[str, Earlier]
    data: bytes

    @property
    def sectors(self) -> tuple[str, ...]:
        """Its sheets."""
        return self.declared.roster.units[self.unit].sectors


def before(unit: str, period: Period, steps: int) -> dict[str, Earlier]:
    """What a unit's sheets had a month before: its right values, grown evenly so many times."""
    last = period.shift(-1)
    told = {}
    for sheet, values in grown(unit, last).items():
        numbers = {i: _number(v) for i, v in values.items()}
        grow = tuple({i: round(v / 9, 2) for i, v in numbers.items()} for _ in range(steps))
        told[sheet] = Earlier(last, numbers, grow)
    return told


def _number(value: float | str) -> float:
    return float(value == "是") if isinstance(value, str) else float(value)


@lru_cache
def blank(unit: str, period: Period, steps: int, *, known: bool = True) -> Form:
    """A form with what its sheets had before."""
    declared = load_declarations(ROOT)
    earlier = before(unit, period, steps) if known else {}
    data = drawn(declared, unit, period, earlier=earlier)
    return Form(declared, unit, period, earlier, data)


# --- What the self-check says, as LibreOffice works it out --------------------------------------------------------


def in_the_sheet(form: Form, cases: Sequence[Typed], folder: Path) -> list[dict[str, Told]]:
    """By sheet id, case by case; all in one run of LibreOffice."""
    source = folder / "form.xlsx"
    source.write_bytes(form.data)
    told = libreoffice.verdicts(
        {
            "source": source.as_uri(),
            "engine": CHECK,
            "sheets": len(form.sectors),
            "cases": cases,
        },
        folder / "profile",
    )
    return [_of_form(form, *case) for case in told]


def _of_form(form: Form, broken: list, sheets: list, coloured: list) -> dict[str, Told]:
    told = {}
    titles = {s: form.declared.roster.sheets[s].name for s in form.sectors}
    for number, (sector, title) in enumerate(titles.items()):
        mine = [
            (code, cell, order, words) for code, at, cell, order, words in broken if at == title
        ]
        shown = [m for m in mine if m[2] != ""]
        assert all(isinstance(m[2], float) for m in shown), "an error instead of a number"
        row = sheets[number]
        told[sector] = Told(
            Counter((code, cell) for code, cell, _, _ in mine),
            Counter((code, cell) for code, cell, _, _ in shown),
            {(code, cell): words for code, cell, _, words in shown},
            int(row[3]),
            int(row[4]),
            {cell: int(level) for at, cell, level in coloured if at == number and level},
            row[6],
        )
    return told


# --- What the checker says ----------------------------------------------------------------------------------------

# The reader's notices on how it read a file: nothing that a form could know, or that a clerk would have to do.
_SILENT = ("read_as", "name_differs", "nothing_filled", "marks_lost")


def by_the_checker(form: Form, cases: Sequence[Typed]) -> list[dict[str, Told]]:
    """By sheet id, case by case; all in one pass."""
    book = open_book(form.data)
    read = [_submission(form, book, case, f"inbox/{n}.xlsx") for n, case in enumerate(cases)]
    known, declared = (
        {(s.arrival.path, f.sector): f for s in read for f in s.submitted},
        form.declared,
    )
    found = check_sheets(read, declared)
    of_others = {
        (s.arrival.path, f.sector)
        for s in read
        for f in s.findings
        if f.rule
        in {declared.intake_rule(c).code for c in ("unit_wrong", "another_unit", "sector_wrong")}
    }
    sure = {key: f for key, f in known.items() if key not in of_others}
    compared = check_history(sure, form.earlier, declared)
    told = []
    for s in read:
        sheets = {}
        for sector in form.sectors:
            key = (s.arrival.path, sector)
            own = [f for f in s.findings if f.sector == sector]
            mine = [*own, *found.get(key, []), *compared.get(key, [])]
            sheets[sector] = _of_checker(form, mine)
        told.append(sheets)
    return told


def _submission(form: Form, book: Book, case: Typed, path: str) -> Submission:
    sheets = {name: dict(sheet.cells) for name, sheet in book.sheets.items()}
    for name, value in case.items():
        page, ref = book.names[name]
        sheets[page].pop(ref, None)
        if value is not None:
            sheets[page][ref] = _cell(value)
    typed = {n: Sheet(n, cells, book.sheets[n].merges) for n, cells in sheets.items()}
    pages = ledger_pages(book, form.declared.ledger)
    arrived = Arrival(path, path, None, NOON, "")
    read = _read_book(arrived, replace(book, sheets=typed), pages, form.declared)
    assert isinstance(read, Submission), read
    return read


def _cell(value: object) -> Cell:
    """As Excel would store it."""
    if isinstance(value, bool):
        return Cell("bool", str(int(value)))
    if isinstance(value, str):
        return Cell("error", "#DIV/0!", value[1:]) if value.startswith("=") else Cell("text", value)
    assert isinstance(value, int | float)
    return Cell("number", repr(value))


def _of_checker(form: Form, findings: Iterable[Finding]) -> Told:
    declared = form.declared
    silent = {declared.intake_rule(case).code for case in _SILENT}
    silent |= {r.code for r in declared.rules if r.kind in CANNOT_KNOW}  # no formula, by intent
    raw = [f for f in findings if f.rule not in silent]
    # A form lists fault by fault: nothing is gathered for being many of a kind.
    apart = replace(declared, rules=tuple(replace(r, together=0) for r in declared.rules))
    causes = one_per_cause(raw, apart)
    told = [m for f in causes for m in _told_apart(f, declared)]
    several = {r.code for r in declared.rules if r.kind == "several"}
    gathered = [m for f in causes if f.rule in several for m in members(f, declared)]
    coloured: dict[str, int] = {}
    blanks = declared.intake_rule("blanks").code
    for f in sorted([*told, *gathered], key=lambda f: f.severity == "error"):
        level = {"error": 2, "warning": 1}.get(f.severity)
        if f.cell and level and f.rule != blanks:
            coloured[f.cell] = level
    return Told(
        Counter(map(place, _without_twins(raw, declared))),
        Counter(map(place, told)),
        {place(f): f.message for f in told},
        sum(f.severity == "error" for f in told),
        sum(f.severity == "warning" for f in told),
        coloured,
    )


def _without_twins(raw: Sequence[Finding], declared: Declarations) -> Iterable[Finding]:
    """Of faults of the value in one cell only the one that is told: a form sees them as one."""
    own = {(f.cell, f.rule) for f in raw}
    for f in raw:
        rule = declared.rule(f.rule)
        if rule.kind != "value" or not any((f.cell, code) in own for code in rule.unless):
            yield f


def _told_apart(finding: Finding, declared: Declarations) -> Iterable[Finding]:
    """A finding cell by cell where several of one rule were gathered: a form lists each cell."""
    if declared.rule(finding.rule).kind == "several":
        return (replace(finding, cell=None),)
    return members(finding, declared)


def place(finding: Finding) -> Place:
    """The rule and the cell; the first cell of the sheet stands for all of it."""
    return finding.rule, finding.cell or WHOLE
