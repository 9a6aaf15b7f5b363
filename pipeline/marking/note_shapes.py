"""The shapes (VML) in which office programs show comments; handled as text, since not all of it is well-formed XML."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.books.references import column_number, split_reference
from pipeline.marking.xml_tree import LARGEST, UneditableError

VML = "vmlDrawing"  # the kind of the relation
# Left column, offset, top row, offset, right column, offset, bottom row, offset.
Box = Sequence[int]

_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml"',
    'xmlns:o="urn:schemas-microsoft-com:office:office"',
    'xmlns:x="urn:schemas-microsoft-com:office:excel"',
)
_NEW = """<xml {spaces}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout></xml>"""
_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;visibility:hidden"'
    ' fillcolor="#ffffe1" o:insetmode="auto"{spaces}><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPE_TAG = re.compile(r"<(\w+:shape)[\s>]")
_CELL = ("Row", "Column")
_END = re.compile(r"</(?:\w+:)?xml\s*>\s*$")


def new_drawing(others: Iterable[bytes]) -> bytes:
    """A drawing without shapes; its shapes will be numbered beside those of the other drawings."""
    taken = [
        int(n) for vml in others for n in re.findall(rb'<\w+:idmap\s[^>]*data="([0-9]{1,9})', vml)
    ]
    return _NEW.format(spaces=" ".join(_SPACES), number=max(taken, default=0) + 1).encode()


def add_shapes(vml: bytes, boxes: Mapping[str, Box]) -> bytes:
    """The drawing with a hidden box more for each cell's comment."""
    text = _decoded(vml)
    end = _END.search(text)
    if end is None:
        raise UneditableError("文件内部的批注图形不合规范")
    head = text[: text.find(">", text.find("xmlns"))]
    spaces = "".join(f" {s}" for s in _SPACES if s not in head)
    ids = [int(n) for n in re.findall(r'"_x0000_s([0-9]{1,9})"', text)]
    block = re.search(r'\sdata="([0-9]{1,9})', text)
    first = max(ids, default=1024 * int(block[1] if block else 1)) + 1
    typed = 'id="_x0000_t202"' in text
    shapes = [] if typed else [_TYPE.replace("<v:shapetype", f"<v:shapetype{spaces}", 1)]
    for number, (ref, box) in enumerate(boxes.items(), first):
        letters, row = split_reference(ref)
        place = {"row": row - 1, "column": column_number(letters) - 1}
        anchor = ", ".join(map(str, box))
        shapes.append(_SHAPE.format(id=number, anchor=anchor, spaces=spaces, **place))
    return (text[: end.start()] + "".join(shapes) + text[end.start() :]).encode()


def drop_shapes(vml: bytes, cells: Iterable[str]) -> bytes:
    """The drawing without the boxes of some cells' comments."""
    split = [split_reference(ref) for ref in cells]
    places = {(row - 1, column_number(letters) - 1) for letters, row in split}
    text, kept, at = _decoded(vml), list[str](), 0
    for start, end in _shapes(text):
        told = [re.search(rf"<\w+:{n}>\s*([0-9]{{1,9}})\s*<", text[start:end]) for n in _CELL]
        place = tuple(int(m[1]) if m else -1 for m in told)
        kept.append(text[at:start])
        at = end if place in places and 'ObjectType="Note"' in text[start:end] else start
    return "".join((*kept, text[at:])).encode()


def _shapes(text: str) -> Iterator[tuple[int, int]]:
    """Where each shape begins and ends."""
    at = 0
    while start := _SHAPE_TAG.search(text, at):
        close = f"</{start[1]}>"
        at = text.find(close, start.end()) + len(close)
        if at < start.end():
            return
        yield start.start(), at


def _decoded(vml: bytes) -> str:
    if len(vml) > LARGEST:
        raise UneditableError("文件内部过大")
    try:
        return vml.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise UneditableError("文件内部的批注图形不合规范") from e
