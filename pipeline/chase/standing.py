"""How every unit stands with a month on a day: its sheets, the workbooks that it got back, the days left or overdue."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.record import record
from pipeline.model.roster import Unit
from pipeline.model.states import PeriodState
from pipeline.returns.refused_books import MonthView, Refused, refused_books


@record
class SheetStanding:
    """A sheet in a month. word and state are those of the reporting status; days: to its due day, below 0 overdue.

    valid: when the first valid version came. zero: a zero report (零报告), every value of the sheet's own is 0.
    """

    sheet: str
    state: str
    word: str
    due: date
    extended: bool
    days: int
    arrived: datetime | None
    valid: datetime | None
    file: str | None
    zero: bool

    @property
    def done(self) -> bool:
        """Whether nothing is to come any more."""
        return self.state == "accepted"

    @property
    def days_late(self) -> int:
        """By how many days it came too late; 0 in time, and where nothing valid came."""
        return max((self.valid.date() - self.due).days, 0) if self.valid else 0


@record
class Standing:
    """A unit in a month; sheets in the order of the roster, refused workbooks the newest first."""

    unit: Unit
    month: Month
    sheets: tuple[SheetStanding, ...]
    refused: tuple[Refused, ...]

    @property
    def open(self) -> tuple[SheetStanding, ...]:
        """The sheets that are still to come."""
        return tuple(s for s in self.sheets if not s.done)

    def to_mend(self) -> list[Refused]:
        """The workbooks to be put right: for each open sheet the newest one that is about it."""
        newest = (next((r for r in self.refused if _is_about(r, s)), None) for s in self.open)
        return list({r.path: r for r in newest if r}.values())


def standings(
    view: MonthView, candidates: Mapping[str, Candidate], declared: Declarations, on: date
) -> list[Standing]:
    """Every unit in a month as it stands on a day, in the order of the roster; candidates are by path."""
    refused = list(refused_books(view, candidates, declared))
    zero = set(_zero_reports(view.state))
    return [
        Standing(
            unit=unit,
            month=view.month,
            sheets=tuple(_sheet(sheet, view, on, sheet in zero) for sheet in unit.sectors),
            refused=tuple(r for owner, r in refused if owner == unit.id),
        )
        for unit in declared.roster.units.values()
    ]


def was_heard_of(month: Iterable[Standing]) -> bool:
    """Whether anything at all came in for a month: else nobody was asked here, and nobody failed to answer."""
    return any(s.refused or any(x.arrived for x in s.sheets) for s in month)


def _sheet(sheet: str, view: MonthView, on: date, zero: bool) -> SheetStanding:
    state, due = view.state.sheets[sheet], view.due.of(sheet).date()
    return SheetStanding(
        sheet=sheet,
        state=state.state,
        word=state.word,
        due=due,
        extended=due != view.due.day,
        days=(due - on).days,
        arrived=state.arrived,
        valid=state.valid,
        file=state.file,
        zero=zero,
    )


def _is_about(refused: Refused, sheet: SheetStanding) -> bool:
    """Whether a workbook is about a sheet; one in which nothing is filled is about all of its unit's."""
    return sheet.sheet in refused.sheets or not refused.sheets


def _zero_reports(state: PeriodState) -> Iterable[str]:
    """The accepted sheets of which all values of their own level are 0: what is once per unit does not count."""
    own = state.values[state.values["level"] != "unit"]
    largest = own.groupby("sheet_id", sort=False)["value"].max()
    return (str(sheet) for sheet, value in largest.items() if value == 0)
