"""The accepted values of a month as one array: a country's do not fit into memory as exact decimals one by one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.model.declared import Declarations
from pipeline.model.form import Form, Indicator
from pipeline.words.wording import tidy

# Sheets whose values are kept as decimals: several tables go through all of a province's, one after the other.
_KEPT = 4096
_EXACT = 2**53  # up to here all whole numbers are floats


class SheetFigures(Mapping[str, Mapping[str, Decimal]]):
    """Every accepted value as an exact decimal, by sheet id and indicator; made when it is asked for.

    ticks: one row a sheet, one column an indicator, in whole numbers of the last decimal; NaN where there is no value.
    """

    def __init__(
        self, sheets: Sequence[str], indicators: Sequence[Indicator], ticks: NDArray[np.float64]
    ) -> None:
        """The sheets and indicators are those of the rows and columns."""
        self.order = {sheet: n for n, sheet in enumerate(sheets)}
        self.indicators, self.ticks = tuple(indicators), ticks
        self._known = lru_cache(_KEPT)(self._of)

    def __getitem__(self, sheet: str) -> Mapping[str, Decimal]:
        return self._known(sheet)

    def _of(self, sheet: str) -> Mapping[str, Decimal]:
        row = self.ticks[self.order[sheet]].tolist()
        return {
            i.id: exact(ticks, i.kind.decimals)
            for i, ticks in zip(self.indicators, row, strict=True)
            if ticks == ticks  # not NaN
        }

    def __contains__(self, sheet: object) -> bool:
        return sheet in self.order

    def __iter__(self) -> Iterator[str]:
        return iter(self.order)

    def __len__(self) -> int:
        return len(self.order)

    def lacking(self, sheets: Sequence[str]) -> set[str]:
        """The indicators of which at least one of these sheets has no value."""
        if any(s not in self for s in sheets):
            return {i.id for i in self.indicators}
        gone = np.isnan(self.ticks[[self.order[s] for s in sheets]])
        return {self.indicators[n].id for n in np.unique(np.nonzero(gone)[1])}


@lru_cache(maxsize=65536)  # most are small counts
def exact(ticks: float, decimals: int) -> Decimal:
    """Whole numbers of the last decimal as the number that they are."""
    return tidy(Decimal(int(ticks)).scaleb(-decimals))


def as_decimal(value: float, decimals: int) -> Decimal:
    """An accepted value as the decimal that was typed."""
    return exact(round(value * 10.0**decimals), decimals)


def together(figures: SheetFigures, sheets: Iterable[str]) -> dict[str, Decimal]:
    """The values of some sheets taken together: sums, or 1 if any said yes; without those that none of them has."""
    rows = figures.ticks[[figures.order[s] for s in sheets if s in figures]]
    return totals_of(rows, figures.indicators)


def totals_of(ticks: NDArray[np.float64], indicators: Sequence[Indicator]) -> dict[str, Decimal]:
    """The total of each column that has a value at all: the sum, or 1 if any said yes."""
    totals = {}
    for indicator, column in zip(indicators, ticks.T, strict=True):
        given = column[~np.isnan(column)]
        if given.size:
            total = int(given.max()) if indicator.is_yesno else _sum(given)
            totals[indicator.id] = exact(total, indicator.kind.decimals)
    return totals


def _sum(ticks: NDArray[np.float64]) -> int:
    """The exact sum of whole numbers, however many and large they are."""
    if np.abs(ticks).sum() < _EXACT:
        return int(ticks.sum())
    return sum(map(int, ticks))


def in_ticks(values: pd.DataFrame, indicators: Mapping[str, Indicator]) -> SheetFigures:
    """The accepted values of a frame (sheet_id, indicator, value)."""
    rows, sheets = pd.factorize(values["sheet_id"])
    names = pd.Categorical(values["indicator"], categories=list(indicators))
    scales = np.array([10.0**i.kind.decimals for i in indicators.values()])
    columns = np.asarray(names.codes)
    ticks = np.full((len(sheets), len(indicators)), np.nan)
    ticks[rows, columns] = (values["value"].to_numpy() * scales[columns]).round()
    return SheetFigures(list(sheets), list(indicators.values()), ticks)


def without(figures: SheetFigures, left_out: Mapping[str, Collection[str]]) -> SheetFigures:
    """The figures but those of some indicators; left_out: by sheet id."""
    if not left_out:
        return figures
    ticks, at = figures.ticks.copy(), {i.id: n for n, i in enumerate(figures.indicators)}
    for sheet, names in ((s, n) for s, n in left_out.items() if s in figures):
        ticks[figures.order[sheet], [at[name] for name in names]] = np.nan
    return SheetFigures(list(figures.order), figures.indicators, ticks)


def by_sector(figures: SheetFigures, declared: Declarations) -> dict[str, Mapping[str, Decimal]]:
    """Sector id -> its values over all who report it, as far as they did; figures: by sheet id and indicator."""
    roster, form = declared.roster, declared.form
    if not roster.shared:
        return {sector: figures.get(sector, {}) for sector in roster.by_sector}
    return {
        sector: _of_level("sector", together(figures, sheets), form)
        for sector, sheets in roster.by_sector.items()
    }


def _of_level(level: str, values: Mapping[str, Decimal], form: Form) -> Mapping[str, Decimal]:
    return {name: v for name, v in values.items() if form.indicators[name].level == level}
