"""The values that count in a period, as one tidy frame: one row a value, its texts kept once each."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.model.declared import Declarations
from pipeline.model.entries import Entries
from pipeline.model.received import SheetForm
from pipeline.model.record import record
from pipeline.model.sheet_numbers import Numbers

COLUMNS = ["sheet_id", "indicator", "level", "sector", "unit", "value", "file", "sheet", "cell"]
Codes = NDArray[np.int32]


@record
class Counted:
    """A sheet that counts, as it stands in a file."""

    form: SheetForm
    file: str


@dataclass(slots=True)
class _Texts:
    """Texts by number, in the order in which they came."""

    known: dict[str, int] = field(default_factory=dict)

    def code(self, text: str) -> int:
        return self.known.setdefault(text, len(self.known))

    def codes(self, texts: Iterable[str]) -> Codes:
        return np.array([self.code(t) for t in texts], dtype=np.int32)


class _Cells:
    """The cells of the sheets' values; those of a form lie at the same places in every workbook."""

    def __init__(self) -> None:
        self.names, self.sheets, self.cells = _Texts(), _Texts(), _Texts()
        self._known: dict[tuple[int, bytes], tuple[Codes, Codes, Codes, Codes]] = {}

    def of(self, entries: Entries) -> tuple[Codes, Codes, Codes, Codes]:
        """Which of the entries count, and the numbers of their indicators, worksheets and references."""
        key = id(entries.places), entries.states
        if key not in self._known:
            at, places = entries.counted(), entries.places
            self._known[key] = (
                np.array(at, dtype=np.int32),
                self.names.codes(places.names[n] for n in at),
                self.sheets.codes(places.sheets[n] for n in at),
                self.cells.codes(places.cells[n] for n in at),
            )
        return self._known[key]


def accepted_values(counted: Sequence[Counted], declared: Declarations) -> pd.DataFrame:
    """The frame with COLUMNS, in the order of the sheets; all but `value` are categories."""
    cells, kept = _Cells(), [Entries.of(c.form.entries) for c in counted]
    found = [cells.of(entries) for entries in kept]
    numbers = [np.frombuffer(e.numbers)[f[0]] for e, f in zip(kept, found, strict=True)]
    counts = [len(f[0]) for f in found]
    name, sheet, cell = (_joined([f[n] for f in found]) for n in (1, 2, 3))
    columns = {
        "indicator": _column(name, cells.names),
        "value": np.concatenate([np.empty(0), *numbers]),
        "sheet": _column(sheet, cells.sheets),
        "cell": _column(cell, cells.cells),
        "file": _repeated([c.file for c in counted], counts),
    }
    columns |= _whose(counted, counts, name, cells.names, declared)
    return pd.DataFrame(columns, columns=COLUMNS)


def _whose(
    counted: Sequence[Counted],
    counts: Sequence[int],
    name: Codes,
    names: _Texts,
    declared: Declarations,
) -> "dict[str, pd.Categorical[str]]":
    """The columns that say whose a value is; what is filled once per unit is no sector's."""
    sheets = [declared.roster.sheets[c.form.sector] for c in counted]
    levels, sectors = _Texts(), _Texts()
    level = levels.codes(declared.form.indicators[n].level for n in names.known)[name]
    sector = np.repeat(sectors.codes(s.sector for s in sheets), counts)
    own = np.where(level == levels.code("sector"), sector, sectors.code(""))
    return {
        "sheet_id": _repeated([s.id for s in sheets], counts),
        "level": _column(level, levels),
        "sector": _column(own, sectors),
        "unit": _repeated([s.unit for s in sheets], counts),
    }


def _joined(codes: Sequence[Codes]) -> Codes:
    return np.concatenate([np.empty(0, dtype=np.int32), *codes])


def _repeated(texts: Sequence[str], counts: Sequence[int]) -> "pd.Categorical[str]":
    """Each text as often as its sheet has values."""
    known = _Texts()
    return _column(np.repeat(known.codes(texts), counts), known)


def _column(codes: Codes, texts: _Texts) -> "pd.Categorical[str]":
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(texts.known), dtype=str))


def rows_by_sheet(
    values: pd.DataFrame, declared: Declarations
) -> Iterator[tuple[str, Mapping[str, float]]]:
    """The values of each sheet by indicator, as they were accepted."""
    order = {i: n for n, i in enumerate(declared.form.indicators)}
    rows, sheets = pd.factorize(values["sheet_id"])
    table = np.full((len(sheets), len(order)), np.nan)
    table[rows, pd.Categorical(values["indicator"], categories=list(order)).codes] = values["value"]
    for sheet, row in zip(sheets, table, strict=True):
        yield str(sheet), Numbers(order, array("d", row.tobytes()))
