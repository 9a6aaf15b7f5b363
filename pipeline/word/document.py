"""A Word document as read with python-docx: stories, paragraphs, sizes; and how a fault of the template is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipeline.books.refusals import DamagedWorkbookError, damage_told
from pipeline.model.errors import DeclarationError

if TYPE_CHECKING:
    from docx.document import Document

TEMPLATE = "bulletin.docx"
# What python-docx raises of a package that is not as it expects; errors of its XML parser are SyntaxErrors.
_DOCX_RAISES = (TypeError, AttributeError, SyntaxError)
_WORDS_OWN = 10.0  # points, where a document says nothing


def stories(document: "Document") -> Iterator[Any]:
    """The body, then the headers and footers, as XML elements."""
    yield document.element.body
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            yield relation.target_part.element


def paragraphs(story: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Every paragraph with its own pieces of text, which Word may cut anywhere; those of text boxes too."""
    tag = f"{{{story.nsmap['w']}}}"
    for paragraph in list(story.iter(f"{tag}p")):
        pieces = paragraph.iter(f"{tag}t")
        yield paragraph, [t for t in pieces if next(t.iterancestors(f"{tag}p")) is paragraph]


def joined(pieces: list[Any]) -> str:
    """The text of a paragraph."""
    return "".join(t.text or "" for t in pieces)


def points(style: Any, document: "Document") -> float:
    """The size of a style's letters, its own or inherited."""
    while style is not None:
        if style.font.size is not None:
            return float(style.font.size.pt)
        style = getattr(style, "base_style", None)
    default = document.styles.element.xpath("w:docDefaults//w:sz/@w:val")
    return float(default[0]) / 2 if default else _WORDS_OWN


def template_fault(key: str, problem: str) -> DeclarationError:
    """What the office has to put right in its template."""
    return DeclarationError(f"templates/{TEMPLATE}", key, problem)


@contextmanager
def template_faults_told() -> Iterator[None]:
    """A template that Word could not open either is told as such, wherever python-docx comes upon it."""
    from docx.opc.exceptions import OpcError  # see open_frame
    from docx.oxml.exceptions import XmlchemyError

    try:
        with damage_told(OpcError, XmlchemyError, *_DOCX_RAISES):
            yield
    except DamagedWorkbookError as e:
        raise template_fault("", f"打不开（{e}），请用Word另存为docx") from e
