"""The bytes of a document, with properties that name no person, program or moment."""

import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pipeline.drawing.package_bytes import packed, unpacked
from pipeline.words.wording import harmless

if TYPE_CHECKING:
    from docx.document import Document

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_DUBLIN = "http://purl.org/dc/elements/1.1/"


def stable_document(document: "Document", title: str) -> bytes:
    """The document as docx, the same on any day and machine; of its properties only the title is told."""
    package = document.part.package
    assert package
    assert package.core_properties  # made where a template has none, with the moment in it
    part = package.part_related_by(_RELATION)
    data = io.BytesIO()
    document.save(data)
    return packed({**unpacked(data.getvalue()), part.partname.membername: _properties(title)})


def _properties(title: str) -> bytes:
    shown = escape(harmless(title))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="{_DUBLIN}">'
        f"<dc:title>{shown}</dc:title></cp:coreProperties>"
    ).encode()
