"""A paper that keeps to one page, as the weekly note does: smaller letters and margins than the template's."""

from typing import TYPE_CHECKING, Any

from pipeline.word.document import points

if TYPE_CHECKING:
    from docx.document import Document

# The same measures as in templates/bulletin.css. Style -> points of its letters, from line to line.
_TITLE, _TEXT = "公文标题", "公文正文"
_SIZES = {_TITLE: (18.0, 27.0), _TEXT: (12.0, 18.4)}
_ABOVE_AND_BELOW, _HEAD_AND_FOOT = 20, 10  # millimetres
_GRID = "368"  # twips from line to line; LibreOffice holds exact heights to it too
_INDENT = 2  # letters


def keep_to_one_page(document: "Document") -> None:
    """Make styles and margins smaller; what the office made smaller still stays so."""
    from docx.shared import Mm, Pt  # see open_frame

    for name, (size, line) in _SIZES.items():
        style: Any = document.styles[name]
        style.font.size = Pt(min(size, points(style, document)))
        style.paragraph_format.line_spacing = Pt(line)
    text: Any = document.styles[_TEXT]
    text.paragraph_format.first_line_indent = _INDENT * text.font.size
    for section in document.sections:
        section.top_margin = min(section.top_margin or Mm(0), Mm(_ABOVE_AND_BELOW))
        section.bottom_margin = min(section.bottom_margin or Mm(0), Mm(_ABOVE_AND_BELOW))
        section.header_distance = section.footer_distance = Mm(_HEAD_AND_FOOT)
        for grid in section._sectPr.xpath("w:docGrid"):
            grid.set(f"{{{grid.nsmap['w']}}}linePitch", _GRID)
