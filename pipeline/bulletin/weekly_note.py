"""The weekly note (周调度): one page that says who filed, what has changed since the week before, who is behind."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from jinja2 import Environment

from pipeline.bulletin.problems import find_problems
from pipeline.bulletin.tables import few_rows
from pipeline.bulletin.view import View
from pipeline.figures.combining import combined
from pipeline.figures.shown import all_parts, figure
from pipeline.figures.totals import by_sheet
from pipeline.model.declared import Declarations
from pipeline.model.released import Release
from pipeline.papers.blocks import TableBlock, TableRow
from pipeline.papers.paper import Paper
from pipeline.rendering.templates import render_blocks
from pipeline.words.let_pass import with_let_pass
from pipeline.words.together import sector_word
from pipeline.words.wording import NOTHING

Figures = Mapping[str, Mapping[str, Decimal]]


def weekly_note(release: Release, pages: Environment) -> Paper:
    """周调度 of a week's release; DeclarationError where its template asks for what is not there."""
    declared, week = release.declared, WeekView(release)
    about = {"r": View(release), "w": week}
    return Paper(
        name="周调度",
        blocks=render_blocks(pages, "weekly.txt.j2", {"weekly": _table(release, week)}, about),
        document={**declared.campaign.document, "masthead": "none"},  # it stays in the house
        number="",
        day="",
        sample=release.sample_note,
        on_one_page=True,
    )


def _without_standings(release: Release) -> Release:
    """Without the rules on who is late or missing, which the note says in its first paragraph."""
    rules = tuple(r for r in release.declared.rules if r.kind != "standing")
    return replace(release, declared=replace(release.declared, rules=rules))


class WeekView:
    """What only the weekly note says: the week, the one before, and what has come in between."""

    def __init__(self, release: Release) -> None:
        """Keep both weeks, and what has come since in every sector that is in both."""
        self._release = release
        declared, before = release.declared, release.period.shift(-1)
        self.campaign = declared.campaign.name
        self.problems = find_problems(_without_standings(release))
        self.week, self.before = release.period.chinese, before.short
        self.next = release.period.shift(1).short
        last = release.history[-2] if len(release.history) > 1 else None
        then: Figures = by_sheet(last, declared) if last else {}
        self.growth = {
            s: growth(release.figures[s], then[s], declared) for s in self._sectors() if s in then
        }

    def of_sector(self, sector: str) -> Mapping[str, Decimal] | None:
        """By how much a sector has grown; None where nobody who reports it is in both weeks."""
        declared = self._release.declared
        sheets = [s for s in declared.roster.by_sector[sector] if s in self.growth]
        if not sheets:
            return None
        return combined((self.growth[s] for s in sheets), declared.form, "sector")

    def grown(self, name: str) -> str:
        """By how much an indicator or a measure has grown in all sectors that are in both weeks."""
        sums: dict[str, Decimal] = {}
        for values in self.growth.values():
            for key, value in values.items():
                sums[key] = sums.get(key, Decimal(0)) + value
        return self.change(name, sums or None)

    def change(self, name: str, values: Mapping[str, Decimal] | None) -> str:
        """A growth as text, which a correction may have turned into a loss; — where nothing can be compared."""
        if values is None:
            return NOTHING
        return figure(name, values, self._release.declared)

    def _sectors(self) -> list[str]:
        return self._release.state.accepted(self._release.declared.roster.sectors)


def growth(
    now: Mapping[str, Decimal], then: Mapping[str, Decimal], declared: Declarations
) -> dict[str, Decimal]:
    """By how much values have grown since the week before; what is reported of each week alone is that itself."""
    indicators = declared.form.indicators
    return {
        name: value if indicators[name].adds_up else value - then[name]
        for name, value in now.items()
        if name in then
    }


def _table(release: Release, week: WeekView) -> TableBlock:
    """One row a sector and one of sums; what did not come in, or cannot be compared, is no figure."""
    declared, plan = release.declared, release.declared.bulletin.weekly
    assert plan, "publish_week has seen that it is declared"
    table = plan.table
    sectors, roster = declared.roster.sectors, declared.roster
    rows = []
    for sector, parts in release.sectors.items():
        grown = week.of_sector(sector)
        cells = [figure(c.value, parts, declared) for c in table.columns]
        cells += [week.change(c.value, grown) for c in plan.growth]
        rows.append(TableRow((roster.subjects[sector].title, *cells, sector_word(release, sector))))
    rows = few_rows(rows, declared.bulletin.limits.rows, declared.campaign.document["annex"])
    sums = [figure(c.value, all_parts(release), declared) for c in table.columns]
    sums += [week.grown(c.value) for c in plan.growth]
    coverage = f"{len(release.state.accepted(sectors))}/{len(sectors)}"
    rows.append(TableRow(("合计", *sums, coverage), total=True))
    heads = (
        declared.roster.terms.sector,
        *table.heads,
        *(c.head for c in plan.growth),
        "报送情况",
    )
    numeric = (False, *(True for _ in (*table.columns, *plan.growth)), False)
    note = with_let_pass(table.note, release)
    return TableBlock("weekly", table.title, note, heads, tuple(rows), numeric)
