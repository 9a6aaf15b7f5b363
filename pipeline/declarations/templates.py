"""Holds templates/*.xlsx against the declarations: every value has its cell, beside its label."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.books.references import position
from pipeline.books.refusals import DamagedWorkbookError
from pipeline.books.workbook import Book, Sheet, open_book
from pipeline.model.causes import reason
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.form import Form
from pipeline.words.wording import same_text

_ANNEX2_LINES = ("annex_date", "annex_note", "annex_sample")
_FORM_LINES = ("form_basis_note", "form_blank_count", "form_sample")


def check_templates(templates: Path, declared: Declarations) -> None:
    """DeclarationError names the template, and the first name in it that is wrong or missing."""
    check_annex2(templates, declared.form)
    check_form_template(templates, declared.form)


def check_annex2(templates: Path, form: Form) -> None:
    """The same of annex2.xlsx alone."""
    totals = {f"total_{i.id}": form.item_label(i.item) for i in form.indicators.values()}
    items = {f"total_{i.id}": i.item for i in form.indicators.values()}
    _check(templates / "annex2.xlsx", totals, {**items, **{n: n for n in _ANNEX2_LINES}})


def check_form_template(templates: Path, form: Form) -> None:
    """The same of form.xlsx alone."""
    fields = {f"form_{h.id}": h.label for h in form.headings.values()}
    fields |= {f"form_{i.id}": i.label for i in form.indicators.values()}
    _check(templates / "form.xlsx", fields, {n: n for n in (*fields, *_FORM_LINES)})


def _check(path: Path, labels: Mapping[str, str], owners: Mapping[str, str]) -> None:
    """labels: the text beside a name. owners: all names and whose they are; an owner has one cell."""
    file = f"templates/{path.name}"
    book = _open(path, file)
    sheet = _sheet(book, file, list(owners))
    _check_places(sheet, file, {name: book.names[name][1] for name in owners}, owners)
    for name, label in labels.items():
        _check_label(sheet, file, name, book.names[name][1], label)


def _open(path: Path, file: str) -> Book:
    try:
        return open_book(path.read_bytes())
    except FileNotFoundError:
        raise DeclarationError(file, "", "没有这个文件") from None
    except OSError as e:
        raise DeclarationError(file, "", f"读不了（{reason(e)}）") from None
    except DamagedWorkbookError as e:
        raise DeclarationError(file, "", f"打不开（{e}）") from None


def _sheet(book: Book, file: str, names: list[str]) -> Sheet:
    """The one sheet that all names point to."""
    for name in names:
        if name not in book.names:
            raise DeclarationError(file, name, "缺少这个名称（应在“公式－名称管理器”中指向一格）")
    title = book.names[names[0]][0]
    for name in names:
        if book.names[name][0] != title:
            raise DeclarationError(file, name, f"与{names[0]}不在同一张工作表")
    if title not in book.sheet_names:
        raise DeclarationError(file, names[0], f"没有“{title}”这张工作表")
    return book.sheet(title)


def _check_places(
    sheet: Sheet, file: str, refs: Mapping[str, str], owners: Mapping[str, str]
) -> None:
    """Each owner has one cell, which can be written to, and no other owner has it."""
    boxes = [tuple(map(position, merge.split(":"))) for merge in sheet.merges]
    by_ref: dict[str, str] = {}
    by_owner: dict[str, str] = {}
    for name, ref in refs.items():
        other = by_ref.setdefault(ref, name)
        if owners[other] != owners[name]:
            raise DeclarationError(file, name, f"与{other}指向同一格{ref}，却没有声明为同一项")
        other = by_owner.setdefault(owners[name], name)
        if refs[other] != ref:
            raise DeclarationError(
                file, name, f"与{other}是同一项，应指向同一格（{refs[other]}、{ref}）"
            )
        row, column = at = position(ref)
        if any(at != a and a[0] <= row <= z[0] and a[1] <= column <= z[1] for a, z in boxes):
            raise DeclarationError(file, name, f"{ref}在合并单元格之内，应指向左上角的一格")


def _check_label(sheet: Sheet, file: str, name: str, ref: str, label: str) -> None:
    """The guard that readers use: the nearest text to the left in the row."""
    found = sheet.left_of(ref)
    if not found:
        raise DeclarationError(file, name, f"{ref}左边没有名称，应为“{label}”")
    if same_text(found) != same_text(label):
        raise DeclarationError(file, name, f"{ref}左边是“{found}”，应为“{label}”")
