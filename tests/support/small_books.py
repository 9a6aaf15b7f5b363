"""Workbooks as small as a test needs them, part by part."""

from tests.support.cells import packed

BOOK, SHEET = "workbook", "worksheet"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(rows: str = "", **parts: str) -> bytes:
    """The least of a workbook with one sheet; parts: strings, styles, index, links or core instead of the usual."""
    index = parts.get(
        "index",
        f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}"><sheets>'
        f'<sheet name="表" sheetId="1" r:id="rId1"/></sheets></{BOOK}>',
    )
    links = (
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    sheet = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></{SHEET}>'
    contents = {
        "xl/workbook.xml": index,
        "xl/_rels/workbook.xml.rels": parts.get("links", links),
        "xl/worksheets/sheet1.xml": parts.get("sheet", sheet),
    }
    others = {
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "core": "docProps/core.xml",
    }
    contents |= {path: parts[part] for part, path in others.items() if part in parts}
    return packed({name: text.encode() for name, text in contents.items()})


def row(*cells: str) -> str:
    return f'<row r="1">{"".join(cells)}</row>'


STRINGS = (
    f'<sst xmlns="{SPREADSHEET}"><si><t>零</t></si>'
    "<si><r><t>十</t></r><rPh><t>ten</t></rPh><r><t>二</t></r></si></sst>"
)
