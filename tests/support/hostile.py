"""Files that cost or break more than a form does: made by code, small on disk, named by what is wrong with them."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from xml.sax.saxutils import escape

from tests.support.cells import unpacked
from tests.support.workspaces import JUNE, form

MEGABYTE = 2**20
LARGE = 39 * MEGABYTE  # what one part may just be
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


@lru_cache
def good() -> bytes:
    """The form that every file here is made from."""
    return form("rescue", JUNE)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a package, quickly."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def changed(part: str, old: bytes, new: bytes, data: bytes | None = None) -> bytes:
    """The form with the first place of a text in a part replaced."""
    parts = unpacked(data or good())
    assert old in parts[part], (part, old)
    return packed(parts | {part: parts[part].replace(old, new, 1)})


def with_cells(cells: str) -> bytes:
    """The form with rows after its last."""
    return changed(SHEET, b"</sheetData>", f"{cells}</sheetData>".encode())


def with_merges(merges: str) -> bytes:
    """The form with further merged ranges."""
    return changed(SHEET, b"</mergeCells>", f"{merges}</mergeCells>".encode())


def _wide_row(number: int, cell: str) -> str:
    return f'<row r="{number}">{cell * 10_000}</row>'


def many_cells(rows: int) -> bytes:
    """The form and rows of 10,000 numbers below it."""
    return with_cells("".join(_wide_row(n, "<c><v>7</v></c>") for n in range(100, 100 + rows)))


def one_value() -> bytes:
    """A cell with a number of 39 megabytes."""
    return with_cells(f'<row r="99"><c r="A99"><v>{"1" * LARGE}</v></c></row>')


def whitespace() -> bytes:
    """Nothing, at length."""
    return with_cells(" " * LARGE)


def comment() -> bytes:
    """A comment of 39 megabytes."""
    return with_cells(f"<!--{'x' * LARGE}-->")


def attribute() -> bytes:
    """An attribute of 39 megabytes."""
    return with_cells(f'<row r="99" x="{"x" * LARGE}"/>')


def relations() -> bytes:
    """A million relations that lead nowhere."""
    one = '<Relationship Id="x" Type="t" Target="y"/>'
    return changed(
        RELATIONS, b"</Relationships>", (one * (LARGE // 42)).encode() + b"</Relationships>"
    )


def empty_cells_of_one_row() -> bytes:
    """Ten million cells in one place, none of which holds anything."""
    return with_cells('<row r="99">' + '<c r="A99"/>' * (LARGE // 12) + "</row>")


def deep() -> bytes:
    """Elements in elements in elements."""
    return with_cells("<a>" * (LARGE // 7) + "</a>" * (LARGE // 7))


def strange_elements() -> bytes:
    """Many elements, each with a name of its own."""
    return with_cells("".join(f"<e{n:07}/>" for n in range(LARGE // 110)))


def long_string() -> bytes:
    """One shared string of 39 megabytes, in one cell."""
    return _with_strings(
        "<si><t>" + "x" * LARGE + "</t></si>", '<row r="99"><c t="s"><v>0</v></c></row>'
    )


def many_strings() -> bytes:
    """Two million shared strings."""
    return _with_strings("<si><t>ab</t></si>" * (LARGE // 18), "")


def one_string_everywhere() -> bytes:
    """A shared string of 30,000 letters in 50,000 cells."""
    rows = "".join(_wide_row(n, '<c t="s"><v>0</v></c>') for n in range(100, 105))
    return _with_strings("<si><t>" + "x" * 30_000 + "</t></si>", rows)


def _with_strings(strings: str, rows: str) -> bytes:
    parts = unpacked(with_cells(rows))
    return packed({**parts, "xl/sharedStrings.xml": f"<sst>{strings}</sst>".encode()})


def styled_rows() -> bytes:
    """A hundred thousand rows that somebody coloured and never filled."""
    return with_cells(
        "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(100, 100_100))
    )


def dead_names() -> bytes:
    """Fifty thousand names that lead nowhere."""
    names = "".join(f'<definedName name="n{n}">#REF!</definedName>' for n in range(50_000))
    return changed("xl/workbook.xml", b"</definedNames>", names.encode() + b"</definedNames>")


def styles() -> bytes:
    """Sixty thousand cell styles."""
    return changed("xl/styles.xml", b"</cellXfs>", b'<xf numFmtId="0"/>' * 60_000 + b"</cellXfs>")


def merges() -> bytes:
    """Fifty thousand merged ranges of two cells."""
    return with_merges("".join(f'<mergeCell ref="K{n}:L{n}"/>' for n in range(1, 50_001)))


def entries(count: int = 70_000) -> bytes:
    """A package of empty parts."""
    out = io.BytesIO(good())
    with zipfile.ZipFile(out, "a") as package:
        for number in range(count):
            package.writestr(f"xl/x{number}.xml", b"")
    return out.getvalue()


def lying_directory() -> bytes:
    """A part of 30 megabytes of which the directory says that it has 5,000 bytes."""
    data = changed(SHEET, b"</sheetData>", b" " * 30 * MEGABYTE + b"</sheetData>")
    place = data.rindex(SHEET.encode()) - 46
    return data[: place + 24] + struct.pack("<I", 5_000) + data[place + 28 :]


def ods(rows: str, **parts: str) -> bytes:
    """The least of an ods package; rows as they stand in its one table. parts: others of its parts, by name."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = (
        f'<office:document-content {spaces} office:version="1.2" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:body><office:spreadsheet>{parts.pop('before', '')}"
        f'<table:table table:name="表">{rows}</table:table>{parts.pop("after", "")}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    whole = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        "styles.xml": f"<office:document-styles {spaces}/>",
        "META-INF/manifest.xml": "<manifest/>",
        **parts,
    }
    return packed({name: text.encode() for name, text in whole.items()})


