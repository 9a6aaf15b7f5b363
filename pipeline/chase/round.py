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
from pipeline.model.roster import Unit


@record
class Chased:
    """A unit that owes something.

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


@record
class Round:
    """One round of chasing. sample: the note of a sample, or empty. done: the units that owe nothing.

    unread: how many files could not be read; whose they are nobody knows, perhaps of those who are chased. ledgers:
    whether hazards are chased too: the campaign has ledgers, and somebody sent one. others: milestones to be asked for
    of those who are no units. silent: lead units of which no phone is known.
    """

    month: Month
    on: date
    declared: Declarations
    sample: str
    chased: tuple[Chased, ...]
    done: tuple[Unit, ...]
    unread: int
    ledgers: bool = False
    others: tuple[Task, ...] = ()
    silent: tuple[Unit, ...] = ()


def chase_round(
    months: Mapping[Month, Sequence[Standing]],
    month: Month,
    on: date,
    declared: Declarations,
    liaisons: Mapping[str, Liaison],
    *,
    sample: str,
    unread: int,
    owed: Mapping[str, Owed] = {},
    tasks: Sequence[Task] = (),
) -> Round:
    """The round for a month; `months` holds the standings of it and of the months before, unit by unit.

    owed: what each unit owes of its hazards, by its id; empty where nobody sent a ledger. tasks: the milestones to be
    asked for.
    """
    chased, done = list[Chased](), list[Unit]()
    before = [m for m in sorted(months) if m < month and was_heard_of(months[m])]
    for number, now in enumerate(months[month]):
        earlier = [months[m][number] for m in before]
        arrears = tuple(s for s in earlier if s.open)
        hazards = owed.get(now.unit.id, NOTHING_OWED)
        mine = tuple(t for t in tasks if t.filer.unit == now.unit.id)
        if now.open or arrears or hazards.overdue or mine:
            chased.append(Chased(now, arrears, liaisons.get(now.unit.id), hazards, mine))
        else:
            done.append(now.unit)
    return Round(
        *(month, on, declared, sample, tuple(chased), tuple(done), unread, bool(owed)),
        others=tuple(t for t in tasks if not t.filer.unit),
        silent=tuple(_silent(declared, liaisons)),
    )


def _silent(declared: Declarations, liaisons: Mapping[str, Liaison]) -> Iterator[Unit]:
    for unit in declared.roster.units.values():
        liaison = liaisons.get(unit.id)
        if not unit.is_office and not (liaison and liaison.phone):
            yield unit


def label(sheet: SheetStanding) -> str:
    """How an open sheet is called on a list of those to chase."""
    if sheet.state == "returned":
        return "退回待改"
    return "逾期未报" if sheet.days < 0 else "待报"
