"""Lists of hazards for the papers; in the public variant no name is in them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from pipeline.ledger.masking import hidden_names, masked
from pipeline.ledger.registers import Hazards
from pipeline.model.bulletin_plan import ShownColumn
from pipeline.model.hazard_plan import HazardList
from pipeline.model.hazards import Hazard
from pipeline.model.released import Release
from pipeline.papers.blocks import TableBlock, TableRow
from pipeline.words.periods import parse_period
from pipeline.words.wording import NOTHING, chinese_date, inert, short_date

_LONGEST = 60  # characters of a text out of a ledger
_NUMBERS = ("days_overdue",)


def hazard_list(name: str, plan: HazardList, hazards: Hazards, release: Release) -> TableBlock:
    """A row a hazard, as many as the plan shows; the note says how many more there are."""
    shown = hazards[: plan.most]
    whole = release.declared.hazards
    columns = plan.private if whole and whole.internal else plan.columns
    rows = tuple(map(TableRow, _cells(columns, shown, release)))
    more = len(hazards) - len(shown)
    said = f"；{plan.more.format(shown=len(shown), more=more)}" if more else ""
    heads = tuple(c.head for c in columns)
    numeric = tuple(c.value in _NUMBERS for c in columns)
    caption = replace(plan.caption, note=plan.caption.note + said)
    return TableBlock(name, caption.title, caption.note, heads, rows, numeric)


def _cells(
    columns: Sequence[ShownColumn], hazards: Hazards, release: Release
) -> Iterator[tuple[str, ...]]:
    """The rows of a list; names go before a text is cut to length, or a part of one would be left."""
    written = [h.values.get(c.value, "") for h in hazards for c in columns]
    texts = iter(masked(written, hidden_names(release)) if hazards else written)
    for hazard in hazards:
        told = _told(hazard, release)
        cells = [(c.value, inert(next(texts), _LONGEST)) for c in columns]
        yield tuple(told.get(value, text) or NOTHING for value, text in cells)


def _told(hazard: Hazard, release: Release) -> dict[str, str]:
    """What is said of a hazard besides what its row holds."""
    plan = release.declared.hazards
    assert plan
    late = hazard.days_overdue
    return {
        "sector_name": release.declared.roster.sheets[hazard.entry.sector].name,
        "due_day": _day(hazard.due, release),
        "days_overdue": "" if late is None else str(late),
        "state": plan.states[hazard.state],
        "as_of": called_month(hazard.last_month, release),
    }


def _day(day: date | None, release: Release) -> str:
    """A day, without its year where that is the month's own."""
    if day is None:
        return ""
    return short_date(day) if day.year == release.period.last.year else chinese_date(day)


def called_month(month: str, release: Release) -> str:
    """2023-07 as 7月, or with its year; see `Campaign.called`."""
    period = parse_period(month)
    return release.declared.campaign.called(period) if period else month
