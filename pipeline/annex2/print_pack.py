"""The print pack: two sheets for the leader, the first page of a paper and Annex 2 as the notice has it."""

from jinja2 import Environment

from pipeline.annex2.items import official_grid
from pipeline.annex2.note import annex_note
from pipeline.model.released import Release
from pipeline.papers.first_page import first_page
from pipeline.papers.paper import Paper
from pipeline.rendering.templates import render
from pipeline.words.wording import chinese_date

_FILE, _TEMPLATE = "送阅件.html", "print_pack.html.j2"


def write_print_pack(paper: Paper, release: Release, pages: Environment) -> dict[str, bytes]:
    """送阅件.html; DeclarationError where its template asks for what is not there."""
    declared, blocks = release.declared, first_page(paper)
    about = {
        "paper": paper,
        "blocks": blocks,
        "whole": len(blocks) == len(paper.blocks),
        "form": declared.form,
        "sections": official_grid(release),
        "cutoff": chinese_date(declared.campaign.cutoff(release.period)),
        "note": annex_note(release),
    }
    return {_FILE: render(pages, _TEMPLATE, about)}
