"""The office's workbook of milestones, read by the same guarded reader as the units' forms.

No figure depends on it, so nothing in it stops a run: what cannot be used is told with its cell, and that one milestone
of that one filer is neither done nor missing until it is put right.
"""

from pathlib import Path

from pipeline.books.refusals import DamagedWorkbookError
from pipeline.books.workbook import Book, open_book
from pipeline.milestones.rows import read_rows
from pipeline.model.declared import Declarations
from pipeline.model.milestones import MilestonePlan, Noted
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.words.office_file import NoFileError, UnusableFileError, read_office_document
from pipeline.words.wording import inert

_MOST_TOLD = 8
_UNKNOWN = "改好之前，节点任务的情况不写进通报和催报"


def own_path(plan: MilestonePlan, *, sample: bool) -> tuple[str, ...]:
    """The one of them that counts: as invented and real dates never meet, a sample has a workbook of its own."""
    return own_paths(plan)[sample:][:1]


def own_paths(plan: MilestonePlan) -> tuple[str, ...]:
    """Where the workbook lies, the real one first: it is the office's own file, and no form."""
    return (f"inbox/{plan.book.file}", f"inbox/sample/{plan.book.file}") if plan else ()


def read_noted(inbox: Path, declared: Declarations, period: Period, *, sample: bool) -> Noted:
    """What the office has noted, for a month's papers; those of a week do not ask."""
    plan = declared.milestones
    if not plan or period.kind != Month.kind:
        return Noted()
    (path,) = own_path(plan, sample=sample)
    try:
        return _told(open_book(read_office_document(inbox.parent / path)), path, declared)
    except NoFileError:
        return Noted()
    except DamagedWorkbookError as e:
        problem = f"打不开（{e}）"
    except UnusableFileError as e:
        problem = str(e)
    return Noted(remarks=(f"{path}{problem}。{_UNKNOWN}。",))


def _told(book: Book, path: str, declared: Declarations) -> Noted:
    plan = declared.milestones
    if plan.book.sheet not in book.sheet_names:
        raise UnusableFileError(f"没有“{plan.book.sheet}”这张工作表")
    rows = read_rows(book.sheet(plan.book.sheet), declared)
    if rows is None:
        heads = "、".join(plan.book.heads.values())
        raise UnusableFileError(f"的“{plan.book.sheet}”表里没有找到表头（应有{heads}各列）")
    said = [f"{path}的“{inert(plan.book.sheet)}”表{fault}。" for fault in rows.faults[:_MOST_TOLD]]
    if more := len(rows.faults) - len(said):
        said.append(f"{path}另有{more}处这样的问题。")
    return Noted(path, rows.entries, tuple(said))
