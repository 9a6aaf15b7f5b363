"""Operations on the XML inside a package, packed again with right checksums: what a reader meets past the zip."""

import random
import re
from collections.abc import Callable

from lxml import etree

from tests.support.cells import packed, unpacked

_PARTS = re.compile(
    r"(xl/worksheets/sheet\d+|xl/workbook|xl/sharedStrings|xl/styles|xl/_rels/workbook|content)\.(xml|xml\.rels)"
)
_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)([0-9]+)")
_ODD_NUMBERS = [
    *("", " ", "0", "-0", "-1", "7", " 7", "7 ", "07", "+7", "7.", ".7", "7.0", "7.5", "1e3", "1E+2", "7e-12"),
    *("1e400", "-1e400", "1e99999", "NaN", "INF", "0x10", "1_000", "1,000", "１２", "٣", "7 8", "7\n", "12个", "约7"),
    *("12.0000000000001", "11.9999999995", "0.30000000000000004", "999999999999999999", "TRUE", "是", "否", "#N/A"),
]  # fmt: skip
_TYPES = ("n", "s", "str", "inlineStr", "b", "e", "d", "x", "")
_NAMESPACES = ("", "urn:odd", "http://purl.oclc.org/ooxml/spreadsheetml/main")
Element = etree._Element


def operated(data: bytes, dice: random.Random) -> bytes:
    """The package with one to four operations on the XML of its parts."""
    parts = unpacked(data)
    trees = {name: etree.fromstring(parts[name]) for name in parts if _PARTS.fullmatch(name)}
    # As often a sheet with figures as all else: forms have many parts that hold none.
    figures = [name for name in trees if name.endswith(("/sheet1.xml", "content.xml"))]
    touched = set()
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        name = dice.choice(dice.choice((figures, list(trees))))
        touched.add(name)
        dice.choice(_OPERATIONS)(trees[name], dice)
    parts |= {name: etree.tostring(trees[name], encoding="UTF-8") for name in touched}
    return packed(parts)


def _any(tree: Element, dice: random.Random, *names: str) -> Element:
    """Some element with one of the names, or any where there is none."""
    every = list(tree.iter(etree.Element))
    wanted = [e for e in every if etree.QName(e).localname in names]
    return dice.choice(wanted or every)


def _drop(tree: Element, dice: random.Random) -> None:
    element = _any(tree, dice, *dice.choice(_COMMON))
    if element is not tree:
        element.getparent().remove(element)


def _double(tree: Element, dice: random.Random) -> None:
    """An element twice: behind itself, or somewhere else."""
    element = _any(tree, dice, *dice.choice(_COMMON))
    copy = etree.fromstring(etree.tostring(element, with_tail=False))
    place = dice.choice((element, _any(tree, dice, etree.QName(element).localname)))
    if place is not tree:
        place.addnext(copy)
    else:
        tree.append(copy)


def _reorder(tree: Element, dice: random.Random) -> None:
    parent = _any(tree, dice, "row", "sheetData", "sheets", "definedNames", "mergeCells", "sst")
    children = list(parent)
    dice.shuffle(children)
    parent[:] = children


def _move(tree: Element, dice: random.Random) -> None:
    element, parent = _any(tree, dice, *dice.choice(_COMMON)), _any(tree, dice)
    if element is not tree and parent not in element.iter():
        parent.append(element)


def _drop_attribute(tree: Element, dice: random.Random) -> None:
    element = _any(tree, dice, *dice.choice(_COMMON))
    if element.attrib:
        del element.attrib[dice.choice(sorted(element.attrib))]


def _swap_attribute(tree: Element, dice: random.Random) -> None:
    """Attributes take the values that they have on another element: cells swap places, sheets their parts."""
    element = _any(tree, dice, *dice.choice(_COMMON))
    other = _any(tree, dice, etree.QName(element).localname)
    for key in sorted(set(element.attrib) & set(other.attrib)):
        if dice.random() < 0.5:
            element.attrib[key], other.attrib[key] = other.attrib[key], element.attrib[key]


def _shift_references(tree: Element, dice: random.Random) -> None:
    """References from a row on, or one alone, point some rows further: in cells, merges, or names."""
    by, from_row = dice.choice((-1, 1, 1, 2, 10**6)), dice.randrange(1, 32)
    names = dice.choice((("c", "row"), ("c",), ("mergeCell",), ("definedName",), ("row",)))
    found = [e for e in tree.iter(etree.Element) if etree.QName(e).localname in names]
    for element in found if dice.random() < 0.6 else found[: dice.randrange(3)]:
        _shift(element, by, from_row)


def _shift(element: Element, by: int, from_row: int) -> None:
    def moved(match: re.Match[str]) -> str:
        row = int(match[2])
        return f"{match[1]}{row + by if row >= from_row else row}"

    for key in {"r", "ref"} & set(element.attrib):
        if etree.QName(element).localname == "row":
            row = element.attrib[key]
            element.attrib[key] = (
                str(int(row) + by) if row.isdigit() and int(row) >= from_row else row
            )
        else:
            element.attrib[key] = _REFERENCE.sub(moved, element.attrib[key])
    if etree.QName(element).localname == "definedName":
        element.text = _REFERENCE.sub(moved, element.text or "")


def _odd_number(tree: Element, dice: random.Random) -> None:
    element = _any(tree, dice, "v", "p")
    element.text = dice.choice(_ODD_NUMBERS)
    for key in (
        [k for k in element.getparent().attrib if k.endswith("}value")]
        if element is not tree
        else []
    ):
        element.getparent().attrib[key] = dice.choice((element.text, dice.choice(_ODD_NUMBERS)))


