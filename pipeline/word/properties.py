"""The bytes of a document, with properties that name no person, program or moment."""

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from pipeline.drawing.package_bytes import packed
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
    _ = package.core_properties  # made where a template has none, with the moment in it
    part = package.part_related_by(_RELATION)
    return packed({**_parts(package), part.partname.membername: _properties(title)})


class _Written(dict[str, bytes]):
    """What python-docx writes to instead of its zip, which takes today's date and knows none before 1980."""

    def write(self, uri: Any, content: bytes) -> None:
        """Keep a part by its name in the package."""
        self[uri.membername] = content


def _parts(package: Any) -> dict[str, bytes]:
    """The parts by name, as Document.save writes them."""
    from docx.opc import pkgwriter  # see open_frame

    writer: Any = pkgwriter.PackageWriter
    parts, written = package.parts, _Written()
    for part in parts:
        part.before_marshal()
    writer._write_content_types_stream(written, parts)
    writer._write_pkg_rels(written, package.rels)
    writer._write_parts(written, parts)
    return written


def _properties(title: str) -> bytes:
    shown = escape(harmless(title))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="{_DUBLIN}">'
        f"<dc:title>{shown}</dc:title></cp:coreProperties>"
    ).encode()
