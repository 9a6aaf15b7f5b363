"""The parts of an xlsx package that are not its sheets."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_HEI, _SONG = "黑体", "宋体"
_RED, _BLACK, _GREY = "FFC00000", "FF000000", "FF808080"
# Looks: font, size, bold, colour, fill, number format, alignment across; all wrap.
_LOOKS: dict[str, tuple[str, float, bool, str, str, int, str]] = {
    "text": (_SONG, 10, False, _BLACK, "", 0, "left"),
    "word": (_SONG, 10, False, _BLACK, "", 0, "center"),
    "number": (_SONG, 10, False, _BLACK, "", 0, "center"),
    "date": (_SONG, 10, False, _BLACK, "", 164, "center"),
    "late": (_SONG, 10, True, _RED, "", 0, "center"),
    "head": (_HEI, 10, False, _BLACK, "FFE7EDF3", 0, "center"),
    "title": (_HEI, 16, False, _BLACK, "", 0, "left"),
    "mark": (_HEI, 11, False, _RED, "", 0, "left"),
    "note": (_SONG, 10, False, _BLACK, "", 0, "left"),
    "empty": (_SONG, 10, False, _BLACK, "", 0, "left"),
}
# By name: the number of the style (0 is the default's), and its size in points.
STYLES = {name: (n, look[1]) for n, (name, look) in enumerate(_LOOKS.items(), 1)}


def fixed_parts(titles: Sequence[str], names: str, title: str) -> dict[str, bytes]:
    """All parts but the sheets. names: the XML of the defined names."""
    parts = {
        "[Content_Types].xml": _types(len(titles)),
        "_rels/.rels": _relations(
            [
                (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ]
        ),
        "docProps/core.xml": _core(title),
        "xl/workbook.xml": _workbook(titles, names),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(
                    (f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml")
                    for n in range(1, len(titles) + 1)
                ),
                (f"{_OFFICE}/styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _styles(),
    }
    return {name: (_XML + xml).encode() for name, xml in parts.items()}


def _types(sheets: int) -> str:
    overrides = {
        "xl/workbook.xml": f"{_KIND}.sheet.main+xml",
        "xl/styles.xml": f"{_KIND}.styles+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"xl/worksheets/sheet{n}.xml": f"{_KIND}.worksheet+xml" for n in range(1, sheets + 1)},
    }
    told = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{told}</Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _core(title: str) -> str:
    """Document properties that name no person and no moment."""
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:creator>pipeline</dc:creator><dc:title>{escape(title)}</dc:title></cp:coreProperties>"
    )


def _workbook(titles: Sequence[str], names: str) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{n}" r:id="rId{n}"/>'
        for n, title in enumerate(titles, 1)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>"
    )


def _styles() -> str:
    fonts, fills, cells = [_font(_SONG, 11, False, _BLACK)], [], []
    for font, size, bold, colour, fill, numbers, across in _LOOKS.values():
        fonts.append(_font(font, size, bold, colour))
        fills += [_fill(fill)] if fill else []
        at = 1 + len(fills) if fill else 0  # Excel keeps the first two for itself
        cells.append(_cell_format(numbers, len(fonts) - 1, at, across))
    kept = '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    return (
        f'<styleSheet xmlns="{_MAIN}">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        f'<fonts count="{len(fonts)}">{"".join(fonts)}</fonts>'
        f'<fills count="{2 + len(fills)}">{kept}{"".join(fills)}</fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{1 + len(cells)}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        f"{''.join(cells)}</cellXfs>"
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        f'<dxfs count="1"><dxf><border>{"".join(_side(s) for s in ("left", "right", "top", "bottom"))}</border></dxf>'
        "</dxfs></styleSheet>"
    )


def _cell_format(numbers: int, font: int, fill: int, across: str) -> str:
    return (
        f'<xf numFmtId="{numbers}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"'
        ' applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">'
        f'<alignment horizontal="{across}" vertical="center" wrapText="1"/></xf>'
    )


def _font(name: str, size: float, bold: bool, colour: str) -> str:
    weight = "<b/>" if bold else ""
    return f'<font>{weight}<sz val="{size}"/><color rgb="{colour}"/><name val="{name}"/><family val="3"/></font>'


def _side(name: str) -> str:
    return f'<{name} style="thin"><color rgb="{_GREY}"/></{name}>'


def _fill(colour: str) -> str:
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill>'
