"""The 填表说明: what a clerk has to know, on one page behind the form, in the words of the schema.

Words in braces are filled in when blank forms are made: dates and item numbers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.looks import HEI, Look, fit_one_page, height, put, set_widths, stretch
from pipeline.model.campaign import Campaign
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.roster import Unit
from pipeline.model.week import Week
from pipeline.words.wording import chinese_date, listing

_TITLE, _SIZE = "填表说明", 13
_WEEKDAYS = "一二三四五六日"
_SENTENCES = re.compile("(?<=。)")


def draw_notes(sheet: Worksheet, notes: Sequence[tuple[str, str]]) -> None:
    """Draw the notes, two columns: what about, and what to do."""
    set_widths(sheet, (14, 68))
    put(sheet, (1, 1, 1, 2), _TITLE, Look(18, HEI, boxed=False))
    sheet.row_dimensions[1].height = 36
    for row, (head, text) in enumerate(notes, 2):
        put(sheet, (row, 1, row, 1), head, Look(_SIZE, HEI))
        put(sheet, (row, 2, row, 2), text, Look(_SIZE, across="left"))
        sheet.row_dimensions[row].height = round(height(sheet, (2, 2), text, _SIZE) + 8, 1)
    fit_one_page(sheet, f"B{len(notes) + 1}")
    if notes:
        stretch(sheet, 2, len(notes) + 1)


def fill_notes(sheet: Worksheet, words: Mapping[str, str]) -> None:
    """Put the schema's words in. A sentence about nothing in this form is left out, a row with none left is hidden."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "{" in cell.value:
                cell.value = "".join(_told(s, words) for s in _SENTENCES.split(cell.value)) or None
                sheet.row_dimensions[cell.row].hidden |= cell.value is None


def _told(sentence: str, words: Mapping[str, str]) -> str:
    """A sentence with its words; nothing where one of them stands for nothing."""
    used = [w for w in words if f"{{{w}}}" in sentence]
    if not all(words[w] for w in used):
        return ""
    for word in used:
        sentence = sentence.replace(f"{{{word}}}", words[word])
    return sentence


def basis_note(declared: Declarations, kind: str = Month.kind) -> str:
    """The bold line under the title: which figures to fill in, in a form for a month or a week."""
    return declared.form.basis_note.format(
        cumulative_from=chinese_date(declared.campaign.cumulative_from), kind=kind
    )


def prefilled_headings(declared: Declarations, sheet: str, period: Period) -> dict[str, str]:
    """What the office has filled in on a sheet, by heading."""
    entry = declared.roster.sheets[sheet]
    return {
        "unit": declared.roster.units[entry.unit].name,
        "sector": entry.title,
        "period": period.chinese,
        "basis": declared.form.basis,
        "blanks_are_zero": "否",
    }


def words_of(declared: Declarations, unit: Unit, period: Period) -> dict[str, str]:
    """What the words in braces stand for in a unit's form of a period."""
    form, campaign = declared.form, declared.campaign
    return {
        "basis": form.basis,
        "cumulative_from": chinese_date(campaign.cumulative_from),
        "kind": period.kind,
        "due": _due(period, campaign),
        "office": "本办公室" if unit.is_office else campaign.document["office"],
        "sector": declared.roster.terms.sector if declared.roster.has_sectors else "",
        "short": declared.roster.terms.short if declared.roster.has_sectors else "",
        "stock_items": _items(i for i in form.indicators.values() if i.is_stock),
        "shared_items": listing(form.shared_items),
        "unit_items": _items(form.at_level("unit")),
        "sheets": f"{len(unit.sectors)}张表" if len(unit.sectors) > 1 else "",
        "example": next(iter(form.by_item)),
        **{f"{h.id}_label": h.label for h in form.headings.values()},
        "blanks_label": form.headings["blanks_are_zero"].label,
    }


def _due(period: Period, campaign: Campaign) -> str:
    """When forms are due, in words that hold for every period of the kind: clerks save an old form under a new name."""
    due = campaign.due(period)
    week = "当周" if due <= period.last else "次周"
    words = {
        Month.kind: f"每月{due.day}日" if due <= period.last else f"次月{due.day}日",
        Week.kind: f"每周的表于{week}星期{_WEEKDAYS[due.weekday()]}",
    }
    return words[period.kind]


def _items(indicators: Iterable[Indicator]) -> str:
    return listing(dict.fromkeys(i.item for i in indicators))
