"""The rows and columns of a table of an ods file: how often each stands, which are shown, how their cells are drawn."""

from collections.abc import Collection, Iterator, Sequence

from odfdo import Element

from pipeline.books.references import LAST_COLUMN
from pipeline.model.record import record

ROW_GROUPS = ("table:table-rows", "table:table-header-rows", "table:table-row-group")
_COLUMN_GROUPS = ("table:table-columns", "table:table-header-columns", "table:table-column-group")
_HIDDEN = ("collapse", "filter")
_REPEATED = "table:number-columns-repeated"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_STYLE = "table:default-cell-style-name"


@record
class Columns:
    """Of a table's columns the numbers of those that are not shown, and by number the style of cells that name none."""

    hidden: frozenset[int]
    styles: Sequence[str]


def columns_of(table: Element) -> Columns:
    """The columns of a table, as far as a worksheet reaches."""
    hidden, styles = set[int](), [""]
    for element, shown in lines(table, "table-column", _COLUMN_GROUPS):
        column = len(styles)
        after = min(column + repeats(element, _REPEATED), LAST_COLUMN + 1)
        hidden |= set() if shown else {*range(column, after)}
        styles += [_get(element, _STYLE) or ""] * (after - column)
    return Columns(frozenset(hidden), [*styles, *[""] * (LAST_COLUMN + 1 - len(styles))])


def style_of(row: Element) -> str:
    """The style of those of a row's cells that name none; empty where their columns tell."""
    return _get(row, _STYLE) or ""


def lines(
    parent: Element, tag: str, groups: Collection[str], shown: bool = True
) -> Iterator[tuple[Element, bool]]:
    """The rows or columns of a table, those in groups too, and whether each is shown; none of tables within cells."""
    for child in parent.children:
        if child.tag == f"table:{tag}":
            yield child, shown and _get(child, "table:visibility") not in _HIDDEN
        elif child.tag in groups:
            folded = _get(child, "table:display") == "false"
            yield from lines(child, tag, groups, shown and not folded)


def placed(row: Element) -> Iterator[tuple[int, int, Element]]:
    """(column, how often it stands from there on, cell) of all cells of a row, empty and covered ones too."""
    column = 1
    for element in row.children:
        if element.tag in _CELLS:
            count = repeats(element, _REPEATED)
            yield column, count, element
            column += count


def repeats(element: Element, attribute: str) -> int:
    """How often something stands; a number below 1 is none."""
    number = int(element.get_attribute_string(attribute) or 1)
    if number < 1:
        raise ValueError(attribute)
    return number


def _get(element: Element, attribute: str) -> str | None:
    return element.get_attribute_string(attribute)
