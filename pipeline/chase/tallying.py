"""What of a unit's months is counted for 考核参考: its sheets by how they stood, its most frequent fault, its score."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from pipeline.chase.standing import SheetStanding, Standing
from pipeline.model.assessment import COUNTS, Tally
from pipeline.model.declared import Declarations
from pipeline.words.few import first_of
from pipeline.words.wording import NOTHING, plain, tidy

_MOST = 2  # of the most frequent faults, where several are equally frequent


def due_sheets(standing: Standing) -> list[SheetStanding]:
    """The sheets of which the due day is over."""
    return [s for s in standing.sheets if s.days < 0]


def tally_of(standing: Standing) -> Tally:
    """The sheets of a unit in a month whose due day is over, by how they stood."""
    sheets = due_sheets(standing)
    words = Counter(s.word for s in sheets)
    return Tally(
        expected=len(sheets),
        on_time=words["按时"],
        put_right=words["退回后补正"],
        late=words["迟报"],
        returned_open=words["退回未补正"],
        missing=words["未报送"],
        late_days=sum(s.days_late for s in sheets if s.word == "迟报"),
        refused=len(standing.refused),
        mended=sum(r.mended for r in standing.refused),
        zero=sum(s.done and s.zero for s in sheets),
    )


def most_frequent(standings: Iterable[Standing], declared: Declarations) -> str:
    """The fault in most of the workbooks that were refused, and in how many; equally frequent ones side by side."""
    counts = Counter(
        code
        for standing in standings
        for refused in standing.refused
        for code in {f.finding.rule for f in refused.faults}
    )
    if not counts:
        return NOTHING
    most = max(counts.values())
    rules = [r for r in declared.rules if counts[r.code] == most]
    names = list(dict.fromkeys(r.short or r.code for r in rules))
    return f"{first_of(names, _MOST)}（{most}本）"


def score_of(tally: Tally, weights: Mapping[str, Decimal]) -> tuple[str, Decimal | None]:
    """How the score is reached and the score; nothing without weights."""
    if not weights:
        return "", None
    parts = {name: (getattr(tally, name), weight) for name, weight in weights.items()}
    terms = [f"{COUNTS[n]}{count}×{_signed(w)}" for n, (count, w) in parts.items() if count]
    total = sum((count * weight for count, weight in parts.values()), Decimal(0))
    return "＋".join(terms) or "0", tidy(total)


def _signed(weight: Decimal) -> str:
    return f"（{plain(weight)}）" if weight < 0 else plain(weight)
