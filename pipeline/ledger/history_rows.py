"""The rows of outbox/hazards.db about every hazard in every month: what it was then, and how it was listed."""

from collections.abc import Iterator, Sequence

from pipeline.ledger.following import Trail
from pipeline.ledger.hazard_book import hazard_of
from pipeline.model.declared import Declarations
from pipeline.model.hazards import Hazard
from pipeline.model.ledger import Ledger
from pipeline.model.month import Month
from pipeline.words.wording import harmless_lines

DatabaseRow = Sequence[str | float | None]


def every_month(
    trail: Trail, newest: Sequence[Hazard], declared: Declarations, ledger: Ledger
) -> Iterator[Hazard]:
    """Every hazard in every month as it stood then; newest: those rows that are worked out already."""
    known = {(h.last_month, h.key): h for h in newest}
    for month, sheets in trail.months.items():
        cutoff = declared.campaign.cutoff(Month.parse(month))
        for f in (f for own in sheets.values() for f in own):
            done = known.get((month, f.key))
            yield done or hazard_of(f, month, trail.first[f.key], cutoff, ledger)


class HistoryWriter:
    """Writes what is told of a hazard in a month."""

    def __init__(self, declared: Declarations, ledger: Ledger) -> None:
        self.roster, self.plan, self.roles = declared.roster, ledger.book, ledger.roles
        self.columns = list(ledger.columns)
        levels = ledger.columns[ledger.roles["level"]].choices
        self.levels = {level: n for n, level in enumerate(levels)}

    def hazard(self, h: Hazard) -> DatabaseRow:
        """A row of the history; money in it becomes a number by the column's type."""
        entry, values = h.entry, h.entry.row.values
        if not "".join(values.values()).isprintable():
            values = {name: clean(text) for name, text in values.items()}
        days = (h.found, h.due, h.fixed, h.closed, h.listed_on)
        return (
            h.key,
            h.last_month,
            entry.sector,
            self.roster.sheets[entry.sector].title,
            self.roster.units[entry.unit].name,
            h.state,
            self.plan.states[h.state],
            h.days_overdue,
            *(d.isoformat() if d else None for d in days),
            values.get(self.roles["level"], ""),
            self.levels.get(h.level, len(self.levels)),
            values.get(self.roles["joint"], ""),
            clean(entry.file),
            clean(entry.ledger.sheet),
            entry.row.number,
            *map(values.get, self.columns),
        )


def clean(text: str) -> str:
    """A text without what no line can hold; nearly all are so already."""
    return text if text.isprintable() else harmless_lines(text)


def listings(past: Sequence[Hazard], ledger: Ledger) -> Iterator[DatabaseRow]:
    """Of every hazard each listing that its ledgers tell, with the months from the first to the last."""
    known: dict[tuple[str | None, ...], list[str]] = {}
    for h in past:
        if h.is_listed:
            day = h.listed_on.isoformat() if h.listed_on else None
            document = clean(h.values.get(ledger.roles["document"], ""))
            known.setdefault((h.key, clean(h.level), document, day), []).append(h.last_month)
    yield from ((*what, min(told), max(told)) for what, told in known.items())
