"""What units report in words: the boxes that are asked for, what stood in them, what a paper quotes."""

from collections.abc import Mapping
from dataclasses import field

from pipeline.model.record import record

PREFIX = "report_"  # of the names of the boxes
# What may be told of a text; each is worded by exactly one [[finding]].
CASES = (
    *("report_not_text", "report_struck", "report_long"),
    *("report_invisible", "report_lost", "report_stray"),
)


@record
class Box:
    """One box of the sheet: its label, what is asked for, and whether a paper quotes it."""

    id: str
    label: str
    prompt: str
    quoted: bool


@record
class Excerpts:
    """How much a paper quotes: so many texts of a box, so many characters of each, and what it says of the rest.

    numbers: what stands for the numbers of a person or a firm.
    """

    most: int = 0
    longest: int = 0
    cut: str = ""
    numbers: str = ""
    others: str = ""
    annex: str = ""


@record
class ReportPlan:
    """The sheet of work reports; empty where none is declared. longest: characters of a box."""

    sheet: str = ""
    title: str = ""
    note: str = ""
    longest: int = 0
    boxes: Mapping[str, Box] = field(default_factory=dict)
    excerpts: Excerpts = field(default_factory=Excerpts)

    def __bool__(self) -> bool:
        """Whether there is such a sheet."""
        return bool(self.boxes)


@record
class ReportText:
    """What stood in a box: lines without white space around them and without characters that show nothing."""

    box: str
    text: str
    sheet: str
    cell: str


@record
class WorkReport:
    """The boxes of one workbook that hold a text."""

    texts: tuple[ReportText, ...]


@record
class Reported:
    """A text of an accepted workbook. before: the earlier month in which the unit said the same, or empty."""

    unit: str
    file: str
    said: ReportText
    before: str = ""
