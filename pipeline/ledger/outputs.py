"""What is written of a month's hazards; what it takes is imported only where somebody sent a ledger."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.model.beside import Beside
from pipeline.model.declared import Declarations
from pipeline.model.hazards import HazardBook
from pipeline.model.released import Release
from pipeline.model.states import PeriodState

DATABASE = "hazards.db"


def hazard_outputs(release: Release) -> dict[str, bytes]:
    """The workbooks of a month's hazards by name; none where nobody has sent a ledger so far."""
    book = release.hazards
    if book is None or not _is_anything(book):
        return {}
    from pipeline.ledger.workbooks import hazard_workbooks

    return hazard_workbooks(release, book)


def hazard_base(
    months: Sequence[PeriodState], declared: Declarations, templates: Path, sample: bool
) -> Beside | None:
    """outbox/hazards.db with all months; without content where nobody has sent a ledger.

    None where the campaign has no ledger. DeclarationError where its template is missing or wrong.
    """
    if declared.ledger is None:
        return None
    from pipeline.ledger.seal import is_sealed

    if not any(m.ledger_sheets for m in months):
        return Beside(DATABASE, None, is_sealed)
    from pipeline.ledger.database import hazard_database

    data = hazard_database(months, declared, templates, sample)
    return Beside(DATABASE, data, is_sealed, ("-journal", "-wal", "-shm"))


def hazards_told(release: Release) -> str:
    """Where the office finds a month's hazards; empty where there are none to be found."""
    ledger, book = release.declared.ledger, release.hazards
    if ledger is None or book is None or not _is_anything(book):
        return ""
    plan, month = ledger.book, release.period
    return plan.told.format(
        month=month, file=plan.file, public_file=plan.public_file, database=DATABASE
    )


def _is_anything(book: HazardBook) -> bool:
    """Whether anybody has sent a ledger so far."""
    return bool(book.sectors or book.hazards or book.vanished)
