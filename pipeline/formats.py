"""Any file to a book, in this process: by its content, whatever its name says."""

from pipeline.cells import Book
from pipeline.package import Package
from pipeline.signatures import container, package_kind
from pipeline.xlsx import read_xlsx


def read_any(data: bytes) -> Book:
    """The book that a file holds; DamagedWorkbookError or a kind of it where there is none to be read."""
    if container(data) == "ole":
        # Each library is imported where it is needed: most files need neither.
        from pipeline.xls import read_xls

        return read_xls(data)
    parts = Package(data).unpack()
    if package_kind(parts) == "ods":
        from pipeline.open_document import read_ods

        return read_ods(data, parts)
    return read_xlsx(parts)
