"""Who is chased on a day for a month: what the texts, the wall list and the screen are all written from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.ledger.owed import NOTHING_OWED, Owed
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.roster import Liaison, Unit
from pipeline.standing import SheetStanding, Standing, was_heard_of


@dataclass(frozen=True, slots=True)
class Chased:
    """A unit that owes something.

    arrears: earlier months of which something is still open, oldest first; not those for which nobody filed here.
    hazards: what its ledgers say that it owes.
    """

    now: Standing
    arrears: tuple[Standing, ...]
    liaison: Liaison | None
    hazards: Owed = NOTHING_OWED

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.now.unit


@dataclass(frozen=True, slots=True)
class Round:
    """One round of chasing. sample: the note of a sample, or empty. done: the units that owe nothing.

    unread: how many files could not be read; whose they are nobody knows, perhaps of those who are chased. ledgers:
    whether hazards are chased too: the campaign has ledgers, and somebody sent one.
    """

    month: Month
    on: date
    declared: Declarations
    sample: str
    chased: tuple[Chased, ...]
    done: tuple[Unit, ...]
    unread: int
    ledgers: bool = False


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
) -> Round:
    """The round for a month; `months` holds the standings of it and of the months before, unit by unit.

    owed: what each unit owes of its hazards, by its id; empty where nobody sent a ledger.
    """
    chased, done = list[Chased](), list[Unit]()
    before = [m for m in sorted(months) if m < month and was_heard_of(months[m])]
    for number, now in enumerate(months[month]):
        earlier = [months[m][number] for m in before]
        arrears = tuple(s for s in earlier if s.open)
        hazards = owed.get(now.unit.id, NOTHING_OWED)
        if now.open or arrears or hazards.overdue:
            chased.append(Chased(now, arrears, liaisons.get(now.unit.id), hazards))
        else:
            done.append(now.unit)
    return Round(month, on, declared, sample, tuple(chased), tuple(done), unread, bool(owed))


def label(sheet: SheetStanding) -> str:
    """How an open sheet is called on a list of those to chase."""
    if sheet.state == "returned":
        return "退回待改"
    return "逾期未报" if sheet.days < 0 else "待报"
