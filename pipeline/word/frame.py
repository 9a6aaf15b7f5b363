"""templates/bulletin.docx, opened and held against what the writer asks of it: its styles by name, and its places."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.causes import reason
from pipeline.model.record import record
from pipeline.word.document import TEMPLATE, points, template_fault, template_faults_told
from pipeline.word.one_page import keep_to_one_page
from pipeline.word.places import check_places

if TYPE_CHECKING:
    from docx.document import Document

# The styles that the writer asks for, each by its kind as Word numbers kinds; the template may have any others.
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
TWIP = 635  # English metric units, in which pictures and margins are measured


@record
class Frame:
    """The template of a paper: the document to fill, its styles' ids by name, and the room between its margins.

    width: of the text, in twips. points: the size of letters by style. indent: right of the signature, in letters.
    """

    document: "Document"
    styles: Mapping[str, str]
    points: Mapping[str, float]
    width: int
    indent: float


def check_word_template(templates: Path) -> None:
    """DeclarationError names what is wrong or missing in bulletin.docx."""
    open_frame(templates)


def open_frame(templates: Path, *, on_one_page: bool = False) -> Frame:
    """The template, ready to be filled; DeclarationError names what is wrong or missing in it."""
    import docx  # takes as long as a small command, and only the papers' writers need it

    try:
        with (templates / TEMPLATE).open("rb") as file, template_faults_told():
            return _frame(docx.Document(file), on_one_page)
    except FileNotFoundError:
        raise template_fault("", "没有这个文件") from None
    except OSError as e:
        raise template_fault("", f"读不了（{reason(e)}）") from None


def _frame(document: "Document", on_one_page: bool) -> Frame:
    by_name = {style.name: style for style in document.styles}
    for name, kind in _STYLES.items():
        if name not in by_name:
            raise template_fault(name, f"缺少这个{_KINDS[kind]}样式")
        if by_name[name].type.value != kind:
            raise template_fault(name, f"应为{_KINDS[kind]}样式")
    check_places(document)
    if on_one_page:
        keep_to_one_page(document)
    return Frame(
        document=document,
        styles={name: by_name[name].style_id for name in _STYLES},
        points={name: points(by_name[name], document) for name in _STYLES},
        width=_width(document),
        indent=_indent(by_name["公文落款"]),
    )


def _width(document: "Document") -> int:
    section = document.sections[-1]
    sizes = section.page_width, section.left_margin, section.right_margin
    if any(size is None for size in sizes):
        raise template_fault("页面设置", "缺少纸张大小或页边距")
    page, left, right = (int(size or 0) for size in sizes)
    room = page - left - right - int(section.gutter or 0)
    if room < 1_000 * TWIP:
        raise template_fault("页面设置", "页边距太大，版心放不下文字")
    return room // TWIP


def _indent(style: Any) -> float:
    """How far a style keeps from the right margin, in letters."""
    chars = style.element.xpath("w:pPr/w:ind/@w:rightChars")
    return int(chars[0]) / 100 if chars else 0.0
