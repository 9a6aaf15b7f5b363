"""What the papers show of the hazards in the ledgers, and whose names they leave out."""

from collections.abc import Mapping

from pipeline.model.bulletin_plan import Caption, ShownColumn, ShownTable
from pipeline.model.record import record

# What a table may count of hazards (pipeline/ledger/counting.py says how).
HAZARD_COUNTS = (
    *("all", "open", "fixed", "waiting", "closed", "listed", "open_listed", "newly_listed"),
    *("due_now", "due_next", "overdue", "listed_overdue", "fixed_now", "closed_now", "joint"),
)
# What the month itself brought; nobody has said it of a sector without a ledger of this month.
OF_THE_MONTH = ("newly_listed", "due_now", "fixed_now", "closed_now")
# What a list of hazards may show of one, besides the columns of the ledger.
HAZARD_WORDS = ("sector_name", "due_day", "days_overdue", "state", "as_of")
VARIANTS = ("public", "internal")


@record
class Masking:
    """How names are left out of texts. words: what stands instead, by column.

    suffixes: what a firm is also known without. posts: words that name no person; bodies: endings of what is none.
    """

    words: Mapping[str, str]
    suffixes: tuple[str, ...]
    posts: tuple[str, ...]
    bodies: tuple[str, ...]


@record
class HazardList:
    """A list of hazards, of which the first `most` are shown; more: said of the others.

    private: the columns of the internal variant instead.
    """

    caption: Caption
    columns: tuple[ShownColumn, ...]
    private: tuple[ShownColumn, ...]
    most: int
    more: str


@record
class HazardPlan:
    """What the papers show of the ledgers. internal: whether names are shown, under a note that says so.

    soon_days: how long before its due day a unit is reminded of a hazard. as_of: the head of the column with the month
    of a sector's newest ledger.
    """

    internal: bool
    internal_note: str
    as_of: str
    soon_days: int
    states: Mapping[str, str]
    sectors: ShownTable
    levels: ShownTable
    overdue: HazardList
    left: HazardList
    closing: ShownTable
    masking: Masking
