"""The monthly bulletin: one wording, as a paper that every form of it is written from."""

from jinja2 import Environment

from pipeline.bulletin_origins import origins
from pipeline.bulletin_tables import sector_chart, sector_table, status_table, totals_table
from pipeline.bulletin_view import View
from pipeline.model.released import Release
from pipeline.pages import render_blocks
from pipeline.paper import Paper
from pipeline.restated_table import restated_table


def bulletin(release: Release, pages: Environment) -> Paper:
    """月通报 of a release; DeclarationError where its template asks for what is not there."""
    declared, view = release.declared, View(release)
    tables = (sector_table(release), status_table(release), totals_table(release))
    parts = {p.id: p for p in (*tables, restated_table(release), sector_chart(release))}
    return Paper(
        name="月通报",
        blocks=render_blocks(pages, "bulletin.txt.j2", parts, {"r": view}),
        document=declared.campaign.document,
        number=view.number,
        day=view.day,
        sample=declared.form.sample_note if release.sample else "",
        origins=tuple(origins(release)),
    )
