"""Hazards counted: by enterprise without double counting, by sector, and beside the form's own counts."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.ledger.book_cells import Value
from pipeline.ledger.registers import firms, in_state
from pipeline.ledger.tie_out import Tied
from pipeline.model.declared import Declarations
from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.ledger import Ledger
from pipeline.model.ledger_plan import CLOSED, FIXED, OPEN
from pipeline.model.month import Month
from pipeline.words.wording import NOT_REPORTED, chinese_date, listing, same_text

SummaryRow = dict[str, Value]


def firm_rows(
    hazards: Iterable[Hazard], ledger: Ledger, declared: Declarations
) -> Iterator[SummaryRow]:
    """One row a credit code, then one for each name under which hazards without a code stand."""
    for (code, _), own in firms_of(hazards, ledger):
        names = dict.fromkeys(h.values.get(ledger.roles["enterprise"], "") for h in own)
        sectors = dict.fromkeys(declared.roster.sheets[h.entry.sector].name for h in own)
        yield {
            "code": code,
            "names": listing(filter(None, names)),
            "sectors": listing(sectors),
            **_counts(own, ledger),
        }


def firms_of(
    hazards: Iterable[Hazard], ledger: Ledger
) -> list[tuple[tuple[str, str], list[Hazard]]]:
    """Hazards by the credit code of their enterprise; those without one last, by its name, which proves nothing."""
    by_firm: dict[tuple[str, str], list[Hazard]] = {}
    for h in hazards:
        code = h.values.get(ledger.roles["code"], "")
        name = "" if code else same_text(h.values.get(ledger.roles["enterprise"], ""))
        by_firm.setdefault((code, name), []).append(h)
    return sorted(by_firm.items(), key=lambda firm: (not firm[0][0], firm[0]))


def sector_rows(book: HazardBook, declared: Declarations, ledger: Ledger) -> Iterator[SummaryRow]:
    """One row a sector that ever sent a ledger, and their total, in which an enterprise counts once."""
    own: dict[str, list[Hazard]] = {sheet: [] for sheet in declared.roster.sheets}
    for h in book.hazards:
        own[h.entry.sector].append(h)
    for sheet, hazards in own.items():
        if hazards or sheet in book.sectors:
            until = book.until
            if sheet not in book.sectors:
                until = declared.campaign.cutoff(Month.parse(hazards[0].last_month))
            name = declared.roster.sheets[sheet].name
            yield {"sector": name, "as_of": chinese_date(until), **_counts(hazards, ledger)}
    if book.hazards:
        yield {"sector": ledger.book.total, "as_of": "", **_counts(book.hazards, ledger)}


def tie_rows(counts: Iterable[Tied], declared: Declarations) -> Iterator[SummaryRow]:
    """One row a count of a sector: what the form says, what the ledger says, and the difference."""
    for tied in counts:
        indicator = declared.form.indicators[tied.indicator]
        yield {
            "sector": declared.roster.sheets[tied.sheet].name,
            "item": indicator.item,
            "indicator": indicator.label,
            "form": NOT_REPORTED if tied.form is None else _whole(tied.form),
            "ledger": tied.ledger,
            "difference": None if tied.difference is None else _whole(tied.difference),
        }


def _counts(hazards: Sequence[Hazard], ledger: Ledger) -> SummaryRow:
    distinct = firms(hazards, ledger)
    return {
        "hazards": len(hazards),
        "open": len(in_state(hazards, OPEN)),
        "fixed": len(in_state(hazards, FIXED, CLOSED)),
        "closed": len(in_state(hazards, CLOSED)),
        "listed": sum(h.is_listed for h in hazards),
        "overdue": sum(h.days_overdue is not None for h in hazards),
        "firms": distinct.coded,
        "uncoded": distinct.without_code,
    }


def _whole(value: float) -> Value:
    return int(value) if value == int(value) else value
