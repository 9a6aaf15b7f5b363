"""What is taken out of a part without a parser is what the parser reads there, or it is left to the parser."""

import io
import random
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from openpyxl import Workbook

from pipeline.books.budget import Budget
from pipeline.books.package import Package
from pipeline.books.quick_names import names_apart, workbook_elements
from pipeline.books.quick_sheet import cells_apart, strings_apart
from pipeline.books.refusals import DamagedWorkbookError, OverLimitError, damage_told
from pipeline.books.sheet_parts import parse_sheet, parse_strings
from pipeline.books.sheet_xml import CellReader
from pipeline.books.string_xml import StringReader
from pipeline.books.xlsx import read_xlsx
from pipeline.books.xml_parts import Found, elements
from tests.support.workspaces import ROOT

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet {MAIN}><dimension ref="A1:D9"/>'
    '<cols><col min="1" max="2" width="9"/><col min="4" max="16384" width="0" hidden="1"/></cols>'
    '<sheetData><row r="1" spans="1:4" ht="27"><c r="A1" s="2" t="s"><v>0</v></c><c r="B1" s="3"/></row>'
    '<row r="2"/><row r="3" ht="15" hidden="true"><c r="A3" t="inlineStr"><is><t>甲&#20057;&amp;</t></is></c>'
    '<c r="B3" s="4"><v>35.6</v></c><c r="C3" t="str"><f>A1&amp;"x"</f><v>一</v></c><c r="D3"><f>B3</f></c>'
    '<c r="E3"><v></v></c><c r="F3"><v /></c><c r="G3"></c></row><row r="4"></row></sheetData>'
    '<mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="A3"/></mergeCells>'
    '<conditionalFormatting sqref="A1"><cfRule priority="1"><formula>A1&lt;2</formula></cfRule></conditionalFormatting>'
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
    *(
        "</x>",
        "<formula>",
        "</formula>",
        "<formula>1</formula>",
        "<definedNames>",
        "</definedNames>",
    ),
    *('ht="0" ', 'width="0" ', '<col min="1" max="1" hidden="1"/>', '<col min="a" hidden="1"/>'),
    *("<definedName>", "</definedName>", '<definedName name="x">A!A1</definedName>', "<sheets>"),
    *('<sheet name="z" sheetId="9"/>', 'localSheetId="1" ', 'hidden="1" ', 'name="n" ', "\n"),
]
BOOK = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<workbook {MAIN} xmlns:r="r"><workbookPr date1904="0"/><sheets>'
    '<sheet name="甲" sheetId="1" r:id="rId1"/></sheets><definedNames>'
    '<definedName name="a_b">\'甲\'!$C$5</definedName><definedName name="n" localSheetId="0" '
    'hidden="1">甲!$A$1</definedName>'
    '<definedName name="_xlnm.Print_Area" localSheetId="0">甲!$A$1:$B$2</definedName>'
    '<definedName name="q" hidden="1">&quot;乙&quot;&amp;1</definedName>'
    '<definedName name="none"></definedName></definedNames>'
    "<calcPr/></workbook>"
).encode()


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
    return tuple(reader.cells), tuple(reader.merges), reader.unseen


def careful_strings(xml: bytes) -> object:
    reader = StringReader()
    reader.read(xml)
    return reader.strings


_NAME = "definedName"


def careful_book(xml: bytes) -> object:
    return _told(elements(xml, "sheet", "workbookPr", with_text="definedName"))


def quick_book(xml: bytes) -> object:
    return _told(workbook_elements(xml))


def _told(found: Sequence[Found]) -> object:
    """What counts of the elements: sheets and properties in order; names in order, but not whether they are hidden."""
    shown = [({k: v for k, v in a.items() if k != "hidden"}, t) for n, a, t in found if n == _NAME]
    return [f for f in found if f[0] != _NAME], shown


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
    read = parse_sheet(SHEET, Budget())
    assert read == careful(SHEET)
    assert (read[2].rows, read[2].columns) == ({3}, {*range(4, 16385)})
    assert strings_apart(STRINGS) is not None
    assert parse_strings(STRINGS) == careful_strings(STRINGS) == ["甲", " 乙 <", "", "12"]


def test_the_usual_names_are_taken_out() -> None:
    assert names_apart(BOOK) is not None
    assert quick_book(BOOK) == careful_book(BOOK)
    books = [xml for name, xml in parts() if name == "xl/workbook.xml"]
    assert len(books) > 10
    for xml in books:
        assert names_apart(xml) is not None
        assert quick_book(xml) == careful_book(xml)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_done_to_a_part_both_ways_read_the_same(seed: int) -> None:
    chance, taken = random.Random(seed), Counter[str]()
    for _ in range(500):
        damaged = sheet, strings, book = [_damaged(xml, chance) for xml in (SHEET, STRINGS, BOOK)]
        taken["sheet"] += cells_apart(sheet) is not None
        taken["book"] += names_apart(book) is not None
        quick = (
            partial(parse_sheet, sheet, Budget()),
            partial(parse_strings, strings),
            partial(quick_book, book),
        )
        slow = (
            partial(careful, sheet),
            partial(careful_strings, strings),
            partial(careful_book, book),
        )
        for one, other, xml in zip(quick, slow, damaged, strict=True):
            assert outcome(one) == outcome(other), xml.decode("utf-8", "replace")
    assert min(taken["sheet"], taken["book"]) > 25  # else nothing was compared


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


def test_a_sheet_that_is_known_costs_as_much_as_one_that_is_not() -> None:
    budget = Budget(cells=2 * 9 - 1)
    assert parse_sheet(SHEET, budget) == careful(SHEET)
    with pytest.raises(OverLimitError):
        parse_sheet(SHEET, budget)


def test_what_stands_around_the_cells_of_one_sheet_is_not_taken_for_that_of_another() -> None:
    merged_otherwise = SHEET.replace(b"A1:B1", b"A1:C1")
    assert parse_sheet(SHEET, Budget()) == careful(SHEET)
    assert parse_sheet(merged_otherwise, Budget()) == careful(merged_otherwise) != careful(SHEET)


def test_files_that_share_a_sheet_do_not_share_its_strings_and_styles() -> None:
    out = io.BytesIO()
    Workbook().save(out)
    cells = '<c r="A1" t="s"><v>0</v></c><c r="B1"><v>12</v></c>'
    sheet = f'<worksheet {MAIN}><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    parts = Package(out.getvalue()).unpack() | {"xl/worksheets/sheet1.xml": sheet.encode()}
    styles = parts["xl/styles.xml"].replace(b"<font>", b"<font><strike/>")
    strings = {t: f"<sst {MAIN}><si><t>{t}</t></si></sst>".encode() for t in ("甲", "B")}
    plain, other = (parts | {"xl/sharedstrings.xml": strings[t]} for t in strings)
    struck = plain | {"xl/styles.xml": styles}
    said = [
        [tuple(cell)[:2] for cell in read_xlsx(file).sheet("Sheet").cells.values()]
        for file in (plain, other, struck, plain, struck, other)
    ]
    of_plain, of_other = [("text", "甲"), ("number", "12")], [("text", "B"), ("number", "12")]
    of_struck = [("text", "〔划去：甲〕"), ("struck", "12")]
    assert said == [of_plain, of_other, of_struck, of_plain, of_struck, of_other]
