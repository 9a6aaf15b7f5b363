"""The closing report of the campaign: one wording, as a paper that every form of it is written from."""

from functools import partial

from jinja2 import Environment

from pipeline.bulletin.closing_tables import (
    closing_plan,
    discipline_table,
    final_sector_table,
    left_table,
    series_chart,
    series_table,
)
from pipeline.bulletin.tables import totals_table
from pipeline.bulletin.view import View
from pipeline.ledger.masking import hidden_names, internal_note, without_names
from pipeline.ledger.register_tables import closing_hazards
from pipeline.milestones.table import milestone_table
from pipeline.model.released import Release
from pipeline.papers.blocks import Part
from pipeline.papers.origins import origins
from pipeline.papers.paper import Paper
from pipeline.rendering.templates import render_blocks
from pipeline.settling.deadlines import Deadlines

PAPER = "总结报告"


class ClosingView(View):
    """What the text template of the closing report may say, besides what the bulletin's may."""

    def __init__(self, release: Release) -> None:
        """Keep the release; when the report is signed, nothing here tells."""
        super().__init__(release)
        self.plan = closing_plan(release)
        self.day, self.number = "　　年　月　日", "〔　　〕　号"

    @property
    def is_left(self) -> bool:
        """Whether anything is left open, or may be: a sector did not say."""
        shown = (self.total(c.value) for c in self.plan.left.columns)
        return self.accepted < self.expected or any(text != "0" for text in shown)


def closing_report(release: Release, due: Deadlines, pages: Environment) -> Paper:
    """总结报告 of a release that counts up to the final cut-off; due: the last month's own deadlines."""
    declared, view = release.declared, ClosingView(release)
    tables = (
        *(series_table(release), final_sector_table(release), left_table(release)),
        *(discipline_table(release, due), totals_table(release)),
        milestone_table(release.milestones, declared.milestones.table),
    )
    parts: dict[str, Part] = {p.id: p for p in (*tables, *closing_hazards(release))}
    chart = series_chart(release)
    parts[chart.id] = chart
    return Paper(
        name=PAPER,
        blocks=render_blocks(pages, "final.txt.j2", parts, {"r": view}),
        document=declared.campaign.document,
        number=view.number,
        day=view.day,
        sample=internal_note(release, release.sample_note),
        origins=tuple(origins(release, partial(without_names, names=hidden_names(release)))),
    )