def ods_cell(value: str = "7", **attributes: str) -> str:
    """A number cell of an ods table, with further attributes of the table's namespace."""
    more = "".join(f' table:{k.replace("_", "-")}="{escape(v)}"' for k, v in attributes.items())
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}"{more}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def ods_everywhere() -> bytes:
    """One number, repeated over a whole worksheet."""
    cell = ods_cell(number_columns_repeated="16384")
    return ods(f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')


def ods_many_cells() -> bytes:
    """As many cells as a part of 39 megabytes can hold."""
    cell = ods_cell()
    return ods(f"<table:table-row>{cell * 1000}</table:table-row>" * (LARGE // len(cell) // 1000))


def ole_loop() -> bytes:
    """A compound file whose directory never ends."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<iiiiiiii", 1, 1, 0, 4096, -2, 0, -2, 0)
    header += struct.pack("<i", 0) + struct.pack("<i", -1) * 108
    table = struct.pack("<ii", -3, 1) + struct.pack("<i", -1) * 126  # sector 1 follows sector 1
    return header + table + bytes(512)


def random_ole() -> bytes:
    """Ten megabytes behind the mark of a compound file."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * (10 * 4096 - 1)


# name -> how it is made, and the codes that must be told of it (none: it is accepted without a word).
HOSTILE: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "one value": (one_value, ["F10"]),
    "whitespace": (whitespace, []),
    "comment": (comment, []),
    "attribute": (attribute, []),
    "relations": (relations, ["F10"]),
    "empty cells of one row": (empty_cells_of_one_row, ["F4"]),
    "deep": (deep, ["F10"]),
    "strange elements": (strange_elements, ["F10"]),
    "long string": (long_string, ["F10"]),
    "many strings": (many_strings, ["F10"]),
    "one string everywhere": (one_string_everywhere, ["F10"]),
    "styled rows": (styled_rows, []),
    "dead names": (dead_names, []),
    "styles": (styles, []),
    "merges": (merges, []),
    "entries": (entries, ["F10"]),
    "lying directory": (lying_directory, ["F4"]),
    "490,000 cells": (lambda: many_cells(49), ["N11", "N7"]),
    "ods everywhere": (ods_everywhere, ["F10"]),
    "ods many cells": (ods_many_cells, ["F10"]),
    "ole loop": (ole_loop, ["F4"]),
    "random ole": (random_ole, ["F4"]),
}
