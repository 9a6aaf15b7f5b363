"""Roll-up: what the next level up reads out of a published Annex 2, and what becomes of it there."""

from collections.abc import Mapping

from pipeline.model.record import record

# What a value of level unit or office becomes one level up: the units' values added up, yes where any of them says so,
# or nothing: then the office up there fills in its own.
BECOMES = ("sum", "any", "stays")
# What is told of a published Annex 2; each is worded by exactly one [[rule]] of rollup.toml.
CASES = (
    *("record_lost", "record_broken", "form_below", "no_unit", "not_its_sector"),
    "not_published",
    *("differs", "not_the_sum", "names_gone"),
    *("note_below", "restated_below", "other_reporters"),
)

# Sector id (empty for what is filled once per unit or by the office), indicator id.
Key = tuple[str, str]


@record
class RollupPlan:
    """What is taken over from the level below.

    form and version: of the form whose Annex 2 comes in. leaf: what those are called who report at the very bottom.
    becomes: by indicator, of those that are not filled by sector.
    """

    form: str
    version: int
    leaf: str
    becomes: Mapping[str, str]


@record
class Share:
    """How many of those at the very bottom are in a figure, and of how many.

    partly: whether one of them is in it with only some of those who report to it.
    """

    accepted: int
    expected: int
    partly: bool = False

    def __str__(self) -> str:
        """191/192."""
        return f"{self.accepted}/{self.expected}"

    def __add__(self, other: "Share") -> "Share":
        """Both together."""
        partly = self.partly or other.partly
        return Share(self.accepted + other.accepted, self.expected + other.expected, partly)

    @property
    def is_whole(self) -> bool:
        """Whether nobody lacks."""
        return self.accepted == self.expected and not self.partly


NOBODY = Share(0, 0)


@record
class RecordLine:
    """A figure as its record has it: the value as printed (empty where nobody reported), and who is in it."""

    value: str
    share: Share


@record
class Record:
    """What a published Annex 2 says of itself on its hidden sheet.

    unit: the name under which it reports. period, date and note as printed. whole: whether all who were to report did.
    remarks: begins with 更正 where it puts an issued month right. lines: every figure. restated: what it tells of
    issued figures, a line for each month, sheet and reason.
    """

    form: str
    version: str
    unit: str
    period: str
    basis: str
    sample: bool
    date: str
    note: str
    whole: bool
    remarks: str
    lines: Mapping[Key, RecordLine]
    restated: tuple[str, ...]

    @property
    def lacks_apart(self) -> bool:
        """Whether somebody lacks in a figure that is of no sector: no sector that is missing says so."""
        return any(line.share.partly for (sector, _), line in self.lines.items() if not sector)


@record
class Below:
    """Who is in the figures at the very bottom: by sector and indicator, and by sector.

    units: unit id -> the note under its Annex 2, where not all are in it. apart: those of them in whose figures of no
    sector some lack.
    """

    lines: Mapping[Key, Share]
    sectors: Mapping[str, Share]
    units: Mapping[str, str]
    apart: frozenset[str]
