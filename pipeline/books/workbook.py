"""A file's bytes to a book of addressed cells, whatever its format; what is small is read here, the rest contained."""

from pipeline.books.cells import EMPTY, Book, Cell, Sheet
from pipeline.books.package import Package
from pipeline.books.signatures import container, package_kind
from pipeline.books.xlsx import read_xlsx

__all__ = ["EMPTY", "Book", "Cell", "Sheet", "open_book"]
# Unpacked; a form is a tenth of it, and the worst of that size costs below a second.
READ_HERE = 4 * 1024 * 1024


def open_book(data: bytes) -> Book:
    """A workbook from its bytes; DamagedWorkbookError, or a kind of it, where there is none that can be trusted."""
    if container(data) == "zip":
        package = Package(data)
        if package.unpacked_size <= READ_HERE:
            parts = package.unpack()
            if package_kind(parts) == "xlsx":
                return read_xlsx(parts)
    from pipeline.books.contained import read_contained  # not needed for most inboxes

    return read_contained(data)
