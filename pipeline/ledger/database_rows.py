"""The rows of outbox/hazards.db, table by table, in an order that depends on the content alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

from pipeline.ledger.following import follow
from pipeline.ledger.hazard_book import book_of
from pipeline.ledger.history_rows import DatabaseRow, HistoryWriter, clean, every_month, listings
from pipeline.ledger.summaries import firms_of
from pipeline.ledger.tie_out import tied
from pipeline.model.declared import Declarations
from pipeline.model.hazards import Hazard
from pipeline.model.ledger import Ledger
from pipeline.model.ledger_plan import STATES
from pipeline.model.month import Month
from pipeline.model.states import PeriodState

Tables = Mapping[str, Iterable[DatabaseRow]]  # by table


def database_rows(months: Sequence[PeriodState], declared: Declarations, ledger: Ledger) -> Tables:
    """All tables but what the file says of itself; the columns as database.py has them."""
    trail, newest = follow(months, ledger), months[-1].period
    assert isinstance(newest, Month)
    book, write = book_of(trail, newest, declared, ledger), HistoryWriter(declared, ledger)
    past = list(every_month(trail, (*book.hazards, *book.vanished), declared, ledger))
    by_key = {h.key: n for n, h in enumerate((*book.hazards, *book.vanished))}
    return {
        "months": [(str(m.period), *_window(m, declared)) for m in months],
        "ledgers": list(_ledgers(months, declared)),
        "hazards": [
            *_hazards(book.hazards, "now", 0, ledger),
            *_hazards(book.vanished, "gone", len(book.hazards), ledger),
        ],
        "history": [write.hazard(h) for h in past],
        "listings": list(listings(past, ledger)),
        "enterprises": list(_enterprises(book.hazards, ledger)),
        "alike": [
            (n, key)
            for n, pair in enumerate(book.alike, 1)
            for key in sorted(pair, key=by_key.__getitem__)
        ],
        "ties": list(_ties(months, declared, ledger)),
    }


def _hazards(
    hazards: Sequence[Hazard], standing: str, first: int, ledger: Ledger
) -> Iterator[DatabaseRow]:
    """Each hazard, and where in its history it stands."""
    ways = ledger.book.ways
    for n, h in enumerate(hazards, first):
        yield h.key, n, standing, h.followed, ways[h.followed], h.first_month, h.last_month


def _window(state: PeriodState, declared: Declarations) -> tuple[str, str]:
    campaign = declared.campaign
    return campaign.since(state.period).isoformat(), campaign.cutoff(state.period).isoformat()


def _ledgers(months: Sequence[PeriodState], declared: Declarations) -> Iterator[DatabaseRow]:
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
            yield (*head, rows[sheet] if has else None, file and clean(file), sheets.get(sheet))


def _enterprises(hazards: Sequence[Hazard], ledger: Ledger) -> Iterator[DatabaseRow]:
    """One row a credit code, and one a name for hazards without; the newest name stands."""
    for (code, _), own in firms_of(hazards, ledger):
        names = [h.values.get(ledger.roles["enterprise"], "") for h in own]
        states = [h.state for h in own]
        yield (
            code,
            clean(names[-1]),
            len(set(names)),
            len({h.entry.sector for h in own}),
            len(own),
            *(states.count(state) for state in STATES),
            sum(h.is_listed for h in own),
            sum(h.days_overdue is not None for h in own),
        )


def _ties(
    months: Sequence[PeriodState], declared: Declarations, ledger: Ledger
) -> Iterator[DatabaseRow]:
    number = count()
    for state in months:
        for t in tied(state, declared, ledger):
            indicator = declared.form.indicators[t.indicator]
            sector = declared.roster.sheets[t.sheet].name
            place = (next(number), str(state.period), t.sheet, sector)
            yield (*place, t.indicator, indicator.item, indicator.label, t.form, t.ledger)
