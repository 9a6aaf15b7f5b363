"""Which sector a row of a ledger belongs to: as it says, or the only one that the workbook reports."""

from collections.abc import Sequence

from pipeline.model.declared import Declarations
from pipeline.sheets.headings import is_named
from pipeline.words.wording import listing


class Sectors:
    """The sectors that rows of one workbook can name; texts are looked up once."""

    def __init__(self, unit: str, submitted: Sequence[str], declared: Declarations) -> None:
        """Submitted: the sheet ids that the workbook reports; the unit's others are known too."""
        own = dict.fromkeys((*declared.roster.units[unit].sectors, *submitted))
        self._sectors = [declared.roster.sheets[s] for s in own]
        self._submitted = submitted
        self._known: dict[str, str] = {}

    def of(self, text: str) -> str:
        """The sheet id that a text names; the only submitted one where it is empty; empty where it cannot be told."""
        if not text:
            return self._submitted[0] if len(self._submitted) == 1 else ""
        if text not in self._known:
            named = (s.id for s in self._sectors if is_named(text, s))
            self._known[text] = next(named, "")
        return self._known[text]

    def case(self, text: str, sector: str) -> str:
        """What is told of a row: its text names nothing, is empty, or names a sector that is not submitted."""
        if not sector:
            return "sector_unknown" if text else "sector_blank"
        if sector not in self._submitted:
            return "sector_elsewhere" if self._submitted else ""
        return "" if text else "sector_inherited"

    def name(self, sector: str) -> str:
        """A sector's name."""
        return next((s.title for s in self._sectors if s.id == sector), "")

    @property
    def names(self) -> str:
        """All that can be named: 建筑施工、燃气."""
        return listing(s.title for s in self._sectors)

    @property
    def first(self) -> str | None:
        """The sector to which is told what belongs to none."""
        return self._submitted[0] if self._submitted else None
