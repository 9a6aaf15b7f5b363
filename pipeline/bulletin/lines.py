"""Lines of the bulletin that are about some sectors only: those not in the totals, and the month's own figures."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.figures.combining import combined
from pipeline.figures.shown import figure
from pipeline.model.released import Gain, Release
from pipeline.model.states import PeriodState
from pipeline.words.periods import called_cutoff
from pipeline.words.unit_names import few_sheets
from pipeline.words.wording import MINUS, listing, span


class Known:
    """A sector (or those of a unit that stand alike) that is not in the totals, and the last known figures."""

    def __init__(
        self,
        name: str,
        word: str,
        last: PeriodState | None,
        sheets: Sequence[str],
        release: Release,
    ) -> None:
        """Keep up to when they run, from the newest earlier month that was accepted from it; empty if none was."""
        self.name, self.word, self._declared = name, word, release.declared
        self.several = (
            "、" in name
        )  # several names, so that what follows in brackets is of them all
        campaign = release.declared.campaign
        self.until = called_cutoff(last.period, campaign) if last else ""
        self._parts: Mapping[str, Decimal] = combined(
            (release.known.get(s, {}) for s in sheets), release.declared.form, "sector"
        )

    def total(self, name: str) -> str:
        """A figure up to that day."""
        return figure(name, self._parts, self._declared)


class GainView:
    """One line of the month's own figures."""

    def __init__(self, gain: Gain, release: Release) -> None:
        """Keep the line and its words."""
        self._gain, self._declared = gain, release.declared
        sectors = release.declared.roster.sectors
        self.sectors = [s for s in gain.sheets if s in sectors]
        self.names = listing(few_sheets(self.sectors, release.declared))
        self.span = span(gain.first, gain.last)
        self.back = gain.back

    def falls(self, *names: str) -> bool:
        """Whether one of these figures became less than it was: the office let a correction pass."""
        return any(self.total(name).startswith(MINUS) for name in names)

    def total(self, name: str) -> str:
        """A figure of the line."""
        return figure(name, self._gain.values, self._declared)
