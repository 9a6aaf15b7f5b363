"""Who reported, and who did not, as the text of the bulletin may say it."""

from collections.abc import Collection

from pipeline.bulletin.lines import Known
from pipeline.figures.totals import last_accepted
from pipeline.model.released import Release
from pipeline.model.terms import Terms
from pipeline.rollup.below_in_words import told_below
from pipeline.words.let_pass import let_pass_told
from pipeline.words.unit_names import few_sheets, few_units, of_units
from pipeline.words.wording import listing


class Reporting:
    """How the sectors of a release stand, by name."""

    def __init__(self, release: Release) -> None:
        """Keep the release."""
        self._of, self._roster = release, release.declared.roster

    def names(self, *words: str) -> list[str]:
        """The names of the sectors with one of these reporting words, in official order."""
        return few_sheets(self._with(words), self._of.declared)

    def count(self, word: str) -> int:
        """How many sectors have a reporting word."""
        return len(self._with((word,)))

    def standing(self, *words: str) -> list[str]:
        """How many sectors have each of these words, and which: 迟报1个（危废处置）."""
        told = ((word, self.count(word), self.names(word)) for word in words)
        return [f"{word}{count}个（{listing(names)}）" for word, count, names in told if names]

    def units(self, *words: str) -> list[str]:
        """The lead units of which a sector has one of these words; which one is said where others have not."""
        return few_units(self._with(words), self._of.declared)

    def _with(self, words: Collection[str]) -> list[str]:
        """The sectors with one of some reporting words, in official order."""
        states = self._of.state.sheets
        return [s for s in self._roster.sectors if states[s].word in words]

    @property
    def _lacking(self) -> list[str]:
        """The sectors that are not in the totals."""
        states = self._of.state.sheets
        return [s for s in self._roster.sectors if states[s].state != "accepted"]

    @property
    def expected(self) -> int:
        """How many sectors are expected."""
        return len(self._roster.sectors)

    @property
    def accepted(self) -> int:
        """How many sectors are in the totals."""
        return len(self._of.state.accepted(self._roster.sectors))

    @property
    def of_units(self) -> str:
        """12个单位的, before how many sectors, where units share these; or else nothing."""
        return of_units(self._roster)

    @property
    def below(self) -> str:
        """Who is in the totals at the very bottom, where they are rolled up; else, or if there is none, nothing."""
        return told_below(self._of)

    @property
    def let_pass(self) -> str:
        """What counts though it breaks a rule, since the office decided so, and why; else nothing."""
        return let_pass_told(self._of)

    @property
    def reported(self) -> list[str]:
        """The names of the sectors that are in the totals."""
        return few_sheets(self._of.state.accepted(self._roster.sectors), self._of.declared)

    @property
    def office_word(self) -> str:
        """How the office's own form stands; empty where it fills none."""
        own = self._roster.office_sheet
        return self._of.state.sheets[own.id].word if own else ""

    @property
    def terms(self) -> Terms:
        """What a sector and its unit are called."""
        return self._roster.terms

    @property
    def has_sectors(self) -> bool:
        """Whether units report by sector."""
        return self._roster.has_sectors

    def absent(self) -> list[Known]:
        """The sectors that are not in the totals, with what was last known of them.

        Those of very many that stand alike are told together, and those of which nothing is known.
        """
        states, alike = self._of.state.sheets, dict[tuple[str, str, object], list[str]]()
        lacking = self._lacking
        last = {s: last_accepted(s, self._of.history) for s in lacking}
        each = len(lacking) <= self._of.declared.bulletin.limits.names
        for sheet in lacking:
            own = self._roster.sheets[sheet].unit if self._roster.shared else sheet
            since, month = states[sheet].word, last[sheet]
            apart = own if each and month else ""
            alike.setdefault((apart, since, month and month.period), []).append(sheet)
        return [
            Known(
                listing(few_sheets(sheets, self._of.declared)),
                word,
                last[sheets[0]],
                sheets,
                self._of,
            )
            for (_, word, _), sheets in alike.items()
        ]

    @property
    def is_uneven(self) -> bool:
        """Whether other sectors are in the totals of one month than in those of another."""
        sectors = self._roster.sectors
        return len({tuple(month.accepted(sectors)) for month in self._of.history}) > 1
