"""The figures that the text of the bulletin may quote, ready to print; 未报 where there is none."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pipeline.figures.series import summed
from pipeline.figures.shown import all_parts, figure
from pipeline.figures.totals import measure, total_of
from pipeline.model.form import Indicator
from pipeline.model.released import Release
from pipeline.words.wording import listing, percent


class Figures:
    """A release's totals, and what stands out among them."""

    def __init__(self, release: Release) -> None:
        """Keep the release and its totals."""
        self._release, self._declared = release, release.declared
        self._parts = all_parts(release)

    def total(self, name: str) -> str:
        """An indicator or measure over all that reported."""
        return figure(name, self._parts, self._declared)

    def summed(self, name: str) -> str:
        """An indicator or measure over all periods so far, where each reports its own; 未报 where nobody ever did."""
        return figure(name, summed(self._release.history, self._declared), self._declared)

    def listed(self, names: Iterable[str]) -> str:
        """Some indicators with their totals: 检查单位12家、发现隐患3处、制定计划（是）; 未报 where there is none."""
        return listing(self._listed(self._declared.form.indicators[n]) for n in names)

    def _listed(self, indicator: Indicator) -> str:
        total = self.total(indicator.id)
        if indicator.id not in self._parts:
            return f"{indicator.name}{total}"
        answer = f"（{total}）" if indicator.is_yesno else f"{total}{indicator.unit}"
        return f"{indicator.name}{answer}"

    def sections(self) -> list[tuple[str, list[str]]]:
        """The form's parts, each with its label and its indicators, in the order of the form."""
        form = self._declared.form
        return [
            (s.label, [i.id for i in form.indicators.values() if s.has(i.item)])
            for s in form.sections
        ]

    def has(self, *names: str) -> bool:
        """Whether all of these indicators were reported by somebody."""
        return all(n in self._parts for n in names)

    def coverage(self, name: str) -> str:
        """How many of those who report an indicator are in its total: 8/10."""
        return self._release.totals[name].coverage

    def counted(self, name: str) -> tuple[int, int]:
        """The same as two numbers: how many are in its total, and how many are expected."""
        total = self._release.totals[name]
        return total.accepted, total.expected

    def parts_of(self, measure: str) -> tuple[str, ...]:
        """The indicators that a measure sums."""
        return self._declared.form.measures[measure].sum

    def top(self, names: Iterable[str], count: int) -> list[str]:
        """The largest of some indicators, as 名称12家; ties beyond the count are kept. None where that would be all."""
        form, parts = self._declared.form, self._parts
        asked = list(names)
        ranked = sorted((n for n in asked if parts.get(n)), key=lambda n: -parts[n])
        least = parts[ranked[min(count, len(ranked)) - 1]] if ranked else Decimal(0)
        shown = [form.indicators[n] for n in ranked if parts[n] >= least]
        if len(shown) == len(asked):
            return []
        return [f"{i.name}{figure(i.id, parts, self._declared)}{i.unit}" for i in shown]

    @property
    def weakest(self) -> str:
        """The sectors with the lowest rate, as 垃圾处理（50.0%）; empty where none stands out.

        Ties are of rates as printed. Sectors with too little to have a rate, and those without a figure, have no part
        in it; with one alone, or the lowest rate shared by half of them or more, nobody is the weakest.
        """
        rates = dict[str, list[str]]()
        for name, rate in self._ranked():
            rates.setdefault(rate, []).append(name)
        if not rates:
            return ""
        lowest = min(rates, key=lambda rate: Decimal(rate.rstrip("%")))
        names, among = rates[lowest], sum(map(len, rates.values()))
        both = "均为" if len(names) > 1 else ""
        return f"{listing(names)}（{both}{lowest}）" if 2 * len(names) < among else ""

    def _ranked(self) -> Iterator[tuple[str, str]]:
        """The sectors that have a rate to be compared, and it as printed."""
        plan, roster = self._declared.bulletin.weakest, self._declared.roster
        if plan is None:
            return
        planned = self._declared.form.measures[plan.measure]
        for sector, values in self._release.sectors.items():
            part = measure(values, planned)
            if part is not None and total_of(values, planned.over) >= Decimal(str(plan.least)):
                rate = percent(part, total_of(values, planned.over))
                yield roster.subjects[sector].title, rate
