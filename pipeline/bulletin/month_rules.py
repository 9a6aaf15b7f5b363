"""The kinds of rules on the month as a whole: what the bulletin says of the sectors that break one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from pipeline.bulletin.restated_rule import corrected, gone
from pipeline.bulletin.standing_rule import standing_together
from pipeline.figures.totals import by_sheet, measure, total_of
from pipeline.ledger.overdue_rule import overdue_by_sector
from pipeline.model.declared import Declarations
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.model.rule import Rule
from pipeline.words.wording import percent, plain, short_date, span, tidy


@record
class Shown:
    """A sentence of the bulletin, and the sectors that it is about."""

    sentence: str
    sheets: tuple[str, ...]


def days(release: Release) -> dict[str, str]:
    """The days that every sentence may quote."""
    campaign = release.declared.campaign
    return {
        "since": short_date(campaign.cumulative_from),
        "cutoff": short_date(campaign.cutoff(release.period)),
    }


def rate_behind(rule: Rule, release: Release) -> Iterator[Shown]:
    """Sectors whose rate lies at least `gap` points under the rate of all, where `least` were found."""
    declared = release.declared
    planned, shares = declared.form.measures[rule.parameters["measure"]], {}
    for sheet in release.state.accepted(declared.roster.sectors):
        part = measure(release.figures[sheet], planned)
        if part is not None:
            shares[sheet] = part, total_of(release.figures[sheet], planned.over)
    parts, wholes = (sum((s[n] for s in shares.values()), Decimal(0)) for n in (0, 1))
    least, gap = (Decimal(str(rule.parameters[k])) for k in ("least", "gap"))
    for sheet, (part, whole) in shares.items():
        behind = (parts / wholes - part / whole) * 100 if whole else Decimal(0)
        if whole >= least and behind >= gap and declared.applies(rule, sheet, release.period):
            rate, overall = percent(part, whole), percent(parts, wholes)
            words = {"part": plain(part), "whole": plain(tidy(whole))}
            words |= {"rate": rate, "overall": overall, "gap": _points_between(rate, overall)}
            name = declared.roster.sheets[sheet].name
            yield Shown(rule.public.format(sector=name, **words, **days(release)), (sheet,))


def _points_between(rate: str, overall: str) -> str:
    """Of the rates as they are printed, so that a reader who subtracts them gets the same."""
    return str(Decimal(overall.rstrip("%")) - Decimal(rate.rstrip("%")))


def stalled(rule: Rule, release: Release) -> Iterator[Shown]:
    """Sectors with at least `least` left at which nothing was added to `of` since the month before."""
    declared = release.declared
    before = by_sheet(release.history[-2], declared) if len(release.history) > 1 else {}
    since, until = (
        of(release.period) for of in (declared.campaign.since, declared.campaign.cutoff)
    )
    for sheet in release.state.accepted(declared.roster.sectors):
        now, then = release.figures[sheet], before.get(sheet, {})
        left = measure(now, declared.form.measures[rule.parameters["left"]])
        names = rule.parameters["of"]
        is_still = all(
            n in now and n in then and _added(n, now, then, declared) <= 0 for n in names
        )
        is_told = left is not None and left >= Decimal(str(rule.parameters["least"]))
        if is_still and is_told and declared.applies(rule, sheet, release.period):
            words = {"sector": declared.roster.sheets[sheet].name, "left": plain(left or 0)}
            text = rule.public.format(span=span(since, until), **words, **days(release))
            yield Shown(text, (sheet,))


def _added(
    name: str, now: Mapping[str, Decimal], then: Mapping[str, Decimal], declared: Declarations
) -> Decimal:
    """A month's own figure: what is new since the month before, or all of it where months add up."""
    return now[name] if declared.form.indicators[name].adds_up else now[name] - then[name]


def standing(rule: Rule, release: Release) -> Iterator[Shown]:
    """The sectors that stand as the rule says."""
    for sheets, words in standing_together(rule, release):
        yield Shown(rule.public.format(**words, **days(release)), sheets)


def restated(rule: Rule, release: Release) -> Iterator[Shown]:
    """Sectors whose issued figures were corrected, and those whose issued sheets count no more."""
    yield from _shown(corrected(rule, release), rule.public, release)
    yield from _shown(gone(rule, release), rule.parameters["gone"], release)


def overdue(rule: Rule, release: Release) -> Iterator[Shown]:
    """Sectors whose ledgers have overdue hazards."""
    return _shown(overdue_by_sector(rule, release), rule.public, release)


def _shown(
    found: Iterable[tuple[str, Mapping[str, str]]], text: str, release: Release
) -> Iterator[Shown]:
    for sheet, words in found:
        yield Shown(text.format(**words, **days(release)), (sheet,))


_JUDGEMENTS = (rate_behind, stalled, standing, restated, overdue)
KINDS: dict[str, Callable[[Rule, Release], Iterator[Shown]]] = {j.__name__: j for j in _JUDGEMENTS}
