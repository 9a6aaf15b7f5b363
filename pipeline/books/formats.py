"""Any file to a book, in this process: by its content, whatever its name says."""

from pipeline.books.cells import Book
from pipeline.books.package import Package
from pipeline.books.signatures import container, package_kind
from pipeline.books.xlsx import read_xlsx


def read_any(data: bytes) -> Book:
    """The book that a file holds; DamagedWorkbookError or a kind of it where there is none to be read."""
    if container(data) == "ole":
        # Each library is imported where it is needed: most files need neither.
        from pipeline.books.xls import read_xls

        return read_xls(data)
    parts = Package(data).unpack()
    if package_kind(parts) == "ods":
        from pipeline.books.open_document import read_ods

        return read_ods(data, parts)
    return read_xlsx(parts)
