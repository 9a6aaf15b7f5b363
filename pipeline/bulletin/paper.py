"""The monthly bulletin: one wording, as a paper that every form of it is written from."""

import re
from collections.abc import Iterable, Mapping
from functools import partial

from jinja2 import Environment

from pipeline.bulletin.by_month import chart_by_month, table_by_month
from pipeline.bulletin.restated_table import restated_table
from pipeline.bulletin.status import status_table
from pipeline.bulletin.tables import sector_chart, sector_table, totals_table
from pipeline.bulletin.view import View
from pipeline.figures.series import by_month
from pipeline.ledger.masking import hidden_names, internal_note, masked, without_names
from pipeline.ledger.names import Names
from pipeline.ledger.register_tables import bulletin_hazards
from pipeline.milestones.table import milestone_table
from pipeline.model.bulletin_plan import PLACES
from pipeline.model.errors import DeclarationError
from pipeline.model.released import Release
from pipeline.papers.blocks import Block, ChartBlock, Part, TableBlock
from pipeline.papers.origins import origins
from pipeline.papers.paper import Paper
from pipeline.rendering.templates import render_blocks
from pipeline.work_reports.quoting import quotations

_TEMPLATE = "bulletin.txt.j2"
_NUMBERED = re.compile(r"[0-9]{1,2}[.．、)）]|[（(]?[一二三四五六七八九十]+[)）、]")


def bulletin(release: Release, pages: Environment) -> Paper:
    """月通报 of a release; DeclarationError where its template asks for what is not there."""
    declared, view = release.declared, View(release)
    names = hidden_names(release)
    own = _own(view, names)
    said = partial(without_names, names=names)
    quoted = quotations(release.reports, declared, said)
    quotes = {"reports": quoted}
    blocks = render_blocks(pages, _TEMPLATE, {**_figures(release), **own, **quotes}, {"r": view})
    _check_placed(own, blocks)
    return Paper(
        name="月通报",
        blocks=blocks,
        document=declared.campaign.document,
        number=view.number,
        day=view.day,
        sample=internal_note(release, release.sample_note),
        origins=tuple(origins(release, said)),
    )


def _figures(release: Release) -> dict[str, Part]:
    """The tables and charts that the template may place."""
    declared, months = release.declared, by_month(release)
    plan = declared.bulletin
    parts: list[TableBlock | ChartBlock] = [
        *(sector_table(release), status_table(release), totals_table(release)),
        restated_table(release),
        milestone_table(release.milestones, declared.milestones.table),
        sector_chart(release),
        table_by_month(release, months, plan.series, "月份", lambda month: month.chinese),
        chart_by_month(months, plan.series_chart, declared),
        *bulletin_hazards(release),
    ]
    return {part.id: part for part in parts}


def _own(view: View, names: Names) -> dict[str, tuple[str, ...]]:
    """The office's own paragraphs by mark, without names; in parts 二 and 三 they go on with the numbers."""
    said = {place: tuple(masked(view.own(place), names)) for place in PLACES}
    said["problems"] = tuple(_numbered(said["problems"], len(view.problems) + 1))
    said["demands"] = tuple(_numbered(said["demands"], len(view.demands) + 1))
    return {f"own_{place}": paragraphs for place, paragraphs in said.items()}


def _numbered(paragraphs: Iterable[str], first: int) -> list[str]:
    """With numbers before them, except where the office has numbered them itself."""
    return [
        text if _NUMBERED.match(text) else f"{number}．{text}"
        for number, text in enumerate(paragraphs, first)
    ]


def _check_placed(own: Mapping[str, tuple[str, ...]], blocks: Iterable[Block]) -> None:
    """A template without a place for what the office wrote would lose it in silence."""
    placed = {block.text for block in blocks}
    for mark, paragraphs in own.items():
        if not placed.issuperset(paragraphs):
            raise DeclarationError(
                f"templates/{_TEMPLATE}", "", f"缺少[[{mark}]]，本办公室的补充材料没有地方放"
            )
