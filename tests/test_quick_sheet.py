"""What is taken out of a part without a parser is what the parser reads there, or it is left to the parser."""

import random
from collections.abc import Callable
from functools import partial

import pytest

from pipeline.budget import Budget
from pipeline.package import Package
from pipeline.quick_sheet import cells_apart, strings_apart
from pipeline.refusals import DamagedWorkbookError, damage_told
from pipeline.sheet_parts import parse_sheet, parse_strings
from pipeline.sheet_xml import CellReader, StringReader
from tests.workspaces import ROOT

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet {MAIN}><dimension ref="A1:D9"/>'
    '<sheetData><row r="1" spans="1:4" ht="27"><c r="A1" s="2" t="s"><v>0</v></c><c r="B1" s="3"/></row>'
    '<row r="2"/><row r="3" ht="15"><c r="A3" t="inlineStr"><is><t>甲&#20057;&amp;</t></is></c>'
    '<c r="B3" s="4"><v>35.6</v></c><c r="C3" t="str"><f>A1&amp;"x"</f><v>一</v></c><c r="D3"><f>B3</f></c>'
    '<c r="E3"><v></v></c><c r="F3"><v /></c><c r="G3"></c></row><row r="4"></row></sheetData>'
    '<mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="A3"/></mergeCells>'
    '<pageMargins left="0.7"/></worksheet>'
).encode()
STRINGS = (
    f'<sst {MAIN} count="4"><si><t>甲</t></si><si><t xml:space="preserve"> 乙 &lt;</t>'
    '<phoneticPr fontId="1" type="noConversion"/></si><si><t></t></si><si><t>12</t></si></sst>'
).encode()
# What may stand anywhere in a file that somebody made or that was damaged.
PIECES = [
    *("<!-- -->", "<!--", "-->", "<![CDATA[1]]>", "<?x y?>", "]]>", "<", ">", "&", '"', "'", "/"),
    *("/>", " ", "\r", "\n", "\x01", "\t", "\ufffe", "\ud7ff", "&#0;", "&#13;", "&#65;", "&#x41;"),
    *("&#55296;", "&lt;", "&nope;", "&#1114112;", 'xmlns="x" ', 'xmlns:y="y" ', "y:", 'r="1" '),
    *('s="1" ', 't="inlineStr" ', 't="s" ', 't="b" ', "xml:space='preserve' ", '<c r="A1"/>'),
    *('<c r="A3"><v>1</v></c>', '<c r="AAA3"/>', '<c r="ZZ3"/>', "<c><v>2</v></c>", '<c r="A4"/>'),
    *("</c>", '<row r="2"/>', "<row>", '<row r="9">', "</row>", "<sheetData/>", "<sheetData>"),
    *("</sheetData>", "</worksheet>", "<v/>", "<v>3</v>", "</v>", "<f/>", "<is><t>x</t></is>"),
    *('<f t="shared" ref="A1:A2" si="0">A1</f>', "<is/>", "<t>u</t>", "<r>", "</r>", "<rPh>"),
    *("</rPh>", "<si>", "</si>", "<si><t>y</t></si>", "<sst>", '<mergeCell ref="C1:D2"/>', "<x>"),
    "</x>",
]


def outcome(read: Callable[[], object]) -> object:
    """What is read, or why nothing is, as the user is told."""
    try:
        with damage_told():
            return read()
    except DamagedWorkbookError as e:
        return e.case, str(e)


def careful(xml: bytes) -> object:
    reader = CellReader(Budget())
    reader.read(xml)
    return tuple(reader.cells), tuple(reader.merges)


def careful_strings(xml: bytes) -> object:
    reader = StringReader()
    reader.read(xml)
    return reader.strings


def parts() -> list[tuple[str, bytes]]:
    files = sorted((ROOT / "inbox/sample/2023-07").glob("*.xlsx"))
    return [part for path in files for part in Package(path.read_bytes()).unpack().items()]


def test_in_the_sample_every_cell_is_read_as_the_parser_reads_it_and_without_it() -> None:
    sheets = [xml for name, xml in parts() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) > 50
    for xml in sheets:
        assert cells_apart(xml) is not None
        assert parse_sheet(xml, Budget()) == careful(xml)


def test_the_usual_writings_are_taken_apart() -> None:
    apart = cells_apart(SHEET)
    assert apart is not None
    assert (apart.rows, apart.number, len(apart.cells)) == (4, 9, 7)
    assert parse_sheet(SHEET, Budget()) == careful(SHEET)
    assert strings_apart(STRINGS) is not None
    assert parse_strings(STRINGS) == careful_strings(STRINGS) == ["甲", " 乙 <", "", "12"]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_done_to_a_part_both_ways_read_the_same(seed: int) -> None:
    chance, taken = random.Random(seed), 0
    for _ in range(500):
        sheet, strings = (_damaged(xml, chance) for xml in (SHEET, STRINGS))
        taken += cells_apart(sheet) is not None
        quick = partial(parse_sheet, sheet, Budget()), partial(parse_strings, strings)
        slow = partial(careful, sheet), partial(careful_strings, strings)
        for one, other, xml in zip(quick, slow, (sheet, strings), strict=True):
            assert outcome(one) == outcome(other), xml.decode("utf-8", "replace")
    assert taken > 25  # else nothing was compared


def _damaged(xml: bytes, chance: random.Random) -> bytes:
    """A part with pieces put in, taken out or repeated, mostly where a tag begins or ends."""
    text = xml.decode()
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        edges = [n for n, c in enumerate(text) if c in '<>/" ']
        at = chance.choice(edges) + chance.randint(0, 1)
        match chance.randint(0, 3):
            case 0 | 1:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 2:
                text = text[:at] + text[at + chance.randint(1, 20) :]
            case _:
                end = chance.choice(edges)
                text = text[:at] + text[min(at, end) : max(at, end)] + text[at:]
    return text.encode()


def test_rows_and_cells_count_against_the_same_limits() -> None:
    for limits in ({"rows": 3}, {"cells": 8}, {"merged": 2}):
        quick = outcome(partial(parse_sheet, SHEET, Budget(**limits)))
        reader = CellReader(Budget(**limits))
        assert quick == outcome(partial(reader.read, SHEET))
        assert quick[0] == "over_limit"
