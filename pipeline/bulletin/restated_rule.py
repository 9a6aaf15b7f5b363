"""The rule about restatements: who corrected issued figures, of which month, how many; whose sheet counts no more."""

from collections import Counter
from collections.abc import Iterator

from pipeline.figures.restated import who
from pipeline.model.period import Period
from pipeline.model.released import Release
from pipeline.model.rule import Rule


def corrected(rule: Rule, release: Release) -> Iterator[tuple[str, dict[str, str]]]:
    """(sheet, words) wherever issued figures were corrected; what was first reported late is no correction."""
    roster, counts, names = release.declared.roster, Counter[tuple[str, str, str]](), {}
    gone = _gone(rule, release)
    for r in release.restated:
        is_corrected = r.sheet and r.old is not None and (r.month, r.sheet) not in gone
        if is_corrected and rule.concerns(roster.sheets[r.sheet]):
            key = r.sheet, who(r, release.declared), str(r.month)
            counts[key] += 1
            names[key] = release.declared.campaign.called(r.month)
    for key, count in counts.items():
        sheet, sector, _ = key
        yield sheet, {"sector": sector, "month": names[key], "count": str(count)}


def gone(rule: Rule, release: Release) -> Iterator[tuple[str, dict[str, str]]]:
    """(sheet, words) wherever an issued sheet does not count at all any more: nobody corrected it."""
    declared = release.declared
    for (month, name), count in _gone(rule, release).items():
        sheet, called = declared.roster.sheets[name], declared.campaign.called(month)
        if rule.concerns(sheet):
            yield name, {"sector": sheet.name, "month": called, "count": str(count)}


def _gone(rule: Rule, release: Release) -> Counter[tuple[Period, str]]:
    """How many values of which issued sheets are gone; none where the rule has no words of its own for that."""
    if not rule.parameters["gone"]:
        return Counter()
    counting = {
        (month.period, s.sheet)
        for month in release.history
        for s in month.sheets.values()
        if s.state == "accepted"
    }
    lost = (r for r in release.restated if r.sheet and r.new is None)
    return Counter((r.month, r.sheet) for r in lost if (r.month, r.sheet) not in counting)
