"""What the bulletin may criticise: broken rules of audience 通报, each with its evidence and what is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.bulletin_tables import figure
from pipeline.model.bulletin_plan import ProblemPlan
from pipeline.model.released import Release
from pipeline.model.rule import Rule
from pipeline.month_rules import KINDS, Shown, days
from pipeline.unit_names import unit_names
from pipeline.wording import listing, short_date


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem: what is said of the sectors that show it, and what they are asked to do."""

    heading: str
    sentences: tuple[str, ...]
    closing: str
    demand: str


def find_problems(release: Release) -> list[Problem]:
    """The problems of a release, in the order of their headings; rules of one heading are told together."""
    told: dict[str, list[Shown]] = {}
    for rule in release.declared.rules:
        if rule.audience == "通报" and rule.holds_in(release.month):
            shown = KINDS.get(rule.kind, _found)(rule, release)
            told.setdefault(rule.heading, []).extend(shown)
    planned = release.declared.bulletin.problems
    return [_problem(planned[h], told[h], release) for h in planned if told.get(h)]


def _problem(plan: ProblemPlan, told: list[Shown], release: Release) -> Problem:
    roster = release.declared.roster
    meant = {sheet for shown in told for sheet in shown.sheets}
    demand = plan.demand.format(
        units=listing(unit_names(meant, roster)),
        resubmit_by=_resubmit_by(meant, release),
    )
    return Problem(plan.heading, tuple(s.sentence for s in told), plan.closing, demand)


def _resubmit_by(sheets: set[str], release: Release) -> str:
    """As the campaign has it; not before a day to which one of them was given time."""
    usual = release.declared.campaign.resubmit_by(release.month)
    dues = (release.state.sheets[s].due for s in sheets)
    return short_date(max([usual, *filter(None, dues)]))


def _found(rule: Rule, release: Release) -> Iterator[Shown]:
    """Sectors on which the rule was found broken in the workbook that counts."""
    declared = release.declared
    broken = {
        f.sector
        for file in release.files
        for told in file.findings
        for f in (told, *told.also)
        if f.rule == rule.code and file.status == "accepted" and f.sector in file.sectors
    }
    names = (*declared.form.indicators, *declared.form.measures)
    for sheet in [s for s in declared.roster.sectors if s in broken]:
        words = {n: figure(n, release.figures[sheet], declared) for n in names}
        name = declared.roster.sheets[sheet].name
        yield Shown(rule.public.format(sector=name, **words, **days(release)), (sheet,))
