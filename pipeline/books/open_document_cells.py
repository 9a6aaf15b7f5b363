"""One cell of an ods file: what is stored, held against what is shown.

The stored values alone would hide something: an error cell is stored as an empty text (in old files as the number 0), a
boolean that went through another format as the number 1.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from odfdo import Element

from pipeline.books.cells import MARK_ENDS, STRUCK, Cell
from pipeline.books.moments import shown
from pipeline.books.seen_texts import seen_of

_NUMBERS = {"float": "number", "currency": "number", "percentage": "percent"}
_TRUTH = {"TRUE": "1", "FALSE": "0", "真": "1", "假": "0"}
_NO_PART = ("text:ruby-text", "office:annotation")  # phonetic guides and comments
_ERROR = re.compile("#|Err:|错误")


def read_cell(element: Element, marks: Mapping[str, str]) -> Cell | None:
    """What a cell holds; None where it holds nothing. marks: of the styles of parts of texts (Looks)."""
    get = element.get_attribute_string
    kind, formula = get("office:value-type"), get("table:formula")
    if formula is not None:
        formula = formula.partition("=")[2]  # of:=A1
    paragraphs = [_text(p, marks) for p in element.children if p.tag == "text:p"]
    text = "\n".join(paragraphs)
    if kind is None:
        return Cell("text", text, formula) if text or formula is not None else None
    if get("calcext:value-type") == "error" or (kind in _NUMBERS and _ERROR.match(text)):
        return Cell("error", text, formula)
    told, stored = _value(element, kind, text)
    if told != "number" or not paragraphs:  # a program need not write what it shows
        return Cell(told, stored, formula)
    seen = seen_of(stored, text)
    return Cell("percent", stored, formula) if seen is None else Cell(told, stored, formula, seen)


def struck_out(cell: Cell) -> Cell:
    """A cell whose style strikes out what it holds."""
    if cell.kind in ("number", "percent", "date"):
        return Cell("struck", cell.text, cell.formula)
    is_text = cell.kind == "text" and cell.text
    return Cell("text", f"{STRUCK}{cell.text}{MARK_ENDS}", cell.formula) if is_text else cell


def _text(paragraph: Element, marks: Mapping[str, str]) -> str:
    """A paragraph's text as it is seen, those of its parts marked that are struck out or raised."""
    return "".join(_parts(paragraph, "", marks))


def _parts(element: Element, mark: str, marks: Mapping[str, str]) -> Iterator[str]:
    """The texts in it, one after the other: odfdo's own inner_text adds the address of a link."""
    mark = marks.get(element.get_attribute_string("text:style-name") or "", mark)
    yield _marked(element.text, mark)
    for child in element.children:
        if child.tag not in _NO_PART:
            yield from _parts(child, mark, marks)
        yield _marked(child.tail, mark)


def _marked(text: str | None, mark: str) -> str:
    return f"{mark}{text}{MARK_ENDS}" if mark and text else text or ""


def _value(element: Element, kind: str, text: str) -> tuple[str, str]:
    """(kind, stored text) of a cell of a declared type; ValueError where type and value do not go together."""
    get = element.get_attribute_string
    if kind == "string":
        stored = get("office:string-value")
        if stored == "" and text:
            return "error", text
        return "text", text if MARK_ENDS in text else stored or text  # only what is seen has marks
    if kind in _NUMBERS:
        if text.upper() in _TRUTH:
            return "bool", _TRUTH[text.upper()]
        return _NUMBERS[kind], _present(get("office:value"))
    if kind == "boolean":
        return "bool", _TRUTH[_present(get("office:boolean-value")).upper()]
    if kind == "date":
        return "date", shown(datetime.fromisoformat(_present(get("office:date-value"))))
    if kind == "time":
        return "date", text or _present(get("office:time-value"))
    raise ValueError(kind)


def _present(value: str | None) -> str:
    if not value:
        raise ValueError("no value")
    return value
