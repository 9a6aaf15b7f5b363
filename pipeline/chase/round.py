"""Who is chased on a day for a month: what the texts, the wall list and the screen are all written from."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pipeline.chase.standing import SheetStanding, Standing, was_heard_of
from pipeline.ledger.owed import NOTHING_OWED, Owed
from pipeline.model.declared import Declarations
from pipeline.model.liaison import Liaison
from pipeline.model.milestones import Task
from pipeline.model.month import Month
from pipeline.model.record import record
from pipeline.model.roster import Roster, Unit
from pipeline.words.unit_names import own_names


@record
class Chased:
    """A unit in a round of chasing, with all that it owes.

    arrears: earlier months of which something is still open, oldest first; not those for which nobody filed here.
    hazards: what its ledgers say that it owes. tasks: its milestones that are overdue or due soon.
    """

    now: Standing
    arrears: tuple[Standing, ...]
    liaison: Liaison | None
    hazards: Owed = NOTHING_OWED
    tasks: tuple[Task, ...] = ()

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.now.unit

    @property
    def owes(self) -> bool:
        """Whether there is anything to ask it for."""
        return bool(self.now.open or self.arrears or self.hazards.overdue or self.tasks)

    @property
    def is_silent(self) -> bool:
        """Whether nobody there is known who could be called."""
        return not self.unit.is_office and not (self.liaison and self.liaison.phone)


@record
class Round:
    """One round of chasing. sample: the note of a sample, or empty. units: all, in the order of the roster.

    unread: how many files could not be read; whose they are nobody knows, perhaps of those who are chased. ledgers:
    whether hazards are chased too: the campaign has ledgers, and somebody sent one. others: milestones to be asked for
    of those who are no units.
    """

    month: Month
    on: date
    declared: Declarations
    sample: str
    units: tuple[Chased, ...]
    unread: int
    ledgers: bool
    others: tuple[Task, ...]

    @property
    def chased(self) -> list[Chased]:
        """The units that owe something."""
        return [u for u in self.units if u.owes]

    @property
    def done(self) -> list[Unit]:
        """The units that owe nothing."""
        return [u.unit for u in self.units if not u.owes]

    def names(self, sheets: Sequence[SheetStanding]) -> str:
        """Sheets of one unit as it calls them."""
        return own_names([s.sheet for s in sheets], self.declared.roster)

    def reports(self, sheets: Sequence[SheetStanding], called: str = "") -> str:
        """The same with what they are: 消防、燃气领域和综合表, since what is of no sector is none.

        Where all sectors are meant, that goes without saying. called: what follows the kind of the sectors.
        """
        roster = self.declared.roster
        own = [s for s in sheets if roster.sheets[s.sheet].own]
        others = [s for s in sheets if s not in own]
        kind = f"{roster.terms.short}{called}" if roster.has_sectors else ""
        told = [f"{self.names(others)}{kind}"] if others else []
        are_all = own and others and len(others) == len(roster.sectors_of(_unit(others, roster)))
        return "和".join(
            [*told, *(f"{roster.sheets[s.sheet].title}表" for s in own if not are_all)]
        )


def _unit(sheets: Sequence[SheetStanding], roster: Roster) -> Unit:
    return roster.units[roster.sheets[sheets[0].sheet].unit]


def units_in_round(
    months: Mapping[Month, Sequence[Standing]],
    month: Month,
    liaisons: Mapping[str, Liaison],
    owed: Mapping[str, Owed],
    tasks: Sequence[Task],
) -> Iterator[Chased]:
    """Every unit with what it owes; `months` holds the standings of the month and of those before, unit by unit.

    owed: what each owes of its hazards, by its id. tasks: the milestones to be asked for.
    """
    before = [months[m] for m in sorted(months) if m < month and was_heard_of(months[m])]
    for number, now in enumerate(months[month]):
        arrears = tuple(all_[number] for all_ in before if all_[number].open)
        hazards = owed.get(now.unit.id, NOTHING_OWED)
        mine = tuple(t for t in tasks if t.filer.unit == now.unit.id)
        yield Chased(now, arrears, liaisons.get(now.unit.id), hazards, mine)


def label(sheet: SheetStanding) -> str:
    """How an open sheet is called on a list of those to chase."""
    if sheet.state == "returned":
        return "退回待改"
    return "逾期未报" if sheet.days < 0 else "待报"
