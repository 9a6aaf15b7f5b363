"""What is said beside figures that break a rule and count all the same, because the office decided so."""

from collections.abc import Collection, Iterable

from pipeline.model.grouping import grouped
from pipeline.model.period import Period
from pipeline.model.released import Release
from pipeline.words.unit_names import few_names, few_sheets
from pipeline.words.wording import listing


def by_decision(release: Release) -> str:
    """按区安委办决定照收."""
    return f"按{release.declared.campaign.document['office_short']}决定照收"


def let_pass_told(release: Release) -> str:
    """All that was let pass of the period, sheet by sheet; of very much the first, and where the rest stands."""
    roster, most = release.declared.roster, release.declared.bulletin.limits.lines
    sheets = _sheets(release, release.period)
    told = [f"{roster.sheets[s].name}{release.let_pass[release.period, s]}" for s in sheets[:most]]
    if len(sheets) > most:
        annex = release.declared.campaign.document["annex"]
        told.append(f"另有{len(sheets) - most}张表，见{annex}“报送情况”")
    return f"{by_decision(release)}的数：{'；'.join(told)}" if told else ""


def remark_let_pass(sheets: Collection[str], release: Release) -> str:
    """Beside sheets that stand together: what was let pass, and why; nothing of those that kept the rules.

    Where several do, each thing follows the name of its sheet: two of them have the same numbers of items.
    """
    told = {s: release.let_pass.get((release.period, s), "") for s in sheets}
    alike = grouped((s for s in sheets if told[s]), told.__getitem__)
    named = (f"{_titles(own, sheets, release)}{text}" for text, own in alike.items())
    text = "；".join(named)
    return f"{by_decision(release)}：{text}" if text else ""


def _titles(own: Iterable[str], sheets: Collection[str], release: Release) -> str:
    """Which of several sheets are meant; nothing where there is but one."""
    titles = [release.declared.roster.sheets[s].title for s in own]
    return listing(few_names(titles, release.declared)) if len(sheets) > 1 else ""


def with_let_pass(note: str, release: Release) -> str:
    """The note under a table of the period's figures, and whose are in it by decision."""
    names = few_sheets(_sheets(release, release.period), release.declared)
    return "；".join(filter(None, [note, _counted(names, release)]))


def months_let_pass(note: str, release: Release) -> str:
    """The same under a table by month: in which of them."""
    months = [state.period for state in release.history if _sheets(release, state.period)]
    return "；".join(
        filter(None, [note, _counted(map(release.declared.campaign.called, months), release)])
    )


def _counted(names: Iterable[str], release: Release) -> str:
    text = listing(names)
    return f"{text}有{by_decision(release)}的数" if text else ""


def _sheets(release: Release, period: Period) -> list[str]:
    return [s for s in release.declared.roster.sheets if (period, s) in release.let_pass]
