"""What the text template of the bulletin may say: names and figures of the release, ready to print."""

from collections.abc import Iterable
from decimal import Decimal

from pipeline.bulletin_lines import GainView, Known
from pipeline.bulletin_tables import all_parts, figure
from pipeline.model.campaign import Stage
from pipeline.model.released import MonthState, Release
from pipeline.problems import Problem, find_problems
from pipeline.wording import chinese_date, listing, short_date


class View:
    """The release as the template sees it; every figure is text already, 未报 where there is none."""

    def __init__(self, release: Release) -> None:
        """Keep the release and what several sentences share."""
        self._release = release
        self._declared = release.declared
        self._parts = all_parts(release)
        self.month = release.month.chinese
        self.short_month = release.month.short
        self.sample = release.sample
        self.day, self.number = _printed(release)
        self.document = release.declared.campaign.document
        self.problems: list[Problem] = find_problems(release)

    @property
    def restated(self) -> list[str]:
        """The months of which issued figures are others now, in order: 6月."""
        return list(dict.fromkeys(r.month.short for r in self._release.restated))

    def total(self, name: str) -> str:
        """An indicator or measure over all that reported."""
        return figure(name, self._parts, self._declared)

    def has(self, *names: str) -> bool:
        """Whether all of these indicators were reported by somebody."""
        return all(n in self._parts for n in names)

    def coverage(self, name: str) -> str:
        """How many of those who report an indicator are in its total: 8/10."""
        return self._release.totals[name].coverage

    def names(self, *words: str) -> list[str]:
        """The names of the sectors with one of these reporting words, in official order."""
        sheets = self._declared.roster.sectors
        return [s.name for k, s in sheets.items() if self._release.state.sheets[k].word in words]

    def units(self, *words: str) -> list[str]:
        """The lead units of which a sector has one of these words; which one is said where others have not."""
        roster, states = self._declared.roster, self._release.state.sheets
        named = []
        for unit in (u for u in roster.units.values() if not u.is_office):
            meant = [s for s in unit.sectors if states[s].word in words]
            some = listing(roster.sheets[s].name for s in meant)
            if meant:
                named.append(
                    unit.name if len(meant) == len(unit.sectors) else f"{unit.name}（{some}）"
                )
        return named

    @property
    def expected(self) -> int:
        """How many sectors are expected."""
        return len(self._declared.roster.sectors)

    @property
    def accepted(self) -> int:
        """How many sectors are in the totals."""
        return len(self._release.state.accepted(self._declared.roster.sectors))

    @property
    def office_word(self) -> str:
        """How the office's own form stands."""
        return self._release.state.sheets[self._declared.roster.office.id].word

    def absent(self) -> list[Known]:
        """The sectors that are not in the totals, with what was last known of them."""
        state = self._release.state
        return [
            Known(s.name, state.sheets[k].word, self._last_known(k), k, self._release)
            for k, s in self._declared.roster.sectors.items()
            if state.sheets[k].state != "accepted"
        ]

    def _last_known(self, sheet: str) -> MonthState | None:
        months = reversed(self._release.history[:-1])
        return next((m for m in months if m.sheets[sheet].state == "accepted"), None)

    @property
    def cutoff(self) -> str:
        """The last day of the figures."""
        return chinese_date(self._declared.campaign.cutoff(self._release.month))

    @property
    def since(self) -> str:
        """The day from which figures are cumulative."""
        return chinese_date(self._declared.campaign.cumulative_from)

    @property
    def is_first(self) -> bool:
        """Whether there is no month before."""
        return self._release.month == self._declared.campaign.first_month

    def gains(self) -> list[GainView]:
        """The month's own figures; sectors only."""
        sectors = set(self._declared.roster.sectors)
        return [GainView(g, self._release) for g in self._release.gains if sectors & set(g.sheets)]

    def gained(self, name: str) -> str:
        """What all lines of gains add up to."""
        sums: dict[str, Decimal] = {}
        for gain in self._release.gains:
            for key, value in gain.values.items():
                sums[key] = sums.get(key, Decimal(0)) + value
        return figure(name, sums, self._declared)

    def top(self, names: Iterable[str], count: int) -> list[str]:
        """The largest of some indicators, as 名称（12家）; ties beyond the count are kept."""
        form = self._declared.form
        ranked = sorted((n for n in names if self._parts.get(n)), key=lambda n: -self._parts[n])
        least = self._parts[ranked[min(count, len(ranked)) - 1]] if ranked else Decimal(0)
        shown = [form.indicators[n] for n in ranked if self._parts[n] >= least]
        return [f"{i.name}（{figure(i.id, self._parts, self._declared)}{i.unit}）" for i in shown]

    def parts_of(self, measure: str) -> tuple[str, ...]:
        """The indicators that a measure sums."""
        return self._declared.form.measures[measure].sum

    @property
    def stage(self) -> Stage:
        """The stage in which the cut-off day lies."""
        return self._declared.campaign.stage(self._declared.campaign.cutoff(self._release.month))

    @property
    def resubmit_by(self) -> str:
        """By when missing and returned forms are asked for."""
        return short_date(self._declared.campaign.resubmit_by(self._release.month))

    @property
    def next_due(self) -> str:
        """When the next forms are due; empty after the last month."""
        following = self._release.month.shift(1)
        campaign = self._declared.campaign
        return short_date(campaign.cutoff(following)) if following <= campaign.last_month else ""


def _printed(release: Release) -> tuple[str, str]:
    """Day and number of the paper; gaps to be filled in by hand where it was not issued with them."""
    stamp, month = release.issue, release.month
    day = chinese_date(stamp.day) if stamp and stamp.day else f"{month.chinese}　日"
    number = (
        f"〔{stamp.year}〕{stamp.number}号" if stamp and stamp.number else f"〔{month.year}〕　号"
    )
    return day, number
