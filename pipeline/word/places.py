"""The places of a template, written {{so}}: what a paper's texts are put into."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.word.document import joined, paragraphs, points, stories, template_fault
from pipeline.words.wording import harmless

if TYPE_CHECKING:
    from docx.document import Document

_CONTENT, _SAMPLE = "正文", "样例"
_PLACES = (_CONTENT, _SAMPLE, "简报版头", "期号", "编发单位", "文件版头", "发文字号")
_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_MASTHEADS = ("简报版头", "文件版头")
# Of a letter's size: with the gap to the next; how much fonts differ.
_SPACED, _TOLERANCE = 1.1, 1.02
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BEHIND_SCALE = (
    *("w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:effect", "w:bdr", "w:shd"),
    *("w:fitText", "w:vertAlign", "w:rtl", "w:cs", "w:em", "w:lang", "w:eastAsianLayout"),
)


def check_places(document: "Document") -> None:
    """Each place is one that a paper fills, written out in one paragraph; body text and note of a sample have one."""
    body = document.element.body
    for story in stories(document):
        for paragraph, pieces in paragraphs(story):
            text = joined(pieces)
            names = _PLACE.findall(text)
            _check_names(names, text)
            alone = paragraph.getparent() is body and _PLACE.fullmatch(text.strip())
            if _CONTENT in names and not alone:
                raise template_fault(_place(_CONTENT), "应独占一段，不在表格、文本框、页眉页脚里")
    found = [n for _, pieces in paragraphs(body) for n in _PLACE.findall(joined(pieces))]
    if found.count(_CONTENT) != 1:
        raise template_fault(_place(_CONTENT), "应有且只有一处")
    if _SAMPLE not in found:
        raise template_fault(_place(_SAMPLE), "缺少这一处：样例要印明是样例")


def _check_names(names: list[str], text: str) -> None:
    for name in names:
        if name not in _PLACES:
            raise template_fault(_place(name), f"没有这一处，只有{'、'.join(_PLACES)}")
    rest = _PLACE.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise template_fault(text.strip()[:60], "双花括号不成对")


def fill_places(document: "Document", width: int, texts: Mapping[str, str]) -> None:
    """Put texts into their places; a paragraph of places that all stay empty is left out."""
    put = set()
    for story in stories(document):
        for paragraph, pieces in paragraphs(story):
            names = _PLACE.findall(joined(pieces))
            if names and _CONTENT not in names:
                put |= set(names)
                _fill(paragraph, pieces, texts)
                _narrow(
                    document, width, paragraph, "".join(texts[n] for n in names if n in _MASTHEADS)
                )
    for name in _MASTHEADS:
        if texts[name] and name not in put:
            problem = "没有这一处，而campaign.toml的masthead要印它（自带版头的模板请写none）"
            raise template_fault(_place(name), problem)


def put_content(document: "Document", xml: str) -> None:
    """Put paragraphs and tables in the place of the body text."""
    from docx.oxml import parse_xml  # see open_frame

    body = document.element.body
    (place,) = (p for p, pieces in paragraphs(body) if _CONTENT in _PLACE.findall(joined(pieces)))
    for element in list(parse_xml(xml)):
        place.addprevious(element)
    body.remove(place)


def _fill(paragraph: Any, pieces: list[Any], texts: Mapping[str, str]) -> None:
    """A place may lie across several pieces of text: what is put into it looks as the first of them."""
    letters = [(n, c) for n, piece in enumerate(pieces) for c in piece.text or ""]
    whole = joined(pieces)
    if not any(texts[n] for n in _PLACE.findall(whole)) and _is_bare(paragraph, whole):
        paragraph.getparent().remove(paragraph)
        return
    new: list[list[str]] = [[] for _ in pieces]
    at = 0
    for place in _PLACE.finditer(whole):
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
    if _PLACE.sub("", text).strip() or paragraph.xpath(".//w:drawing|.//w:pict|./w:pPr/w:sectPr"):
        return False
    return len(paragraph.getparent().xpath("./w:p")) > 1


def _narrow(document: "Document", width: int, paragraph: Any, masthead: str) -> None:
    """Letters of a long masthead are made narrow, as on every official paper, until they fit one line."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    runs = paragraph.findall(qn("w:r"))
    if not masthead or not runs:
        return
    styles = document.styles
    name = paragraph.style
    size = points(next((s for s in styles if s.style_id == name), styles["Normal"]), document)
    if size * _SPACED * len(masthead) * 20 <= width:
        return
    percent = max(int(100 * width / 20 / (size * _TOLERANCE * len(masthead))), 1)
    for run in runs:
        properties = run.get_or_add_rPr()
        for tag, value in (("w:spacing", 0), ("w:w", min(percent, 100))):
            for old in properties.findall(qn(tag)):
                properties.remove(old)
            element = OxmlElement(tag)
            element.set(qn("w:val"), str(value))
            properties.insert_element_before(element, *_BEHIND_SCALE)


def _place(name: str) -> str:
    return f"{{{{{name}}}}}"
