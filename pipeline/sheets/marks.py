"""The hidden sheet `_form` of a workbook: which form it is, which version, and whose."""

from pipeline.books.workbook import Book
from pipeline.model.declared import Declarations
from pipeline.model.received import Finding
from pipeline.words.faults import found_by_reader

MARKS = "_form"  # the hidden sheet that says which form this is, and whose


def read_marks(book: Book) -> dict[str, str]:
    """The hidden sheet `_form`: keys in column A, values in column B."""
    if MARKS not in book.sheet_names:
        return {}
    sheet = book.sheet(MARKS)
    keys = {
        ref[1:]: c.text.strip()
        for ref, c in sheet.cells.items()
        if ref[0] == "A" and ref[1:].isdigit()
    }
    return {key: sheet.cell(f"B{row}").text.strip() for row, key in keys.items()}


def is_marked_sample(book: Book, marks: dict[str, str], declared: Declarations) -> bool:
    """Whether a form is an invented one: its marks say so, or what is printed above it where they are lost."""
    if marks:
        return bool(marks.get("sample"))
    note = declared.form.sample_note
    texts = (c.text.strip() for name in book.sheet_names for c in book.sheet(name).cells.values())
    return note in texts


def check_marks(marks: dict[str, str], declared: Declarations) -> list[Finding]:
    """What is wrong with the marks: none at all is a notice, another version an error."""
    if not marks:
        return [found_by_reader(declared, "marks_lost")]
    return version_faults(marks.get("form_version", ""), declared.form.version, declared)


def version_faults(version: str, expected: int, declared: Declarations) -> list[Finding]:
    """Another version of the form than the one that is asked for is an error."""
    if version == str(expected):
        return []
    found, wanted = f"第{version}版" if version else "空白", f"第{expected}版"
    return [found_by_reader(declared, "form_version", found=found, expected=wanted)]
