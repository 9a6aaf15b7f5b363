"""What the bulletin may criticise: broken rules of audience 通报, each with its evidence."""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.released import Release
from pipeline.model.rule import Rule
from pipeline.restated_rule import corrected
from pipeline.totals import measure, total_of
from pipeline.wording import NOT_REPORTED, percent, plain, show, tidy


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem and the sectors that show it, in words."""

    heading: str
    sentences: tuple[str, ...]


def find_problems(release: Release) -> list[Problem]:
    """The problems of a release, in the order of the rules; rules of one heading are told together."""
    told: dict[str, list[str]] = {}
    for rule in release.declared.rules:
        if rule.audience != "通报" or not rule.holds_in(release.month):
            continue
        if rule.kind == "restated":
            sentences = [sentence for _, sentence in corrected(rule, release)]
        else:
            behind = rule.kind == "rate_behind"
            sentences = _rate_behind(rule, release) if behind else _found(rule, release)
        if sentences:
            told.setdefault(rule.heading, []).extend(sentences)
    return [Problem(heading, tuple(sentences)) for heading, sentences in told.items()]


def _found(rule: Rule, release: Release) -> list[str]:
    """Sectors on which the rule was found broken in the workbook that counts."""
    declared = release.declared
    broken = {
        f.sector
        for file in release.files
        for told in file.findings
        for f in (told, *told.also)
        if f.rule == rule.code and file.status == "accepted" and f.sector in file.sectors
    }
    sentences = []
    for sheet in [s for s in declared.roster.sectors if s in broken]:
        values = release.figures[sheet]
        words = {
            i.id: show(i, values.get(i.id), NOT_REPORTED) for i in declared.form.indicators.values()
        }
        sentences.append(rule.public.format(sector=declared.roster.sheets[sheet].name, **words))
    return sentences


def _rate_behind(rule: Rule, release: Release) -> list[str]:
    """Sectors whose rate lies at least `gap` points under the rate of all, where `least` were found."""
    declared = release.declared
    planned, shares = declared.form.measures[rule.parameters["measure"]], {}
    for sheet in release.state.accepted(declared.roster.sectors):
        part = measure(release.figures[sheet], planned)
        if part is not None:
            shares[sheet] = part, total_of(release.figures[sheet], planned.over)
    parts, wholes = (sum((s[n] for s in shares.values()), Decimal(0)) for n in (0, 1))
    least, gap = (Decimal(str(rule.parameters[k])) for k in ("least", "gap"))
    sentences = []
    for sheet, (part, whole) in shares.items():
        behind = (parts / wholes - part / whole) * 100 if whole else Decimal(0)
        if whole >= least and behind >= gap and declared.applies(rule, sheet, release.month):
            words = {"part": plain(part), "whole": plain(tidy(whole)), "rate": percent(part, whole)}
            words["gap"] = plain(behind.quantize(Decimal("0.1"), "ROUND_HALF_UP"))
            sentences.append(rule.public.format(sector=declared.roster.sheets[sheet].name, **words))
    return sentences
