"""Streams of an xls and rows of an ods, as tests put them together."""

from io import BytesIO

from xlrd.compdoc import CompDoc

from tests.support.places import TESTS

FIXTURES = TESTS / "fixtures"
XLS, ODS = ((FIXTURES / f"typed.{kind}").read_bytes() for kind in ("xls", "ods"))


def stream() -> bytes:
    found = CompDoc(XLS, logfile=BytesIO()).get_named_stream("Workbook")
    assert isinstance(found, bytes)
    return found


def table_row(cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'
