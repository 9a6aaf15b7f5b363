"""工作情况汇编.xlsx: all texts of a month, whole, with the cells in which they stood; for the office, not published."""

from pipeline.drawing.list_sheet import fill_table, new_book, open_sheet
from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.model.released import Release
from pipeline.model.work_reports import Reported
from pipeline.words.wording import chinese_date, inert
from pipeline.work_reports.quoting import excerpt, quoted

_HEADS = ("栏目", "单位", "全文", "字数", "月通报", "文件", "单元格")
_WIDTHS = (14.0, 20.0, 76.0, 7.0, 13.0, 28.0, 14.0)
_LONGEST_PATH = 200


def report_annex(release: Release) -> dict[str, bytes]:
    """The workbook by its file name; none where nobody reported anything."""
    if not release.reports:
        return {}
    declared = release.declared
    plan = declared.work_reports
    title = plan.excerpts.annex.rpartition(".")[0]
    pen, sample = new_book(title), release.sample_note
    day = chinese_date(declared.campaign.cutoff(release.period))
    titles = (f"{title}（{release.period.chinese}）", f"截至{day}，原文照录")
    sheet, top = open_sheet(pen, plan.sheet, titles, sample, _WIDTHS)
    rows = [_row(r, release) for box in plan.boxes for r in release.reports if r.said.box == box]
    fill_table(pen, sheet, top, _HEADS, rows, lefts=(1, 2, 3, 6, 7))
    sheet.auto_filter.ref = f"A{top}:G{top + len(rows)}"
    return {plan.excerpts.annex: stable_bytes(pen.book)}


def _row(report: Reported, release: Release) -> tuple[str | int, ...]:
    plan, said = release.declared.work_reports, report.said
    unit = release.declared.roster.units[report.unit].name
    file = inert(report.file, _LONGEST_PATH)
    place = f"{inert(said.sheet)} {said.cell}"
    counts = (len(said.text), _use(report, release))
    return (plan.boxes[said.box].label, unit, said.text, *counts, file, place)


def _use(report: Reported, release: Release) -> str:
    """Whether the bulletin quotes it."""
    plan = release.declared.work_reports
    if report.before:
        return f"与{report.before}相同"
    if report not in quoted(release.reports, plan.boxes[report.said.box], release.declared):
        return "未摘引"
    text = report.said.text
    return "全文" if excerpt(text, plan.excerpts) == "　".join(text.splitlines()) else "节选"
