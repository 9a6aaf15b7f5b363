"""The hidden sheet of Annex 2 from which the next level up reads it; see rollup/."""

from pipeline.annex2.note import annex_note, date_line
from pipeline.drawing.pen import Pen
from pipeline.drawing.xlsx_rows import PlainRow, PlainRows, plain_cell, side_by_side
from pipeline.figures.restated import told_restated
from pipeline.model.released import Release
from pipeline.model.rollup import Key, Record, RecordLine
from pipeline.rollup.below import shares
from pipeline.rollup.record import RECORD, rows_of
from pipeline.words.wording import show

_HEIGHT = 15.0


def add_record(pen: Pen, release: Release) -> None:
    """Put it behind all other sheets."""
    first, *others = rows_of(record_of(release))
    sheet = pen.book.create_sheet(RECORD)
    sheet.sheet_state = "hidden"
    sheet.append(first)
    rows = [PlainRow(_HEIGHT, side_by_side(plain_cell(t, 0) for t in row)) for row in others]
    pen.added[RECORD] = PlainRows(2, len(rows), max(map(len, others)), rows)


def record_of(release: Release) -> Record:
    """Everything that the published form says, for programs."""
    form, campaign = release.declared.form, release.declared.campaign
    return Record(
        form=form.id,
        version=str(form.version),
        unit=campaign.document["area"],
        period=release.period.chinese,
        basis=form.basis,
        sample=release.sample,
        date=date_line(release),
        note=annex_note(release),
        whole=_is_whole(release),
        remarks=_remarks(release),
        lines=_lines(release),
        restated=told_restated((r for r in release.restated if r.sheet), release.declared),
    )


def _remarks(release: Release) -> str:
    """What lets the next level take the month up again, with the reason that it prints: one of all, or none."""
    reasons = {r.reason for r in release.restated if r.month == release.period and r.sheet}
    if not reasons:
        return ""
    reason = reasons.pop() if len(reasons) == 1 else ""
    own_words = reason.removeprefix("单位更正").lstrip("：")
    if own_words == reason:  # the office's: 经同意：……
        own_words = reason.replace("：", "，", 1)
    return f"更正：{own_words}" if own_words else "更正"


def _is_whole(release: Release) -> bool:
    """Whether all who were to report did, here and at the very bottom."""
    own = all(t.accepted == t.expected for t in release.totals.values())
    return own and all(share.is_whole for share in shares(release).values())


def _lines(release: Release) -> dict[Key, RecordLine]:
    form, lines = release.declared.form, dict[Key, RecordLine]()
    for (sector, name), share in shares(release).items():
        value = release.sectors[sector].get(name) if sector else release.totals[name].value
        lines[sector, name] = RecordLine(show(form.indicators[name], value), share)
    return lines
