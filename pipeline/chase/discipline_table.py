"""A section of 考核参考 as a table: its headings, and a row a unit."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.chase.discipline import Discipline, DisciplineSection, UnitRecord
from pipeline.model.assessment import COUNTS, OF_LEDGERS, OF_MILESTONES, Tally
from pipeline.model.record import record
from pipeline.words.periods import called_months
from pipeline.words.wording import NOTHING

CellValue = str | int | Decimal


@record
class DisciplineLine:
    """A row, its cells in the order of the headings; total: the sum of the units above it."""

    cells: tuple[CellValue, ...]
    total: bool = False


def heads(found: Discipline) -> tuple[str, ...]:
    """The headings; those of milestones and of the score only where there are any, or weights."""
    score = ("得分", "得分怎样得来") if found.weighed else ()
    counts = (COUNTS[name] for name in _shown_counts(found))
    return ("单位", *counts, "最常见问题", *score)


def lines(section: DisciplineSection, found: Discipline) -> Iterator[DisciplineLine]:
    """The lead units, their sum, and the office itself, which is nobody's to assess."""
    units = [r for r in section.records if not r.unit.is_office]
    yield from (DisciplineLine(_cells(r, found)) for r in units)
    counts = _counts(section.total, found)
    blanks = ("",) * (len(heads(found)) - len(counts) - 1)
    whom = found.declared.roster.terms.lead or "各单位"
    yield DisciplineLine((f"合计（{whom}）", *counts, *blanks), total=True)
    yield from (DisciplineLine(_cells(r, found)) for r in section.records if r.unit.is_office)


def title(section: DisciplineSection, found: Discipline) -> str:
    """A section's name with its months: 2023年第三季度（7月至9月）."""
    return f"{section.name}（{called_months(section.months, found.declared.campaign)}）"


def _cells(record: UnitRecord, found: Discipline) -> tuple[CellValue, ...]:
    reached = NOTHING if record.score is None else record.score
    score = (reached, record.reckoning) if found.weighed else ()
    return (record.unit.name, *_counts(record.tally, found), record.fault, *score)


def _counts(tally: Tally, found: Discipline) -> tuple[int, ...]:
    return tuple(getattr(tally, name) for name in _shown_counts(found))


def _shown_counts(found: Discipline) -> list[str]:
    """The counts that there are: of hazards where the campaign has ledgers, of milestones where some are noted."""
    of_ledgers = () if found.declared.ledger else OF_LEDGERS
    hidden = (*of_ledgers, *(() if found.tasks else OF_MILESTONES))
    return [name for name in COUNTS if name not in hidden]
