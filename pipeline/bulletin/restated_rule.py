"""The rule about restatements: who corrected issued figures, of which month, and how many."""

from collections import Counter
from collections.abc import Iterator

from pipeline.figures.restated import who
from pipeline.model.released import Release
from pipeline.model.rule import Rule


def corrected(rule: Rule, release: Release) -> Iterator[tuple[str, dict[str, str]]]:
    """(sheet, words) wherever issued figures were corrected; what was first reported late is no correction."""
    roster, counts, names = release.declared.roster, Counter[tuple[str, str, str]](), {}
    for r in release.restated:
        if r.sheet and r.old is not None and rule.concerns(roster.sheets[r.sheet]):
            key = r.sheet, who(r, release.declared), str(r.month)
            counts[key] += 1
            names[key] = release.declared.campaign.called(r.month)
    for key, count in counts.items():
        sheet, sector, _ = key
        yield sheet, {"sector": sector, "month": names[key], "count": str(count)}
