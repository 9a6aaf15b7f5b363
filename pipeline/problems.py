"""What the bulletin may criticise: broken rules of audience 通报, each with its evidence."""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.released import Release
from pipeline.model.rule import Rule
from pipeline.totals import total_of
from pipeline.wording import percent, plain, show, tidy


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
        sentences = (
            _rate_behind(rule, release) if rule.kind == "rate_behind" else _found(rule, release)
        )
        if sentences:
            told.setdefault(rule.heading, []).extend(sentences)
    return [Problem(heading, tuple(sentences)) for heading, sentences in told.items()]


def _found(rule: Rule, release: Release) -> list[str]:
    """Sectors on which the rule was found broken in the workbook that counts."""
    declared = release.declared
    broken = {
        f.sector
        for file in release.files
        for f in file.findings
        if f.rule == rule.code and file.status == "accepted" and f.sector in file.sectors
    }
    sentences = []
    for sheet in [s for s in declared.roster.sectors if s in broken]:
        values = release.figures[sheet]
        words = {i.id: show(i, values.get(i.id), "未报") for i in declared.form.indicators.values()}
        sentences.append(rule.public.format(sector=declared.roster.sheets[sheet].name, **words))
    return sentences


def _rate_behind(rule: Rule, release: Release) -> list[str]:
    """Sectors whose rate lies at least `gap` points under the rate of all, where `least` were found."""
    planned, shares = release.declared.form.measures[rule.parameters["measure"]], {}
    for sheet in release.state.accepted(release.declared.roster.sectors):
        values = release.figures[sheet]
        if not values.keys() >= {*planned.sum, *planned.over}:
            continue
        shares[sheet] = total_of(values, planned.sum), total_of(values, planned.over)
    parts, wholes = (sum((s[n] for s in shares.values()), Decimal(0)) for n in (0, 1))
    sentences = []
    for sheet, (part, whole) in shares.items():
        if whole < Decimal(rule.parameters["least"]) or not wholes or not whole:
            continue
        gap = (parts / wholes - part / whole) * 100
        if gap >= Decimal(rule.parameters["gap"]):
            words = {
                "part": plain(tidy(part)),
                "whole": plain(tidy(whole)),
                "rate": percent(part, whole),
            }
            name = release.declared.roster.sheets[sheet].name
            sentences.append(
                rule.public.format(sector=name, gap=plain(gap.quantize(Decimal("0.1"))), **words)
            )
    return sentences
