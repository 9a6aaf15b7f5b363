"""The rule about restatements: who corrected issued figures, of which month, how many; whose sheet counts no more."""

from collections import Counter
from collections.abc import Iterator

from pipeline.figures.restated import GoneSheet, gone_sheets, who
from pipeline.model.released import Release
from pipeline.model.rule import Rule


def corrected(rule: Rule, release: Release) -> Iterator[tuple[str, dict[str, str]]]:
    """(sheet, words) wherever issued figures were corrected; what was first reported late is no correction."""
    roster, counts, names = release.declared.roster, Counter[tuple[str, str, str]](), {}
    gone = {(g.month, g.sheet) for g in _gone(rule, release)}
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
    for g in _gone(rule, release):
        month, sheet = declared.campaign.called(g.month), declared.roster.sheets[g.sheet]
        if rule.concerns(sheet):
            yield g.sheet, {"sector": sheet.name, "month": month, "count": str(g.count)}


def _gone(rule: Rule, release: Release) -> list[GoneSheet]:
    """None where the rule has no words of its own for them."""
    return gone_sheets(release) if rule.parameters["gone"] else []
