"""What the text template of the bulletin may say: names and figures of the release, ready to print."""

from decimal import Decimal

from pipeline.bulletin.asking import resend, resubmit_by
from pipeline.bulletin.lines import GainView
from pipeline.bulletin.problems import Problem, find_problems
from pipeline.bulletin.quoted_figures import Figures
from pipeline.bulletin.reporting import Reporting
from pipeline.figures.shown import figure
from pipeline.ledger.hazard_view import HazardView, hazard_view
from pipeline.model.campaign import Stage
from pipeline.model.released import Release
from pipeline.words.wording import chinese_date, short_date
from pipeline.work_reports.quoting import quotations


class View(Figures, Reporting):
    """The release as the template sees it; every figure is text already, 未报 where there is none."""

    def __init__(self, release: Release) -> None:
        """Keep the release and what several sentences share."""
        Figures.__init__(self, release)
        Reporting.__init__(self, release)
        self._campaign = release.declared.campaign
        self.month = release.period.chinese
        self.short_month = release.period.short
        self.sample = release.sample
        self.document = self._campaign.document
        self.day, self.number = _printed(release)
        self.appendix = release.declared.bulletin.totals.title
        self.problems: list[Problem] = find_problems(release)
        self.hazards: HazardView | None = hazard_view(release)

    @property
    def restated(self) -> list[str]:
        """The months of which issued figures are others now, in order: 6月."""
        return list(dict.fromkeys(self._campaign.called(r.month) for r in self._release.restated))

    @property
    def milestones(self) -> bool:
        """Whether there is anything to tell of milestones: the table that [[milestones]] places has rows."""
        return bool(self._release.milestones)

    @property
    def reports(self) -> bool:
        """Whether [[reports]] has anything to quote."""
        return bool(quotations(self._release.reports, self._release.declared))

    @property
    def cutoff(self) -> str:
        """The last day of the figures."""
        return chinese_date(self._campaign.cutoff(self._release.period))

    @property
    def since(self) -> str:
        """The day from which figures are cumulative."""
        return chinese_date(self._campaign.cumulative_from)

    @property
    def since_day(self) -> str:
        """The same without its year, which the cut-off has said."""
        return short_date(self._campaign.cumulative_from)

    @property
    def is_first(self) -> bool:
        """Whether there is no month before."""
        return self._campaign.is_first(self._release.period)

    @property
    def is_alone(self) -> bool:
        """Whether no sector has a valid form in any month before."""
        sectors = self._declared.roster.sectors
        return not any(month.accepted(sectors) for month in self._release.history[:-1])

    def gains(self) -> list[GainView]:
        """The month's own figures; sectors only. None where no month before has any: that would be the totals again."""
        if self.is_alone:
            return []
        sectors = set(self._declared.roster.sectors)
        return [GainView(g, self._release) for g in self._release.gains if sectors & set(g.sheets)]

    @property
    def now(self) -> GainView | None:
        """The month's own figures of the sectors that are in both months; None where there are none."""
        return next((g for g in self.gains() if not g.back), None)

    def gained(self, name: str) -> str:
        """What all lines of gains add up to."""
        sums: dict[str, Decimal] = {}
        for gain in self._release.gains:
            for key, value in gain.values.items():
                sums[key] = sums.get(key, Decimal(0)) + value
        return figure(name, sums, self._declared)

    def own(self, place: str) -> tuple[str, ...]:
        """The office's own paragraphs that close a part; the template places them by [[own_…]]."""
        return self._release.own.get(place, ())

    @property
    def stage(self) -> Stage:
        """The stage in which the cut-off day lies."""
        return self._campaign.stage(self._campaign.cutoff(self._release.period))

    @property
    def next_stage(self) -> Stage | None:
        """The stage that begins before the next cut-off."""
        stage = self._campaign.stage(self._campaign.cutoff(self._release.period.shift(1)))
        return stage if stage != self.stage else None

    @property
    def stage_end(self) -> str:
        """The last day of the stage."""
        return short_date(self.stage.end)

    @property
    def demands(self) -> list[str]:
        """What part 三 asks for: as the stage has it, as the next one will, and for each problem."""
        coming = self.next_stage
        later = [f"{short_date(coming.start)}起，{d}" for d in coming.demands] if coming else []
        return [*self.stage.demands, *later, *(p.demand for p in self.problems)]

    @property
    def resubmit_by(self) -> str:
        """By when missing and returned forms are asked for, before 前."""
        return resubmit_by(self._lacking, self._release)

    @property
    def resend(self) -> str:
        """What is asked of those whose forms are missing or were returned."""
        return resend(self._lacking, self._release)

    @property
    def next_due(self) -> str:
        """When the next forms are due; empty after the last month."""
        following = self._release.period.shift(1)
        campaign = self._campaign
        return short_date(campaign.due(following)) if campaign.has(following) else ""


def _printed(release: Release) -> tuple[str, str]:
    """Day and number of the paper; gaps to be filled in by hand where it was not issued with them."""
    stamp, month = release.issue, release.period
    sign = release.declared.campaign.document["sign"]
    # It is issued after that day, which may be the next year.
    due = release.declared.campaign.due(month)
    day = chinese_date(stamp.day) if stamp and stamp.day else f"{due.year}年{due.month}月　日"
    if stamp and stamp.number:
        return day, f"{sign}〔{stamp.year}〕{stamp.number}号"
    return day, f"{sign}〔{due.year}〕　号"
