"""Puts a paper's texts into the places of its template."""

from collections.abc import Mapping
from typing import Any

from pipeline.model.errors import DeclarationError
from pipeline.word.frame import CONTENT, PLACE, TEMPLATE, Frame, joined, paragraphs, points, stories
from pipeline.wording import harmless

_MASTHEADS = ("简报版头", "文件版头")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BEHIND_SCALE = (
    *("w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:effect", "w:bdr", "w:shd"),
    *("w:fitText", "w:vertAlign", "w:rtl", "w:cs", "w:em", "w:lang", "w:eastAsianLayout"),
)


def fill_places(frame: Frame, texts: Mapping[str, str]) -> None:
    """Put texts into their places; a paragraph of places that all stay empty is left out."""
    put = set()
    for story in stories(frame.document):
        for paragraph, pieces in paragraphs(story):
            names = PLACE.findall(joined(pieces))
            if names and CONTENT not in names:
                put |= set(names)
                _fill(paragraph, pieces, texts)
                _narrow(frame, paragraph, "".join(texts[n] for n in names if n in _MASTHEADS))
    for name in _MASTHEADS:
        if texts[name] and name not in put:
            problem = "没有这一处，而campaign.toml的masthead要印它（自带版头的模板请写none）"
            raise DeclarationError(f"templates/{TEMPLATE}", f"{{{{{name}}}}}", problem)


def put_content(frame: Frame, xml: str) -> None:
    """Put paragraphs and tables in the place of the body text."""
    from docx.oxml import parse_xml  # see open_frame

    body = frame.document.element.body
    (place,) = (p for p, pieces in paragraphs(body) if CONTENT in PLACE.findall(joined(pieces)))
    for element in list(parse_xml(xml)):
        place.addprevious(element)
    body.remove(place)


def _fill(paragraph: Any, pieces: list[Any], texts: Mapping[str, str]) -> None:
    """A place may lie across several pieces of text: what is put into it looks as the first of them."""
    letters = [(n, c) for n, piece in enumerate(pieces) for c in piece.text or ""]
    whole = joined(pieces)
    if not any(texts[n] for n in PLACE.findall(whole)) and _is_bare(paragraph, whole):
        paragraph.getparent().remove(paragraph)
        return
    new: list[list[str]] = [[] for _ in pieces]
    at = 0
    for place in PLACE.finditer(whole):
        for n, c in letters[at : place.start()]:
            new[n].append(c)
        new[letters[place.start()][0]].append(harmless(texts[place[1]]))
        at = place.end()
    for n, c in letters[at:]:
        new[n].append(c)
    for piece, text in zip(pieces, new, strict=True):
        piece.text = "".join(text)
        piece.set(_SPACE, "preserve")


def _is_bare(paragraph: Any, text: str) -> bool:
    """Whether nothing else stands in a paragraph, and its container keeps another one."""
    if PLACE.sub("", text).strip() or paragraph.xpath(".//w:drawing|.//w:pict|./w:pPr/w:sectPr"):
        return False
    return len(paragraph.getparent().xpath("./w:p")) > 1


def _narrow(frame: Frame, paragraph: Any, masthead: str) -> None:
    """Letters of a long masthead are made narrow, as on every official paper, until they fit one line."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    runs = paragraph.findall(qn("w:r"))
    if not masthead or not runs:
        return
    styles = frame.document.styles
    name = paragraph.style
    size = points(next((s for s in styles if s.style_id == name), styles["Normal"]), frame.document)
    percent = int(100 * frame.width / 20 / (size * 1.1 * len(masthead)))
    for run in runs if percent < 100 else ():
        scale = OxmlElement("w:w")
        scale.set(qn("w:val"), str(max(percent, 1)))
        run.get_or_add_rPr().insert_element_before(scale, *_BEHIND_SCALE)
