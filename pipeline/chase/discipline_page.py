"""考核参考.html: the reporting-discipline tables to print, A4 across, with the evidence behind them."""

from datetime import date
from decimal import Decimal

from jinja2 import Environment

from pipeline.chase.discipline import Discipline, DisciplineSection
from pipeline.chase.discipline_evidence import evidence
from pipeline.chase.discipline_evidence import heads as evidence_heads
from pipeline.chase.discipline_table import DisciplineLine, heads, lines, title
from pipeline.rendering.templates import render
from pipeline.words.wording import NOTHING, chinese_date, plain

WORKBOOK = "考核参考.xlsx"  # which has everything, however much it is


def discipline_page(found: Discipline, on: date, sample: str, pages: Environment) -> bytes:
    """The page; the evidence in it leaves out what came in time, which the workbook has too."""
    most = found.declared.bulletin.limits.rows
    told = [line.texts for line in evidence(found) if not line.good]
    about = {
        "sample": sample,
        "day": chinese_date(on),
        "document": found.declared.campaign.document,
        "campaign": found.declared.campaign.name,
        "heads": heads(found),
        "sections": [(title(s, found), _few(s, found)) for s in found.sections],
        "evidence_heads": evidence_heads(found.declared),
        "sheet_head": found.declared.roster.sheet_head,
        "short": found.declared.roster.terms.short,
        "has_sectors": found.declared.roster.has_sectors,
        "purpose": found.declared.purpose,
        "evidence": told[:most],
        "more": max(len(told) - most, 0),
        "weighed": found.weighed,
    }
    return render(pages, "discipline.html.j2", about)


def _few(section: DisciplineSection, found: Discipline) -> list[DisciplineLine]:
    """The rows of a section: of very many units the first that were not always in time, and how many there are more."""
    rows, most = [_shown(ln) for ln in lines(section, found)], found.declared.bulletin.limits.rows
    units = sum(not r.unit.is_office for r in section.records)
    if units <= most:
        return rows
    behind = [row for row in rows[:units] if row.cells[1] != row.cells[2]][:most]
    blanks = (NOTHING,) * (len(heads(found)) - 2)
    rest = DisciplineLine((f"其余{units - len(behind)}个", *blanks, f"见{WORKBOOK}"))
    return [*behind, rest, *rows[units:]]


def _shown(line: DisciplineLine) -> DisciplineLine:
    """With a score in its own digits."""
    cells = (plain(cell) if isinstance(cell, Decimal) else cell for cell in line.cells)
    return DisciplineLine(tuple(cells), line.total)
