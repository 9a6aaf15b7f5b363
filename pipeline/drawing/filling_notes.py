"""The 填表说明: what a clerk has to know, on one page behind the form, in the words of the schema.

Words in braces are filled in when blank forms are made: dates and item numbers.
"""

from collections.abc import Iterable, Mapping, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.looks import HEI, Look, fit_one_page, height, put, set_widths, stretch
from pipeline.model.campaign import Campaign
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.week import Week
from pipeline.words.wording import chinese_date, listing

_TITLE = "填表说明"
_WEEKDAYS = "一二三四五六日"


def draw_notes(sheet: Worksheet, notes: Sequence[tuple[str, str]]) -> None:
    """Draw the notes, two columns: what about, and what to do."""
    set_widths(sheet, (14, 68))
    put(sheet, (1, 1, 1, 2), _TITLE, Look(18, HEI, boxed=False))
    sheet.row_dimensions[1].height = 36
    for row, (head, text) in enumerate(notes, 2):
        put(sheet, (row, 1, row, 1), head, Look(12, HEI))
        put(sheet, (row, 2, row, 2), text, Look(12, across="left"))
        sheet.row_dimensions[row].height = round(height(sheet, (2, 2), text, 12) + 8, 1)
    fit_one_page(sheet, f"B{len(notes) + 1}")
    if notes:
        stretch(sheet, 2, len(notes) + 1)


def fill_notes(sheet: Worksheet, words: Mapping[str, str]) -> None:
    """Put the schema's words in; a row that is about nothing in this form is hidden."""
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str) or "{" not in cell.value:
                continue
            used = [w for w in words if f"{{{w}}}" in cell.value]
            if not all(words[w] for w in used):
                sheet.row_dimensions[cell.row].hidden = True
            for word in used:
                cell.value = cell.value.replace(f"{{{word}}}", words[word])


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


def words_of(declared: Declarations, period: Period) -> dict[str, str]:
    """What the words in braces stand for in the form of a period."""
    form, campaign = declared.form, declared.campaign
    return {
        "basis": form.basis,
        "cumulative_from": chinese_date(campaign.cumulative_from),
        "kind": period.kind,
        "due": _due(period, campaign),
        "office": campaign.document["office"],
        "sector": declared.roster.terms.sector if declared.roster.has_sectors else "",
        "short": declared.roster.terms.short if declared.roster.has_sectors else "",
        "stock_items": _items(i for i in form.indicators.values() if i.is_stock),
        "shared_items": listing(form.shared_items),
        "unit_items": _items(form.at_level("unit")),
        "office_items": _items(form.at_level("office")),
        "example": next(iter(form.by_item)),
        **{f"{h.id}_label": h.label for h in form.headings.values()},
        "blanks_label": form.headings["blanks_are_zero"].label,
    }


def _due(period: Period, campaign: Campaign) -> str:
    """When forms of its kind are due, time and again: clerks save an old form under a new name."""
    due = campaign.due(period)
    week = "当周" if due <= period.last else "次周"
    words = {
        Month.kind: f"每月{due.day}日" if due <= period.last else f"次月{due.day}日",
        Week.kind: f"每周的表于{week}星期{_WEEKDAYS[due.weekday()]}",
    }
    return words[period.kind]


def _items(indicators: Iterable[Indicator]) -> str:
    return listing(dict.fromkeys(i.item for i in indicators))
