"""The texts of the workbooks that count in a month, and whether their units said the same before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.received import Submission
from pipeline.model.states import PeriodState
from pipeline.model.work_reports import Reported
from pipeline.words.wording import same_text

Said = tuple[str, str, str]  # unit, box, text


def collect(
    months: Mapping[Period, PeriodState],
    submissions: Mapping[Period, Sequence[Submission]],
    period: Period,
    declared: Declarations,
) -> tuple[Reported, ...]:
    """The texts, unit by unit and box by box, each once. months: up to the period, oldest first."""
    if not declared.work_reports or period.kind != Month.kind:
        return ()
    before: dict[Said, str] = {}
    found: dict[Said, Reported] = {}
    for month, state in months.items():
        counted = {s.file for s in state.sheets.values()} - {None}
        mine = (s for s in submissions[month] if s.arrival.path in counted)
        found = {
            said: Reported(r.unit, r.file, r.said, before.get(said, ""))
            for said, r in _in_order(mine, declared)
        }
        if month == period:
            break
        before = dict.fromkeys(found, declared.campaign.called(month)) | before
    return tuple(found.values())


def _in_order(
    submissions: Iterable[Submission], declared: Declarations
) -> Iterator[tuple[Said, Reported]]:
    units, boxes = list(declared.roster.units), list(declared.work_reports.boxes)
    texts = [
        Reported(s.unit, s.arrival.path, text)
        for s in submissions
        if s.report
        for text in s.report.texts
    ]
    texts.sort(key=lambda r: (units.index(r.unit), boxes.index(r.said.box), r.file))
    told: set[Said] = set()
    for r in texts:
        said = (r.unit, r.said.box, same_text(r.said.text))
        if said not in told:
            told.add(said)
            yield said, r
