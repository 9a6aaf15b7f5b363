"""A workbook with its faults marked: bad cells unlocked, coloured and commented, and a first sheet that lists them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.books.refusals import damage_told
from pipeline.books.workbook import Sheet
from pipeline.books.xlsx import read_xlsx
from pipeline.marking.book_edit import NAME, BookEdit
from pipeline.marking.cell_notes import add_notes, forget_notes
from pipeline.marking.colours import Colour, add_colours, forget_colours
from pipeline.marking.conditions import SIGN as CONDITION_SIGN
from pipeline.marking.conditions import still_holds
from pipeline.marking.notice import Notice, NoticeRow, draw_notice
from pipeline.marking.notice_looks import marked_looks
from pipeline.marking.package_edit import PackageEdit
from pipeline.marking.sheet_edit import SheetEdit
from pipeline.marking.style_edit import Styles
from pipeline.model.own_sheets import NOTE_SIGN
from pipeline.model.record import record


@record
class Mark:
    """What is said in a cell; severe where it must be put right.

    unless: a cell of the sheet in which 是 settles it, the unit's word that blanks are zeros.
    """

    sheet: str
    cell: str
    severe: bool
    text: str
    unless: str = ""


def mark_copy(
    parts: Mapping[str, bytes], marks: Sequence[Mark], notice: Notice, author: str
) -> bytes:
    """A workbook, from its unpacked parts, with the marks of this round instead of those of an earlier one.

    UneditableError or DamagedWorkbookError where that cannot be done without a guess.
    """
    with damage_told():
        return _marked(parts, marks, notice, author)


def _marked(
    parts: Mapping[str, bytes], marks: Sequence[Mark], notice: Notice, author: str
) -> bytes:
    package = PackageEdit(parts)
    lowered = {name.lower(): content for name, content in parts.items()}
    book = read_xlsx(lowered, only={m.sheet for m in marks})
    index, styles = BookEdit(package), Styles(package)
    looks = marked_looks(styles)
    named = book.names.get(NAME, ("", ""))[0]
    earlier = named if named in index.parts else None
    for name, part in index.parts.items():
        mine = [m for m in marks if m.sheet == name]
        if mine or _has_marks(package, part):
            sheet = SheetEdit(package, part, styles)
            forget_colours(package.xml(part))
            forget_notes(package, sheet)
            add_colours(package.xml(part), _colours(sheet, book.sheet(name), mine, looks))
            add_notes(package, sheet, _texts(sheet, mine), author)
            sheet.close()
    rows = tuple(row if _is_seen(row, index) else replace(row, place=None) for row in notice.rows)
    index.put_first(draw_notice(replace(notice, rows=rows), styles), earlier)
    styles.flush()
    return package.content()


def _is_seen(row: NoticeRow, index: BookEdit) -> bool:
    """Whether its link can be followed."""
    sheet = row.place[0] if row.place else ""
    return sheet in index.parts and not index.is_hidden(sheet)


def _has_marks(package: PackageEdit, part: str) -> bool:
    """Whether a sheet still bears marks of an earlier round."""
    notes = package.related(part, "comments").values()
    coloured = CONDITION_SIGN.encode() in package.part(part)
    return coloured or any(NOTE_SIGN.encode() in package.part(n) for n in notes)


def _colours(
    edit: SheetEdit, sheet: Sheet, marks: Sequence[Mark], looks: Mapping[bool, int]
) -> Iterator[Colour]:
    """The cells unlocked and coloured, each once, in the worst of its colours."""
    for ref in dict.fromkeys(m.cell for m in marks):
        here = [m for m in marks if m.cell == ref]
        severe = any(m.severe for m in here)
        unless = here[0].unless if len(here) == 1 else ""
        area = edit.layout.area(ref)
        edit.unlock(area)
        condition = still_holds(ref, sheet.cell(ref), edit.stored(ref), unless)
        yield Colour(area, condition, looks[severe])


def _texts(edit: SheetEdit, marks: Sequence[Mark]) -> dict[str, str]:
    """What is said of each cell: reference (of a merged range its first cell, which alone is seen) -> text."""
    texts: dict[str, list[str]] = {}
    for mark in marks:
        texts.setdefault(edit.layout.area(mark.cell).partition(":")[0], []).append(mark.text)
    return {ref: NOTE_SIGN + "\n".join(said) for ref, said in texts.items()}
