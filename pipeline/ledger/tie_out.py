"""What a month's ledgers say of the form's counts of hazards, beside what the forms themselves say."""

from datetime import date

from pipeline.model.declared import Declarations
from pipeline.model.ledger import Ledger, LedgerRow, Tie
from pipeline.model.record import record
from pipeline.model.states import PeriodState


@record
class Tied:
    """A count of one sheet. form: what its cell says, None where it is missing; ledger: how many rows make it up."""

    sheet: str
    indicator: str
    form: float | None
    ledger: int

    @property
    def difference(self) -> float | None:
        """By how much the form says more than the ledger; None where the form says nothing."""
        return None if self.form is None else self.form - self.ledger


def tied(state: PeriodState, declared: Declarations, ledger: Ledger) -> list[Tied]:
    """Every count of every sheet that has a ledger in the month, in the order of sheets and counts."""
    names = (state.values[name].tolist() for name in ("sheet_id", "indicator", "value"))
    forms = {(sheet, indicator): value for sheet, indicator, value in zip(*names, strict=True)}
    window = declared.campaign.cumulative_from, declared.campaign.cutoff(state.period)
    return [
        Tied(
            sheet,
            tie.indicator,
            forms.get((sheet, tie.indicator)),
            _count(own, tie, ledger, window),
        )
        for sheet, own in state.ledger_rows.items()
        for tie in ledger.ties
    ]


def _count(rows: list[LedgerRow], tie: Tie, ledger: Ledger, window: tuple[date, date]) -> int:
    """How many rows are found within the window and are what the tie asks for; days as texts are in order."""
    roles, first, last = ledger.roles, str(window[0]), str(window[1])
    told = [r.values for r in rows if first <= r.values.get(roles["found"], "") <= last]
    if tie.sources:
        told = [v for v in told if v.get(roles["source"], "") in tie.sources]
    if tie.listed:
        told = [v for v in told if roles["level"] in v]
    if tie.fixed:
        told = [v for v in told if "" < v.get(roles["fixed"], "") <= last]
    return len(told)
