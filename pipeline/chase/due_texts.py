"""What is open of a unit and by when it is asked for: of the month day by day, of earlier months in a line each."""

from collections.abc import Iterator, Sequence

from pipeline.chase.round import Round
from pipeline.chase.standing import SheetStanding, Standing
from pipeline.model.month import Month
from pipeline.model.record import record
from pipeline.settling.campaign_days import days_words
from pipeline.words.periods import called_months
from pipeline.words.wording import short_date


@record
class DueText:
    """Sectors that are due on one day. sectors is empty where they are all that is open.

    by: the day by which an overdue one is asked for, if any.
    """

    sectors: str
    day: str
    days: int
    words: str
    extended: bool
    by: str


def due_texts(now: Standing, about: Round) -> Iterator[DueText]:
    """The due days of what is open, the earliest first."""
    for due in sorted({s.due for s in now.open}):
        sheets = [s for s in now.open if s.due == due]
        yield DueText(
            sectors="" if len(sheets) == len(now.open) else about.names(sheets),
            day=short_date(due),
            days=sheets[0].days,
            words=days_words(sheets[0].days),
            extended=sheets[0].extended,
            by=_by(sheets[0], about),
        )


def due_words(sheet: SheetStanding) -> str:
    """A sheet's due day, and whether that is a later one than the month's own."""
    day = short_date(sheet.due)
    return f"{day}（延期）" if sheet.extended else day


def _by(sheet: SheetStanding, about: Round) -> str:
    """By when an overdue sheet is asked for: the campaign's day while that is still to come, else empty."""
    by = about.declared.campaign.resubmit_by(about.month)
    return short_date(by) if sheet.days < 0 and by >= about.on else ""


def arrears_texts(arrears: Sequence[Standing], about: Round) -> Iterator[str]:
    """What is open of earlier months, alike ones together: 6月、7月电力领域报表未报送，最早的已逾期38天."""
    campaign = about.declared.campaign
    alike: dict[tuple[str, str], list[tuple[Month, int]]] = {}
    for standing in arrears:
        for word in dict.fromkeys(s.word for s in standing.open):
            sheets = [s for s in standing.open if s.word == word]
            days = min(s.days for s in sheets)
            key = about.reports(sheets, "报表"), word
            alike.setdefault(key, []).append((standing.month, days))
    for (names, word), months in alike.items():
        first = "最早的" if len(months) > 1 else ""
        told = called_months([m for m, _ in months], campaign)
        yield f"{told}{names}{word}，{first}{days_words(min(d for _, d in months))}"
