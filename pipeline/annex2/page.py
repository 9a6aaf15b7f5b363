"""What the sheets behind Annex 2 have in common: lines of title, how they are printed, what they are called."""

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing.pen import Pen
from pipeline.drawing.printed_sheet import draw_titles, print_across
from pipeline.model.released import Release
from pipeline.model.roster import Roster
from pipeline.words.wording import chinese_date

_ONE_PAGE = 45  # rows that are still readable on one page


def open_sheet(
    pen: Pen, title: str, subtitle: str, release: Release, columns: int
) -> tuple[Worksheet, int]:
    """A new sheet with its lines of title; and the row below them."""
    sheet, form = pen.book.create_sheet(title), release.declared.form
    titles = f"{''.join(form.title)}（{title}）", subtitle
    return sheet, draw_titles(pen, sheet, titles, release.sample_note, columns)


def figures_subtitle(note: str, release: Release) -> str:
    """Below the title of a table of reported values: of when they are, what they count, and a note."""
    cutoff = chinese_date(release.declared.campaign.cutoff(release.period))
    return f"截至{cutoff}{release.declared.form.figures}　计量单位见各指标，{note}"


def set_up_print(
    sheet: Worksheet, release: Release, heads: tuple[int, int], added: int = 0
) -> None:
    """A4 across, one page wide and, if it stays readable, one high; the rows of heads on every page.

    added: how many plain rows will follow what stands there.
    """
    is_short = sheet.max_row + added <= _ONE_PAGE
    print_across(sheet, heads, release.sample_note, on_one_page=is_short)


def sector_title(roster: Roster) -> str:
    """The title of the sheet by sector: 分行业领域."""
    return f"分{roster.terms.sector}"


def unit_title(roster: Roster) -> str:
    """The title of the sheet by unit; without sectors only the office has values that are not on the other."""
    own = roster.office_sheet
    return "分单位" if roster.has_sectors or own is None else own.name
