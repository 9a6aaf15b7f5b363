"""Who is in the figures at the very bottom, as a clause of a sentence."""

from collections.abc import Collection, Iterator

from pipeline.model.form import Indicator
from pipeline.model.released import Release
from pipeline.model.rollup import Share
from pipeline.words.wording import listing


def told_below(release: Release) -> str:
    """Who is in the totals at the very bottom, in a clause; empty where nobody reports to those who report here."""
    below, roster = release.below, release.declared.roster
    if below is None:
        return ""
    lacking = {roster.sheets[s].unit for s, t in _open_sheets(release) if t in roster.by_sector}
    partly = [roster.units[u].name for u in below.units if u not in lacking or u in below.apart]
    told = [f"{listing(partly)}的数未报齐，见“报送情况”"] if partly else []
    span = _span(below.sectors.values(), release)
    return "；".join([span, *told] if span else told)


def told_of(indicator: Indicator, release: Release) -> str:
    """Who is in one total at the very bottom, in a clause; empty where its coverage has said so."""
    below = release.below
    if below is None or indicator.level == "office":
        return ""
    return _span([s for (_, name), s in below.lines.items() if name == indicator.id], release)


def _span(shares: Collection[Share], release: Release) -> str:
    """From how few to how many are in some figures; empty where nobody reports to those who report here."""
    plan, roster = release.declared.rollup, release.declared.roster
    if plan is None or not any(u.reporters > 1 for u in roster.units.values()):
        return ""
    ranked = sorted({(s.accepted, s.expected) for s in shares})
    least, most = (str(Share(*ranked[n])) for n in (0, -1))
    span = least if least == most else f"{least}至{most}（各{roster.terms.short}不同）"
    return f"汇总{plan.leaf}{span}"


def _open_sheets(release: Release) -> Iterator[tuple[str, str]]:
    """The sheets that do not count, each with what it is about: papers name their units anyway."""
    for sheet, entry in release.declared.roster.sheets.items():
        if release.state.sheets[sheet].state != "accepted":
            yield sheet, entry.sector
