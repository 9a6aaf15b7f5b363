"""The rows of outbox/hazards.db, table by table, in an order that depends on the content alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from pipeline.ledger.following import Trail, follow
from pipeline.ledger.hazard_book import book_of, hazard_of
from pipeline.ledger.summaries import firms_of
from pipeline.ledger.tie_out import tied
from pipeline.model.declared import Declarations
from pipeline.model.hazards import Hazard
from pipeline.model.ledger import Ledger
from pipeline.model.month import Month
from pipeline.model.released import PeriodState
from pipeline.words.wording import harmless_lines

Row = Sequence[Any]
Rows = Mapping[str, Iterable[Row]]  # by table


def database_rows(months: Sequence[PeriodState], declared: Declarations, ledger: Ledger) -> Rows:
    """All tables but what the file says of itself; the columns as database.py has them."""
    trail, newest = follow(months, ledger), months[-1].period
    assert isinstance(newest, Month)
    book, write = book_of(trail, newest, declared, ledger), _Writer(declared, ledger)
    past = list(_past(trail, (*book.hazards, *book.vanished), declared, ledger))
    by_key = {h.key: n for n, h in enumerate((*book.hazards, *book.vanished))}
    return {
        "months": [(str(m.period), *_window(m, declared)) for m in months],
        "ledgers": list(_ledgers(months, declared)),
        "hazards": [
            *_hazards(book.hazards, "now", 0, ledger),
            *_hazards(book.vanished, "gone", len(book.hazards), ledger),
        ],
        "history": [write.hazard(h) for h in past],
        "listings": list(_listings(past, ledger)),
        "enterprises": list(_enterprises(book.hazards, ledger)),
        "alike": [
            (n, key)
            for n, pair in enumerate(book.alike, 1)
            for key in sorted(pair, key=by_key.__getitem__)
        ],
        "ties": list(_ties(months, declared, ledger)),
    }


def _past(
    trail: Trail, newest: Sequence[Hazard], declared: Declarations, ledger: Ledger
) -> Iterator[Hazard]:
    """Every hazard in every month as it stood then; newest: those rows that are worked out already."""
    known = {(h.last_month, h.key): h for h in newest}
    for month, sheets in trail.months.items():
        cutoff = declared.campaign.cutoff(Month.parse(month))
        for f in (f for own in sheets.values() for f in own):
            done = known.get((month, f.key))
            yield done or hazard_of(f, month, trail.first[f.key], cutoff, ledger)


def _hazards(hazards: Sequence[Hazard], standing: str, first: int, ledger: Ledger) -> Iterator[Row]:
    """Each hazard, and where in its history it stands."""
    ways = ledger.book.ways
    for n, h in enumerate(hazards, first):
        yield h.key, n, standing, h.followed, ways[h.followed], h.first_month, h.last_month


class _Writer:
    """Writes what is told of a hazard in a month."""

    def __init__(self, declared: Declarations, ledger: Ledger) -> None:
        self.roster, self.plan, self.roles = declared.roster, ledger.book, ledger.roles
        self.columns = list(ledger.columns)
        levels = ledger.columns[ledger.roles["level"]].choices
        self.levels = {level: n for n, level in enumerate(levels)}

    def hazard(self, h: Hazard) -> Row:
        """A row of the history; money in it becomes a number by the column's type."""
        entry, values = h.entry, h.entry.row.values
        if not "".join(values.values()).isprintable():
            values = {name: _clean(text) for name, text in values.items()}
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
            *(d and d.isoformat() for d in days),
            values.get(self.roles["level"], ""),
            self.levels.get(h.level, len(self.levels)),
            values.get(self.roles["joint"], ""),
            _clean(entry.file),
            _clean(entry.ledger.sheet),
            entry.row.number,
            *map(values.get, self.columns),
        )


def _clean(text: str) -> str:
    return text if text.isprintable() else harmless_lines(text)


def _window(state: PeriodState, declared: Declarations) -> tuple[str, str]:
    campaign = declared.campaign
    return campaign.since(state.period).isoformat(), campaign.cutoff(state.period).isoformat()


def _ledgers(months: Sequence[PeriodState], declared: Declarations) -> Iterator[Row]:
    """Every sector in every month: whether its workbook brings a ledger, and how many rows of it."""
    number = count()
    for state in months:
        rows = dict.fromkeys(declared.roster.sheets, 0)
        sheets = {e.sector: e.ledger.sheet for e in state.ledger}
        for entry in state.ledger:
            rows[entry.sector] += 1
        for sheet, sector in declared.roster.sheets.items():
            has = sheet in state.ledger_sheets
            file = state.sheets[sheet].file if has else None
            head = (next(number), str(state.period), sheet, sector.name, int(has))
            yield (*head, rows[sheet] if has else None, file and _clean(file), sheets.get(sheet))


def _listings(past: Sequence[Hazard], ledger: Ledger) -> Iterator[Row]:
    """Of every hazard each listing that its ledgers tell, with the months from the first to the last."""
    known: dict[tuple[Any, ...], list[str]] = {}
    for h in past:
        if h.is_listed:
            day = h.listed_on.isoformat() if h.listed_on else None
            document = _clean(h.values.get(ledger.roles["document"], ""))
            known.setdefault((h.key, _clean(h.level), document, day), []).append(h.last_month)
    yield from ((*what, min(told), max(told)) for what, told in known.items())


def _enterprises(hazards: Sequence[Hazard], ledger: Ledger) -> Iterator[Row]:
    """One row a credit code, and one a name for hazards without; the newest name stands."""
    for (code, _), own in firms_of(hazards, ledger):
        names = [h.values.get(ledger.roles["enterprise"], "") for h in own]
        states = [h.state for h in own]
        yield (
            code,
            _clean(names[-1]),
            len(set(names)),
            len({h.entry.sector for h in own}),
            len(own),
            *(states.count(state) for state in ("open", "fixed", "closed")),
            sum(h.is_listed for h in own),
            sum(h.days_overdue is not None for h in own),
        )


def _ties(months: Sequence[PeriodState], declared: Declarations, ledger: Ledger) -> Iterator[Row]:
    number = count()
    for state in months:
        for t in tied(state, declared, ledger):
            indicator = declared.form.indicators[t.indicator]
            sector = declared.roster.sheets[t.sheet].name
            place = (next(number), str(state.period), t.sheet, sector)
            yield (*place, t.indicator, indicator.item, indicator.label, t.form, t.ledger)
