"""The styles of an ods: by which a cell is seen struck out or not at all, wherever the style is told."""

import pytest

from pipeline.books.cells import Cell, Sheet
from pipeline.books.formats import read_any
from tests.support.hostile import ods

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
    for name, kind in (
        *(("office", "office"), ("style", "style"), ("number", "datastyle")),
        *(("fo", "xsl-fo-compatible"), ("text", "text")),
    )
)
LINE = '<style:text-properties style:text-line-through-style="solid"/>'
NO_LINE = '<style:text-properties style:text-line-through-style="none"/>'
RAISED = '<style:text-properties style:text-position="super 58%"/>'
WHITE = '<style:text-properties fo:color="#FFFFFF"/>'
BLUE_GROUND = '<style:table-cell-properties fo:background-color="#0000ff"/>'
WHITE_GROUND = '<style:table-cell-properties fo:background-color="#ffffff"/>'
AUTOMATIC = '<style:text-properties fo:color="#ffffff" style:use-window-font-color="true"/>'


def style(
    name: str, inside: str, parent: str = "", family: str = "table-cell", kind: str = "style"
) -> str:
    named = f'style:name="{name}" style:parent-style-name="{parent}"' if name else ""
    return f'<style:{kind} {named} style:family="{family}">{inside}</style:{kind}>'


def sheet(rows: str, *styles: str) -> Sheet:
    told = f"<office:document-styles {SPACES}><office:styles>{''.join(styles)}</office:styles></office:document-styles>"
    return read_any(ods(rows, **{"styles.xml": told})).sheet("表")


def cell(name: str = "", text: str = "12", more: str = "") -> str:
    style_name = f' table:style-name="{name}"' if name else ""
    kind = 'office:value-type="float" office:value="12"'
    return f"<table:table-cell {kind}{style_name}{more}><text:p>{text}</text:p></table:table-cell>"


def row(cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{cells}</table:table-row>"


@pytest.mark.parametrize(
    ("styles", "kind"),
    [
        ((style("a", LINE),), "struck"),
        ((style("a", NO_LINE),), "number"),
        ((style("a", '<style:text-properties style:text-line-through-type="single"/>'),), "struck"),
        ((style("a", '<style:text-properties style:text-line-through-type="none"/>', "b"), style("b", LINE)), "number"),
        ((style("a", "", "b"), style("b", LINE)), "struck"),
        ((style("a", NO_LINE, "b"), style("b", LINE)), "number"),
        ((style("a", "", "b"), style("b", "", "a")), "number"),
        ((style("a", ""), style("", LINE, kind="default-style")), "struck"),
        ((style("a", ""), style("a", LINE, family="text")), "number"),
        ((style("a", ""), f'<number:number-style style:name="n">{LINE}</number:number-style>'), "number"),
    ],
)  # fmt: skip
def test_a_style_strikes_out_by_itself_or_by_what_it_builds_on(
    styles: tuple[str, ...], kind: str
) -> None:
    assert sheet(row(cell("a")), *styles).cell("A1") == Cell(kind, "12")


@pytest.mark.parametrize(
    ("inside", "unseen"),
    [
        (WHITE, {"A1"}),
        (WHITE + WHITE_GROUND, {"A1"}),
        (WHITE + BLUE_GROUND, set()),
        (AUTOMATIC, set()),
    ],
)
def test_white_letters_are_unseen_on_a_white_ground(inside: str, unseen: set[str]) -> None:
    assert sheet(row(cell("a")), style("a", inside)).unseen == unseen


def test_a_cell_that_names_no_style_has_that_of_its_row_or_else_of_its_column() -> None:
    columns = '<table:table-column table:number-columns-repeated="2"/>'
    columns += '<table:table-column table:default-cell-style-name="a"/>'
    repeated = cell(more=' table:number-columns-repeated="4"')
    rows = row(repeated) + row(cell("b") * 4, ' table:default-cell-style-name="a"')
    rows += row(cell() * 2, ' table:default-cell-style-name="a"')
    styles = style("a", LINE + WHITE), style("b", "")
    found = sheet(columns + rows, *styles)
    struck = {ref for ref, c in found.cells.items() if c.kind == "struck"}
    assert struck == found.unseen == {"C1", "A3", "B3"}


@pytest.mark.parametrize(
    ("inside", "text"),
    [(LINE, "1〔划去：2〕3"), (RAISED, "1〔上下标：2〕3"), (LINE + RAISED, "1〔划去：2〕3"), (WHITE, "123")],
)  # fmt: skip
def test_parts_of_a_text_are_marked_as_in_an_xlsx(inside: str, text: str) -> None:
    span = '1<text:span text:style-name="t">2</text:span>3'
    written = (
        f'<table:table-cell office:value-type="string"><text:p>{span}</text:p></table:table-cell>'
    )
    assert sheet(row(written), style("t", inside, family="text")).cell("A1").text == text


def test_marks_are_kept_where_the_text_is_also_stored_without_them() -> None:
    """So LibreOffice writes a text of several lines."""
    kind = 'office:value-type="string" office:string-value="12&#10;"'
    lines = '<text:p><text:span text:style-name="t">12</text:span></text:p><text:p/>'
    written = f"<table:table-cell {kind}>{lines}</table:table-cell>"
    found = sheet(row(written), style("t", LINE, family="text"))
    assert found.cell("A1") == Cell("text", "〔划去：12〕\n")


def test_a_text_struck_out_as_a_whole_is_marked_and_an_error_stays_one() -> None:
    words = '<table:table-cell office:value-type="string" table:style-name="a"><text:p>甲</text:p></table:table-cell>'
    found = sheet(row(words + cell("a", "#N/A")), style("a", LINE))
    assert [found.cell("A1").text, found.cell("B1").kind] == ["〔划去：甲〕", "error"]
