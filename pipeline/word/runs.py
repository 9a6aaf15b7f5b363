"""Paragraphs and runs of text as WordprocessingML."""

from collections.abc import Iterable
from itertools import pairwise
from xml.sax.saxutils import escape

from pipeline.words.wording import harmless

_HINT = '<w:rFonts w:hint="eastAsia"/>'  # or “ ” — … are taken from the western font

KEEP = "<w:keepNext/>"  # of a paragraph: on the page of the next one


def run(text: str, character_style: str = "", points: float = 0) -> str:
    """Text in the looks of its paragraph, or of a character style or size; nothing in it acts."""
    style = f'<w:rStyle w:val="{character_style}"/>' if character_style else ""
    half = int(points * 2)
    size = f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if half else ""
    shown = escape(harmless(text))
    return f'<w:r><w:rPr>{style}{_HINT}{size}</w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>'


def lines(texts: Iterable[str], points: float = 0) -> str:
    """Runs with a turned line between them."""
    return "<w:r><w:br/></w:r>".join(run(text, points=points) for text in texts)


def paragraph(style: str, runs: str, direct: str = "") -> str:
    """A paragraph in a style; direct: what it has besides, in OOXML's order."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{direct}</w:pPr>{runs}</w:p>'


def letters(text: str) -> float:
    """How wide a text is, in Chinese letters: western ones take half of one and more, by font, and room around them."""
    western = [c < "\u0250" for c in text]
    gaps = sum(a != b for a, b in pairwise(western))
    return len(text) - 0.4 * sum(western) + 0.25 * gaps
