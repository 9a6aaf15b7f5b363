"""A hazard as accepted ledgers know it, followed from month to month, and all of them by a month's cut-off."""

from collections.abc import Mapping
from datetime import date

from pipeline.model.ledger import LedgerEntry
from pipeline.model.record import record


@record
class Hazard:
    """One hazard as a month's accepted ledgers know it, followed from month to month.

    key: how it is followed, the same in every month. followed: id, description or alone (nothing by which it could be
    followed without a guess, as where two rows say the same). entry: its newest row. first_month: of the first ledger
    that has it; last_month: of the newest, which is earlier than the month itself where its sector has no ledger there
    or it has vanished. state: open, fixed or closed on the cut-off. due: the day by which it is to be fixed, with its
    extension. days_overdue: from that day to the cut-off while it is open; None where it is not overdue or has no day.
    """

    key: str
    followed: str
    entry: LedgerEntry
    first_month: str
    last_month: str
    state: str
    found: date | None
    due: date | None
    fixed: date | None
    closed: date | None
    listed_on: date | None
    level: str
    days_overdue: int | None

    @property
    def values(self) -> Mapping[str, str]:
        """What its row says, by column."""
        return self.entry.row.values

    @property
    def is_listed(self) -> bool:
        """Whether it is under 挂牌督办."""
        return bool(self.level)


@record
class HazardBook:
    """All hazards known by a month's cut-off, in the order of sectors and rows; those in vanished are not among them.

    since: the first day that is new in the month; until: its cut-off. sectors: those whose accepted workbook of this
    month has a ledger. vanished: hazards of earlier months that the newest ledger of their sector no longer has. alike:
    pairs of keys that may be the same hazard, which nobody but the office can say.
    """

    since: date
    until: date
    sectors: tuple[str, ...]
    hazards: tuple[Hazard, ...]
    vanished: tuple[Hazard, ...] = ()
    alike: tuple[tuple[str, str], ...] = ()

    def covers(self, day: date | None) -> bool:
        """Whether a day, if there is one, is new in the month."""
        return day is not None and self.since <= day <= self.until
