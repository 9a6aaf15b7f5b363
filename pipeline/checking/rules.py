"""The closed list of rule kinds: each a small function from values to how far a rule is broken.

A kind takes the values of all sheets (one float array an indicator, in the order of the sheets, NaN where there is
no value) and a rule, and yields (indicator the finding points at, excess) where excess is an array in the same
order: above 0 is broken, 0 or less is kept, NaN means that a value is missing, about which the rule says nothing:
blanks are reported elsewhere. A new kind is one function here (or, if it looks at earlier months, in past_rules.py),
named at the end, its line in declarations/rule_kinds.py, and a test.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.model.declared import Declarations
from pipeline.model.entries import numbers_of
from pipeline.model.received import SheetForm, SheetKey
from pipeline.model.record import record
from pipeline.model.rule import Rule

Array = NDArray[np.float64]
Excess = Iterator[tuple[str | None, Array]]
# Amounts have four decimals; what is beyond the sixth is the binary tail of a sum, share or difference.
TAIL = 6


@record
class Values:
    """The values of some sheets: `of` by indicator, and the file that each sheet is in."""

    of: Mapping[str, Array]
    files: Sequence[str]

    def row(self, sheet: int) -> dict[str, float]:
        """The values of one sheet, by its number."""
        return {i: float(array[sheet]) for i, array in self.of.items()}

    def total(self, indicators: Sequence[str]) -> Array:
        """The sum over indicators; missing as soon as one of them is."""
        return sum((self.of[i] for i in indicators), np.zeros(len(self.files)))

    def table(self, indicators: Sequence[str]) -> Array:
        """Some indicators as rows."""
        return np.array([self.of[i] for i in indicators])


def gather(forms: Mapping[SheetKey, SheetForm], declared: Declarations) -> Values:
    """The values of sheets by (file, sheet), one array an indicator; NaN where a sheet has no value."""
    names = tuple(declared.form.indicators)
    rows = [numbers_of(f.entries, names) for f in forms.values()]
    columns = np.array(rows, dtype=float).T
    return Values(dict(zip(declared.form.indicators, columns, strict=True)), [k[0] for k in forms])


def not_above(values: Values, rule: Rule) -> Excess:
    """The sum of `left` (or each of `each`) is at most the sum of `right`."""
    right = values.total(rule.parameters["right"])
    lefts = [(one,) for one in rule.parameters["each"]] or [rule.parameters["left"]]
    for left in lefts:
        yield left[0], (values.total(left) - right).round(TAIL)


def needs(values: Values, rule: Rule) -> Excess:
    """Where any of `when` is above 0, the sum of `then` is at least `least`."""
    any_ = (values.table(rule.parameters["when"]) > 0).any(axis=0)
    lacking = (rule.parameters["least"] - values.total(rule.parameters["then"])).round(TAIL)
    yield rule.parameters["when"][0], np.where(any_, lacking, np.nan)


def at_most(values: Values, rule: Rule) -> Excess:
    """Each of `of` is at most `limit`."""
    for indicator in rule.parameters["of"]:
        yield indicator, values.of[indicator] - rule.parameters["limit"]


def at_least(values: Values, rule: Rule) -> Excess:
    """Each of `of` is at least `least`."""
    for indicator in rule.parameters["of"]:
        yield indicator, rule.parameters["least"] - values.of[indicator]


def ratio(values: Values, rule: Rule) -> Excess:
    """Where both are above 0, `part` / `whole` lies between `least` and `most`."""
    part, whole = values.of[rule.parameters["part"]], values.of[rule.parameters["whole"]]
    share = np.divide(part, whole, out=np.full_like(part, np.nan), where=(part > 0) & (whole > 0))
    excess = np.maximum(share - rule.parameters["most"], rule.parameters["least"] - share)
    yield rule.parameters["part"], excess.round(TAIL)


def repeated(values: Values, rule: Rule) -> Excess:
    """Fewer than `least` of `of` hold one and the same value above `above`."""
    table = values.table(rule.parameters["of"])
    counts = [(table == row).sum(axis=0) * (row > rule.parameters["above"]) for row in table]
    yield rule.parameters["of"][0], np.max(counts, axis=0) - rule.parameters["least"] + 1


def equal_to(values: Values, rule: Rule) -> Excess:
    """Fewer than `least` of `of` hold the very value of `to`, where that is above `above`."""
    whole = values.of[rule.parameters["to"]]
    count = (values.table(rule.parameters["of"]) == whole).sum(axis=0)
    above = whole > rule.parameters["above"]
    yield rule.parameters["of"][0], np.where(above, count - rule.parameters["least"] + 1, 0.0)


def all_zero(values: Values, _: Rule) -> Excess:
    """Some value on the sheet is not 0."""
    table = np.array(list(values.of.values()))
    given = ~np.isnan(table)
    only_zeros = ((table == 0) == given).all(axis=0) & given.any(axis=0)
    yield None, only_zeros.astype(float)


def same_sheets(values: Values, rule: Rule) -> Excess:
    """No two sheets of one file hold the same `of`, unless all of it is 0."""
    table = values.table(rule.parameters["of"])
    telling = np.asarray(~np.isnan(table).any(axis=0) & (table > 0).any(axis=0))
    sheets = [(file, *row) for file, row in zip(values.files, table.T, strict=True)]
    times = Counter(sheets)
    yield None, np.array([float(t and times[s] > 1) for s, t in zip(sheets, telling, strict=True)])


_CHECKS = (
    *(not_above, needs, at_most, at_least, ratio),
    *(repeated, equal_to, all_zero, same_sheets),
)
# What one sheet shows by itself, by the name of the kind.
KINDS: dict[str, Callable[[Values, Rule], Excess]] = {c.__name__: c for c in _CHECKS}
