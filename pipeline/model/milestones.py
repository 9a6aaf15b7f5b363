"""What is owed besides the forms, by whom and by when; and how each of it stands on a day."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from pipeline.model.bulletin_plan import Caption
from pipeline.model.record import record

Key = tuple[str, str]  # (milestone id, filer id)


@record
class Filer:
    """Who owes something: a unit, the office or a body of its own; unit is whose reminder it is in, or empty."""

    id: str
    name: str
    spellings: tuple[str, ...]
    unit: str


@record
class Milestone:
    """What is due on a day, and from whom. verb: what is done by then. source: where the notice says so."""

    id: str
    name: str
    due: date
    filers: tuple[str, ...]
    verb: str
    source: str


@record
class MilestoneBook:
    """The office's workbook: its file and sheet, what stands above the table, its headings by key.

    not_needed: the word of an explicit nothing.
    """

    file: str = ""
    sheet: str = ""
    title: str = ""
    note: str = ""
    not_needed: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)


@record
class MilestonePlan:
    """All milestones by id, who may owe one by id, and how both are kept and shown; empty where none are declared."""

    milestones: Mapping[str, Milestone] = field(default_factory=dict)
    filers: Mapping[str, Filer] = field(default_factory=dict)
    book: MilestoneBook = field(default_factory=MilestoneBook)
    remind_days: int = 0
    table: Caption = field(default_factory=lambda: Caption("", ""))

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.milestones)


@record
class NotedEntry:
    """What the office wrote about one milestone of one filer, and in which row; unclear: it cannot be told what."""

    row: int
    day: date | None = None
    not_needed: bool = False
    unclear: bool = False
    note: str = ""


@record
class Noted:
    """What the office's workbook says.

    file: its path, empty where there is none, or none that can be read: then nothing is known of any milestone.
    remarks tell the office what in it cannot be used, cell by cell.
    """

    file: str = ""
    entries: Mapping[Key, NotedEntry] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@record
class Task:
    """A milestone of one filer as it stands on a day.

    state: done, late (done, but after its day), missing (its day is over), coming (it is not), not_needed or unclear.
    days: to its due day, below 0 overdue; of a late one by how many it was.
    """

    milestone: Milestone
    filer: Filer
    state: str
    day: date | None
    days: int
    note: str
    place: str

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in ("missing", "coming")

    @property
    def is_done(self) -> bool:
        """Whether it was done, in time or late."""
        return self.state in ("done", "late")
