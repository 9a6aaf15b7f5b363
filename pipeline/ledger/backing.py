"""The rows of a workbook's ledger behind one of its counts."""

from pipeline.ledger.rows import gather
from pipeline.ledger.tying import counted_rows, numbers_of
from pipeline.model.declared import Declarations
from pipeline.model.received import Submission
from pipeline.model.record import record


@record
class Backing:
    """The numbers of the rows that make up a count, and of those that may but leave a cell blank that would tell."""

    sheet: str
    rows: tuple[int, ...]
    lacking: tuple[int, ...]


def backing(
    submission: Submission, sheet: str, indicator: str, declared: Declarations
) -> Backing | None:
    """What a workbook's ledger says of a count of one of its sheets; None where it says nothing of it."""
    ties = declared.ledger.ties if declared.ledger else ()
    tie = next((t for t in ties if t.indicator == indicator), None)
    ledger = submission.ledger
    if (
        tie is None
        or ledger is None
        or submission.period is None
        or sheet not in submission.sectors
    ):
        return None
    rows = gather([submission], declared)
    tied, number = counted_rows(rows, tie), submission.sectors.index(sheet)
    found = (tuple(numbers_of(rows, flags, number)) for flags in (tied.counted, tied.lacking))
    return Backing(ledger.sheet, *found)
