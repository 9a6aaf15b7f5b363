"""What the bulletin asks of those whose forms do not count, and by when: each by the day that holds for it."""

from collections.abc import Collection
from datetime import date

from pipeline.model.released import Release
from pipeline.words.unit_names import few_units
from pipeline.words.wording import listing, short_date

_ASKED = {"missing": "补报", "returned": "改正后重报"}  # by how a sheet stands


def resend(sheets: Collection[str], release: Release) -> str:
    """补报 of what never came, 改正后重报 of what was returned; both where both are among them."""
    states = {release.state.sheets[s].state for s in sheets}
    return "或".join(words for state, words in _ASKED.items() if state in states)


def resubmit_by(sheets: Collection[str], release: Release, where: str = "") -> str:
    """The day as the campaign has it, with the later one of those to which time was given for what does not count yet.

    7月1日（区公安分局经同意延至7月5日）. where: the names of very many stand. It goes before 前.
    """
    usual, later = release.declared.campaign.resubmit_by(release.period), dict[date, list[str]]()
    for sheet in sheets:
        state = release.state.sheets[sheet]
        if state.state != "accepted" and state.due and state.due > usual:
            later.setdefault(state.due, []).append(sheet)
    if len(later) == 1 and all(len(own) == len(sheets) for own in later.values()):
        return short_date(*later)
    told = [
        f"{listing(few_units(own, release.declared, where))}经同意延至{short_date(day)}"
        for day, own in sorted(later.items())
    ]
    return f"{short_date(usual)}（{'，'.join(told)}）" if told else short_date(usual)
