"""What the bulletin may criticise: broken rules of audience 通报, each with its evidence and what is asked for."""

from collections.abc import Iterator

from pipeline.bulletin.asking import resend, resubmit_by
from pipeline.bulletin.month_rules import KINDS, Shown, days
from pipeline.figures.shown import figure
from pipeline.model.bulletin_plan import ProblemPlan
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.model.rule import Rule
from pipeline.words.plain_text import sample_lines, text_file
from pipeline.words.unit_names import few_units
from pipeline.words.wording import listing

PROBLEMS = "问题清单.txt"  # where all that the bulletin criticises stands, if that is very much


@record
class Problem:
    """One kind of problem: what is said of the sectors that show it, and what they are asked to do."""

    heading: str
    sentences: tuple[str, ...]
    closing: str
    demand: str


def find_problems(release: Release) -> list[Problem]:
    """The problems of a release, in the order of their headings; rules of one heading are told together."""
    return [_problem(plan, told, release) for plan, told in _by_heading(release)]


def all_problems(release: Release) -> dict[str, bytes]:
    """The list of all that the bulletin criticises, by file name; nothing where the bulletin itself tells all."""
    found, most = _by_heading(release), release.declared.bulletin.limits.lines
    if all(len(told) <= most for _, told in found):
        return {}
    sample = sample_lines(release.sample_note)
    lines = [*sample, f"{release.period.chinese}通报的问题"]
    for plan, told in found:
        lines += ["", f"{plan.heading}（{len(told)}条）"]
        lines += [f"{number}．{shown.sentence}。" for number, shown in enumerate(told, 1)]
    return {PROBLEMS: text_file(lines)}


def _by_heading(release: Release) -> list[tuple[ProblemPlan, list[Shown]]]:
    """What there is to say under each heading that has anything."""
    told: dict[str, list[Shown]] = {}
    for rule in release.declared.rules:
        if rule.audience == "通报" and rule.holds_in(release.period):
            shown = KINDS.get(rule.kind, _found)(rule, release)
            told.setdefault(rule.heading, []).extend(shown)
    planned = release.declared.bulletin.problems
    return [(planned[h], told[h]) for h in planned if told.get(h)]


def _problem(plan: ProblemPlan, told: list[Shown], release: Release) -> Problem:
    meant = {sheet for shown in told for sheet in shown.sheets}
    most = release.declared.bulletin.limits.lines
    sentences, where = [s.sentence for s in told[:most]], "上文"
    if len(told) > most:
        rest, where = len(told) - most, PROBLEMS
        sentences.append(f"以上按名册顺序列前{most}条，另有{rest}条同类情况，全部列在{where}")
    demand = plan.demand.format(
        units=listing(few_units(meant, release.declared, where)),
        resubmit_by=resubmit_by(meant, release, where),
        resend=resend(meant, release),
    )
    return Problem(plan.heading, tuple(sentences), plan.closing, demand)


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