def _digit(tree: Element, dice: random.Random) -> None:
    """Another plain number, which nobody can tell from the right one: it must then be what is counted."""
    element = _any(tree, dice, "v")
    element.text = str(dice.randrange(10 ** dice.randrange(1, 6)))


def _type(tree: Element, dice: random.Random) -> None:
    _any(tree, dice, "c").set("t", dice.choice(_TYPES))


def _style(tree: Element, dice: random.Random) -> None:
    key, value = dice.choice(
        (("s", dice.choice(("0", "-1", "99999", "x"))), ("numFmtId", "14"), ("numFmtId", "9"))
    )
    _any(tree, dice, "xf" if key == "numFmtId" else "c").set(key, value)


def _formula(tree: Element, dice: random.Random) -> None:
    """A formula before the value of a cell, shared or not, or without a value."""
    cell = _any(tree, dice, "c")
    formula = etree.Element(
        etree.QName(etree.QName(tree).namespace, "f"), dice.choice(({}, {"t": "shared", "si": "0"}))
    )
    formula.text = dice.choice(("1+1", "", "SUM(A1:A9)", "[1]x!A1"))
    cell.insert(0, formula)
    if dice.random() < 0.3:
        del cell[1:]


def _string_index(tree: Element, dice: random.Random) -> None:
    element = _any(tree, dice, "c")
    for value in element.iter("{*}v"):
        element.set("t", "s")
        value.text = dice.choice(
            ("-1", "0", "1", "5", "99999", "1.0", "", str(dice.randrange(100)))
        )


def _merge(tree: Element, dice: random.Random) -> None:
    element = _any(tree, dice, "mergeCell")
    row, column = dice.randrange(1, 31), dice.choice("ABCDEFGHI")
    element.set(
        "ref",
        dice.choice(
            (
                f"{column}{row}:I{row + 1}",
                f"A{row}:I{row}",
                f"{column}{row}",
                "A1:XFD1048576",
                "B2:A1",
            )
        ),
    )


def _rename(tree: Element, dice: random.Random) -> None:
    """Names of sheets and of cells, shown and hidden, of one sheet or all."""
    element = _any(tree, dice, "sheet", "definedName")
    key, value = dice.choice(
        (
            ("name", dice.choice(("x", "消防", "燃气", "_form", ""))),
            ("state", "veryHidden"),
            ("localSheetId", "0"),
        )
    )
    element.set(key, value)


def _swap_text(tree: Element, dice: random.Random) -> None:
    """Two texts in each other's place: labels, values, what names point at."""
    element = _any(tree, dice, "t", "v", "definedName", "f", "p")
    other = _any(tree, dice, etree.QName(element).localname)
    element.text, other.text = other.text, element.text


def _namespace(tree: Element, dice: random.Random) -> None:
    element = _any(tree, dice, *dice.choice(_COMMON))
    name = etree.QName(element).localname
    space = dice.choice((*_NAMESPACES, etree.QName(element).namespace))
    element.tag = f"{{{space}}}{name}" if space else name


def _wrap(tree: Element, dice: random.Random) -> None:
    """An element inside another that readers may or may not look into."""
    element = _any(tree, dice, *dice.choice(_COMMON))
    if element is tree:
        return
    parent, at = element.getparent(), element.getparent().index(element)
    wrapper = etree.Element(
        dice.choice(("{urn:odd}x", "extLst", "{urn:odd}AlternateContent", "row", "is"))
    )
    wrapper.append(element)
    parent.insert(at, wrapper)


def _insert(tree: Element, dice: random.Random) -> None:
    """A cell or a row more, with or without a place of its own."""
    space = etree.QName(tree).namespace
    ref = f"{dice.choice('ACEGIZ')}{dice.randrange(1, 40)}"
    cell = etree.Element(
        f"{{{space}}}c", dice.choice(({}, {"r": ref}, {"r": ref.lower()}, {"r": "XFD1048576"}))
    )
    etree.SubElement(cell, f"{{{space}}}v").text = dice.choice(_ODD_NUMBERS)
    place = _any(tree, dice, "c")
    if dice.random() < 0.3:
        place, row = _any(tree, dice, "row"), etree.Element(f"{{{space}}}row")
        row.append(cell)
        cell = row
    if place is not tree:
        place.addnext(cell)


def _inside(tree: Element, dice: random.Random) -> None:
    """A comment, an instruction, or an element in the middle of a text."""
    element = _any(tree, dice, "v", "t")
    text = element.text or "12"
    at = dice.randrange(len(text) + 1)
    inner = dice.choice(
        (etree.Comment("x"), etree.ProcessingInstruction("x", "y"), etree.Element("{urn:odd}x"))
    )
    element.text, inner.tail = text[:at], text[at:]
    element.insert(0, inner)


_COMMON = (
    *(("c",), ("c",), ("v", "t"), ("row",), ("mergeCell",), ("definedName",), ("sheet",), ("xf",), ("si",)),
    *(("Relationship",), ("table-cell",), ("table-row",), ("named-range",), ()),
)  # fmt: skip
_OPERATIONS: list[Callable[[Element, random.Random], None]] = [
    *(_drop, _double, _reorder, _move, _drop_attribute, _swap_attribute, _shift_references, _odd_number, _digit, _type),
    *(_style, _formula, _string_index, _merge, _rename, _swap_text, _namespace, _wrap, _insert, _inside),
]  # fmt: skip
