"""Whether a package is one that Excel opens: read with ElementTree, against lists copied from ECMA-376."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

from tests.support.cells import DOCUMENT, MAIN, unpacked

_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/%s}"
# ECMA-376 part 1, A.2: CT_Worksheet, CT_Workbook, CT_Stylesheet, each child at its place.
_WORKSHEET = [
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
    *("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter"),
    *("sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr"),
    *("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
    *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing"),
    *("legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
]
_WORKBOOK = [
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews"),
    *("sheets", "functionGroups", "externalReferences", "definedNames", "calcPr"),
    *("oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes"),
    *("webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
]
_STYLES = [
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"),
    *("dxfs", "tableStyles", "colors", "extLst"),
]
_CONTAINERS = ("fonts", "fills", "borders", "cellXfs", "dxfs")


def assert_sound(data: bytes) -> None:
    """Every relation leads somewhere, every part has a type, elements stand in order, numbers are unique and known."""
    parts = unpacked(data)
    assert len({n.lower() for n in parts}) == len(parts)
    xml = {n: ElementTree.fromstring(b) for n, b in parts.items() if n.endswith((".xml", ".rels"))}
    _assert_typed(parts, xml)
    for name in (n for n in parts if n.endswith(".rels")):
        _assert_related(name, parts, xml)
    book, styles = xml["xl/workbook.xml"], xml["xl/styles.xml"]
    _assert_ordered(book, _WORKBOOK)
    _assert_ordered(styles, _STYLES)
    for name in _CONTAINERS:
        container = styles.find(MAIN + name)
        if container is not None:
            assert int(container.get("count", len(container))) == len(container), name
    sheets = list(book.iter(f"{MAIN}sheet"))
    for attribute in ("name", "sheetId", f"{DOCUMENT}id"):
        _assert_unique(str(s.get(attribute)).lower() for s in sheets)
    _assert_names(book, len(sheets))
    for name, path in sheet_parts(data).items():
        _assert_sheet(name, path, parts, xml)


def sheet_parts(data: bytes) -> dict[str, str]:
    """Sheet name -> part, in order."""
    parts = unpacked(data)
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    links = _targets(
        "xl/_rels/workbook.xml.rels", ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    )
    return {
        str(s.get("name")): links[str(s.get(f"{DOCUMENT}id"))] for s in book.iter(f"{MAIN}sheet")
    }


def _assert_typed(parts: dict[str, bytes], xml: dict[str, ElementTree.Element]) -> None:
    types = xml["[Content_Types].xml"]
    tag = _PACKAGE % "content-types"
    defaults = [str(d.get("Extension")).lower() for d in types.iter(f"{tag}Default")]
    overrides = [str(o.get("PartName")).lstrip("/") for o in types.iter(f"{tag}Override")]
    _assert_unique(defaults)
    _assert_unique(overrides)
    assert set(overrides) <= set(parts)
    for name in parts:
        assert name in overrides or name.rpartition(".")[2].lower() in defaults or name[0] == "[", (
            name
        )
    for name in parts:
        if re.fullmatch(r"xl/(worksheets/sheet|comments)[^/]*\.xml", name):
            assert name in overrides


def _assert_related(
    name: str, parts: dict[str, bytes], xml: dict[str, ElementTree.Element]
) -> None:
    _assert_unique(str(r.get("Id")) for r in xml[name])
    for target in _targets(name, xml[name]).values():
        assert target in parts, (name, target)


def _targets(name: str, relations: ElementTree.Element) -> dict[str, str]:
    folder = posixpath.dirname(posixpath.dirname(name))
    return {
        str(r.get("Id")): posixpath.normpath(
            posixpath.join("/", folder, str(r.get("Target")))
        ).lstrip("/")
        for r in relations
        if r.get("TargetMode") != "External"
    }


def _assert_ordered(root: ElementTree.Element, order: list[str]) -> None:
    known = [c.tag.removeprefix(MAIN) for c in root if c.tag.startswith(MAIN)]
    assert known == sorted(known, key=order.index)


def _assert_names(book: ElementTree.Element, sheets: int) -> None:
    names = list(book.iter(f"{MAIN}definedName"))
    _assert_unique(f"{n.get('name')} {n.get('localSheetId')}".lower() for n in names)
    assert all(int(n.get("localSheetId", 0)) < sheets for n in names)
    for view in book.iter(f"{MAIN}workbookView"):
        assert int(view.get("activeTab", 0)) < sheets


def _assert_sheet(
    name: str, path: str, parts: dict[str, bytes], xml: dict[str, ElementTree.Element]
) -> None:
    sheet, styles = xml[path], xml["xl/styles.xml"]
    _assert_ordered(sheet, _WORKSHEET)
    formats = styles.find(f"{MAIN}cellXfs")
    assert formats is not None
    assert all(int(c.get("s", 0)) < len(formats) for c in sheet.iter(f"{MAIN}c"))
    for xf in formats:
        for attribute, container in (
            ("fontId", "fonts"),
            ("fillId", "fills"),
            ("borderId", "borders"),
        ):
            members = styles.find(MAIN + container)
            assert members is not None
            assert int(xf.get(attribute, 0)) < len(members), name
    rules = [r for r in sheet.iter() if r.tag.rpartition("}")[2] == "cfRule"]
    _assert_unique(str(r.get("priority")) for r in rules if r.get("priority"))
    differential = styles.find(f"{MAIN}dxfs")
    assert all(
        int(r.get("dxfId", -1)) < len(differential if differential is not None else ())
        for r in rules
    )
    rows = [int(str(r.get("r"))) for r in sheet.iter(f"{MAIN}row") if r.get("r")]
    assert rows == sorted(set(rows))
    for row in sheet.iter(f"{MAIN}row"):
        columns = [_column(str(c.get("r"))) for c in row]
        assert columns == sorted(set(columns))
    _assert_comments(path, parts, xml)


def _column(ref: str) -> int:
    number = 0
    for letter in ref.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def _assert_comments(
    path: str, parts: dict[str, bytes], xml: dict[str, ElementTree.Element]
) -> None:
    """Every comment has exactly one box at its cell, and the sheet leads to both."""
    relations = f"{posixpath.dirname(path)}/_rels/{posixpath.basename(path)}.rels"
    related = _targets(relations, xml[relations]) if relations in xml else {}
    comments = [
        xml[t]
        for t in related.values()
        if xml.get(t) is not None and xml[t].tag == f"{MAIN}comments"
    ]
    if not comments:
        return
    drawing = xml[path].find(f"{MAIN}legacyDrawing")
    cells = [str(c.get("ref")) for c in comments[0].iter(f"{MAIN}comment")]
    authors = list(comments[0].iter(f"{MAIN}author"))
    assert all(
        int(str(c.get("authorId"))) < len(authors) for c in comments[0].iter(f"{MAIN}comment")
    )
    _assert_unique(cells)
    if drawing is None:
        assert not cells
        return
    vml = parts[related[str(drawing.get(f"{DOCUMENT}id"))]].decode()
    _assert_unique(re.findall(r'<v:shape\s[^>]*?\bid="([^"]+)"', vml))
    boxes = list(
        zip(re.findall(r":Row>(\d+)<", vml), re.findall(r":Column>(\d+)<", vml), strict=True)
    )
    expected = [
        (int(ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1, _column(ref) - 1) for ref in cells
    ]
    assert sorted((int(row), int(column)) for row, column in boxes) == sorted(expected)


def _assert_unique(values: Iterator[str] | list[str]) -> None:
    assert not [v for v, n in Counter(values).items() if n > 1]
