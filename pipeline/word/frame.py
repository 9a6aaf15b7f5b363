"""templates/bulletin.docx, opened and held against what the writer asks of it: its styles by name, and its places."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.causes import reason
from pipeline.model.errors import DeclarationError
from pipeline.refusals import DamagedWorkbookError, damage_told

if TYPE_CHECKING:
    from docx.document import Document

TEMPLATE = "bulletin.docx"
CONTENT, SAMPLE = "正文", "样例"
PLACES = (CONTENT, SAMPLE, "简报版头", "期号", "编发单位", "文件版头", "发文字号")
PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
# By kind as Word numbers them. The template may have any others.
_KINDS = {1: "段落", 2: "字符", 3: "表格"}
_STYLES = {
    **dict.fromkeys(
        (
            *("公文标题", "公文主送", "公文正文", "公文一级标题", "公文二级标题", "公文说明"),
            *("公文附件说明", "公文落款", "公文附件", "公文附件标题"),
            *("公文表题", "公文表头", "公文表格", "公文表格数字", "公文小表", "公文小表数字"),
            *("公文表注", "公文图题", "公文图"),
        ),
        1,
    ),
    "公文合计": 2,
    "公文表": 3,
}
_TWIP = 635  # EMU
_WORDS_OWN = 10.0  # points, where a document says nothing
# What python-docx raises of a package that is not as it expects; errors of its XML parser are SyntaxErrors.
_DOCX_RAISES = (TypeError, AttributeError, SyntaxError)


@dataclass(frozen=True, slots=True)
class Frame:
    """The template of a paper: the document to fill, its styles' ids by name, and the room between its margins.

    width: of the text, in twips. points: the size of letters by style. indent: right of the signature, in letters.
    """

    document: "Document"
    styles: Mapping[str, str]
    points: Mapping[str, float]
    width: int
    indent: float


def open_frame(templates: Path) -> Frame:
    """The template, ready to be filled; DeclarationError names what is wrong or missing in it."""
    document = _open(templates / TEMPLATE)
    by_name = {style.name: style for style in document.styles}
    for name, kind in _STYLES.items():
        if name not in by_name:
            raise _fault(name, f"缺少这个{_KINDS[kind]}样式")
        if by_name[name].type.value != kind:
            raise _fault(name, f"应为{_KINDS[kind]}样式")
    _check_places(document)
    return Frame(
        document=document,
        styles={name: by_name[name].style_id for name in _STYLES},
        points={name: points(by_name[name], document) for name in _STYLES},
        width=_width(document),
        indent=_indent(by_name["公文落款"]),
    )


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


def _open(path: Path) -> "Document":
    import docx  # takes as long as a small command, and only the papers' writers need it
    from docx.opc.exceptions import OpcError

    try:
        with path.open("rb") as file, damage_told(OpcError, *_DOCX_RAISES):
            document = docx.Document(file)
            document.styles, document.element.body.iterchildren()  # or there are none
            return document
    except FileNotFoundError:
        raise DeclarationError(f"templates/{path.name}", "", "没有这个文件") from None
    except OSError as e:
        raise DeclarationError(f"templates/{path.name}", "", f"读不了（{reason(e)}）") from None
    except DamagedWorkbookError as e:
        problem = f"打不开（{e}），请用Word另存为docx"
        raise DeclarationError(f"templates/{path.name}", "", problem) from e


def _check_places(document: "Document") -> None:
    """Each place is one that a paper fills, written out in one paragraph; body text and note of a sample have one."""
    body = document.element.body
    for story in stories(document):
        for paragraph, pieces in paragraphs(story):
            text = joined(pieces)
            names = PLACE.findall(text)
            _check_names(names, text)
            alone = paragraph.getparent() is body and PLACE.fullmatch(text.strip())
            if CONTENT in names and not alone:
                raise _fault(f"{{{{{CONTENT}}}}}", "应独占一段，不在表格、文本框、页眉页脚里")
    found = [n for _, pieces in paragraphs(body) for n in PLACE.findall(joined(pieces))]
    if found.count(CONTENT) != 1:
        raise _fault(f"{{{{{CONTENT}}}}}", "应有且只有一处")
    if SAMPLE not in found:
        raise _fault(f"{{{{{SAMPLE}}}}}", "缺少这一处：样例要印明是样例")


def _check_names(names: list[str], text: str) -> None:
    for name in names:
        if name not in PLACES:
            raise _fault(f"{{{{{name}}}}}", f"没有这一处，只有{'、'.join(PLACES)}")
    rest = PLACE.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise _fault(text.strip()[:60], "双花括号不成对")


def _width(document: "Document") -> int:
    section = document.sections[-1]
    sizes = section.page_width, section.left_margin, section.right_margin
    if any(size is None for size in sizes):
        raise _fault("页面设置", "缺少纸张大小或页边距")
    page, left, right = (int(size or 0) for size in sizes)
    room = page - left - right - int(section.gutter or 0)
    if room < 1_000 * _TWIP:
        raise _fault("页面设置", "页边距太大，版心放不下文字")
    return room // _TWIP


def _indent(style: Any) -> float:
    """How far a style keeps from the right margin, in letters."""
    chars = style.element.xpath("w:pPr/w:ind/@w:rightChars")
    return int(chars[0]) / 100 if chars else 0.0


def _fault(key: str, problem: str) -> DeclarationError:
    return DeclarationError(f"templates/{TEMPLATE}", key, problem)
