"""考核参考.html: the reporting-discipline tables to print, A4 across, with the evidence behind them."""

from datetime import date
from decimal import Decimal

from jinja2 import Environment

from pipeline.chase.discipline import Discipline
from pipeline.chase.discipline_evidence import evidence
from pipeline.chase.discipline_evidence import heads as evidence_heads
from pipeline.chase.discipline_table import Line, heads, lines, title
from pipeline.rendering.templates import render
from pipeline.words.wording import chinese_date, plain


def discipline_page(found: Discipline, on: date, sample: str, pages: Environment) -> bytes:
    """The page; the evidence in it leaves out what came in time, which the workbook has too."""
    about = {
        "sample": sample,
        "day": chinese_date(on),
        "document": found.declared.campaign.document,
        "campaign": found.declared.campaign.name,
        "heads": heads(found),
        "sections": [
            (title(s, found), [_shown(x) for x in lines(s, found)]) for s in found.sections
        ],
        "evidence_heads": evidence_heads(found.declared),
        "sheet_head": found.declared.roster.sheet_head,
        "short": found.declared.roster.terms.short,
        "has_sectors": found.declared.roster.has_sectors,
        "purpose": found.declared.purpose,
        "evidence": [line.texts for line in evidence(found) if not line.good],
        "weighed": found.weighed,
    }
    return render(pages, "discipline.html.j2", about)


def _shown(line: Line) -> Line:
    """With a score in its own digits."""
    cells = (plain(cell) if isinstance(cell, Decimal) else cell for cell in line.cells)
    return Line(tuple(cells), line.total)
