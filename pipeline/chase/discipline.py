"""考核参考: how every unit kept to the rules of reporting, by quarter and over the campaign, counted from standings.

One count is one sheet in one month, as in the bulletin: 按时, 退回后补正, 迟报, 退回未补正 and 未报送 add up to 应报.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal

from pipeline.chase.standing import Standing
from pipeline.chase.tallying import most_frequent, score_of, tally_of
from pipeline.issues.corrections import Correction
from pipeline.model.assessment import Tally
from pipeline.model.declared import Declarations
from pipeline.model.grouping import grouped
from pipeline.model.hazards import Hazard
from pipeline.model.milestones import Task
from pipeline.model.month import Month
from pipeline.model.record import record
from pipeline.model.roster import Unit

OverdueByMonth = Mapping[Month, Sequence[Hazard]]


@record
class UnitRecord:
    """A unit in a period: its counts, its most frequent fault; how its score is reached and the score, if any."""

    unit: Unit
    tally: Tally
    fault: str
    reckoning: str
    score: Decimal | None


@record
class DisciplineSection:
    """A quarter or the campaign: the months that count, a record a unit, and the sum of the lead units."""

    name: str
    months: tuple[Month, ...]
    records: tuple[UnitRecord, ...]
    total: Tally


@record
class Discipline:
    """All sections, the campaign last, and what they were counted from.

    overdue: hazards, by month. tasks: milestones of units, as they stand.
    """

    sections: tuple[DisciplineSection, ...]
    standings: tuple[Standing, ...]
    corrections: tuple[Correction, ...]
    declared: Declarations
    overdue: OverdueByMonth = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()

    @property
    def weighed(self) -> bool:
        """Whether the schema gives weights: else there is no score."""
        return bool(self.declared.weights)


def discipline(
    standings: Iterable[Standing],
    corrections: Sequence[Correction],
    declared: Declarations,
    overdue: Mapping[Month, Sequence[Hazard]] = {},
    tasks: Sequence[Task] = (),
) -> Discipline:
    """The tables from the standings of all months, in the order of months; what is not due yet does not count.

    overdue: the hazards that were overdue at each month's cut-off.
    """
    due = _counted_once([s for s in standings if any(x.days < 0 for x in s.sheets)])
    months = tuple(sorted({s.month for s in due}))
    quarters = grouped(months, _quarter)
    owed = tuple(t for t in tasks if t.filer.unit)
    found = Discipline((), due, tuple(corrections), declared, overdue, owed)
    sections = [_section(name, q, _in_quarter(owed, name), found) for name, q in quarters.items()]
    if months:
        sections.append(_section("全部报告期", months, owed, found))
    return replace(found, sections=tuple(sections))


def _counted_once(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """A workbook with last month's period on it stands returned in both months: it counts where it was meant for."""
    seen, kept = set[str](), list[Standing]()
    for standing in reversed(standings):
        mine = tuple(r for r in standing.refused if r.path not in seen)
        seen.update(r.path for r in mine)
        kept.append(replace(standing, refused=mine))
    return tuple(reversed(kept))


def _in_quarter(tasks: Iterable[Task], name: str) -> list[Task]:
    """The milestones that were due in a quarter."""
    due = ((t, t.milestone.due) for t in tasks)
    return [t for t, day in due if _quarter(Month(day.year, day.month)) == name]


def _quarter(month: Month) -> str:
    return f"{month.year}年第{'一二三四'[(month.month - 1) // 3]}季度"


def _section(
    name: str, months: Sequence[Month], tasks: Sequence[Task], found: Discipline
) -> DisciplineSection:
    """tasks: the milestones that were due in these months."""
    late = Counter(h.entry.unit for h in found.overdue.get(months[-1], ()))
    records = []
    for unit in found.declared.roster.units.values():
        states = Counter(t.state for t in tasks if t.filer.unit == unit.id)
        noted = Tally(
            restated=sum(c.unit == unit.id and c.month in months for c in found.corrections),
            overdue_hazards=late[unit.id],
            tasks_late=states["late"],
            tasks_missing=states["missing"],
        )
        own = [s for s in found.standings if s.unit.id == unit.id and s.month in months]
        records.append(_record(unit, own, noted, found.declared))
    total = sum((r.tally for r in records if not r.unit.is_office), Tally())
    return DisciplineSection(name, tuple(months), tuple(records), total)


def _record(
    unit: Unit, own: Sequence[Standing], noted: Tally, declared: Declarations
) -> UnitRecord:
    """A unit by its standings and what is noted besides; the office's own form is not scored."""
    tally = sum((tally_of(s) for s in own), noted)
    weights = {} if unit.is_office else declared.weights
    return UnitRecord(unit, tally, most_frequent(own, declared), *score_of(tally, weights))
