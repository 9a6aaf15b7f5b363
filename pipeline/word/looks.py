"""How paragraphs of templates/bulletin.docx look as first drawn: GB/T 9704-2012, 22 lines of 28 characters.

The office may change all of them in Word but their names, by which the writer asks for them.
"""

from pipeline.model.record import record
from pipeline.word.runs import KEEP

LINE = 579  # twips from line to line: 22 of them in 225 mm
FANG, HEI, _KAI, _SONG = "仿宋", "黑体", "楷体", "宋体"
_TITLE = "方正小标宋简体"
# What Word takes where a font is not there: older offices have the one, every Windows the other.
OTHER_NAMES = {FANG: "仿宋_GB2312", _KAI: "楷体_GB2312", _TITLE: "华文中宋"}
RED = "C00000"
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_NO_INDENT = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
OWN_HEIGHT = '<w:snapToGrid w:val="0"/>'


@record
class Style:
    """A style by its name in Word; paragraph and run are what OOXML says of it, in its order of elements."""

    name: str
    paragraph: str = ""
    run: str = ""
    kind: str = "paragraph"


def font(name: str, points: float = 0, colour: str = "", spacing: int | None = None) -> str:
    """The letters of a style."""
    parts = [f'<w:rFonts w:eastAsia="{name}"/>']
    parts += [f'<w:color w:val="{colour}"/>'] if colour else []
    parts += [] if spacing is None else [f'<w:spacing w:val="{spacing}"/>']
    half = round(points * 2)
    parts += [f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'] if points else []
    return "".join(parts)


def lines(before: float = 0, after: float = 0, exact: int | None = LINE) -> str:
    """Room before and after in lines of the page; exact: from line to line, else as high as the letters."""
    pitch = f'w:line="{exact}" w:lineRule="exact"' if exact else 'w:line="240" w:lineRule="auto"'
    return f'<w:spacing w:before="{round(before * LINE)}" w:after="{round(after * LINE)}" {pitch}/>'


def _rule(edge: str) -> str:
    return f'<w:pBdr><w:{edge} w:val="single" w:sz="12" w:space="8" w:color="{RED}"/></w:pBdr>'


def _in_table(across: str, line: int = 240) -> str:
    """line: of a row's text, in 240ths of the height of its letters."""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="auto"/>'
    return f'{OWN_HEIGHT}{spacing}{_NO_INDENT}<w:jc w:val="{across}"/>'


_TIGHT = 216  # so that all values of the form stand on one page
_BOX = "".join(
    f'<w:{s} w:val="single" w:sz="12" w:space="4" w:color="{RED}"/>'
    for s in ("top", "left", "bottom", "right")
)
CENTRE, _RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
_TO_EDGE = '<w:tabs><w:tab w:val="right" w:pos="8564"/></w:tabs>'

STYLES = (
    Style(
        "公文样例提示",
        f"<w:pBdr>{_BOX}</w:pBdr>{OWN_HEIGHT}{lines(after=0.3, exact=None)}{_NO_INDENT}{CENTRE}",
        font(HEI, 16, RED),
    ),
    Style(
        "公文简报版头",
        f"{OWN_HEIGHT}{lines(exact=None)}{_NO_INDENT}{CENTRE}",
        font(_TITLE, 44, RED, 80),
    ),
    Style(
        "公文简报期号",
        f"{_rule('bottom')}{_TO_EDGE}{lines(after=1)}"
        '<w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"'
        ' w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>',
        font(FANG, 14),
    ),
    Style(
        "公文文件版头",
        f"{OWN_HEIGHT}{lines(before=3.4, after=2, exact=None)}{_NO_INDENT}{CENTRE}",
        font(_TITLE, 44, RED, 80),
    ),
    Style("公文发文字号", f"{_rule('bottom')}{lines(after=2)}{_NO_INDENT}{CENTRE}"),
    Style(
        "公文标题", f"{OWN_HEIGHT}{lines(after=1, exact=700)}{_NO_INDENT}{CENTRE}", font(_TITLE, 22)
    ),
    Style("公文主送", f'{_NO_INDENT}<w:jc w:val="left"/>'),
    Style("公文正文", _INDENT),
    Style("公文一级标题", f'{KEEP}{_INDENT}<w:outlineLvl w:val="0"/>', font(HEI)),
    Style("公文二级标题", f'{KEEP}{_INDENT}<w:outlineLvl w:val="1"/>', font(_KAI)),
    Style("公文说明", _NO_INDENT, font(_SONG, 10.5, spacing=0)),
    Style("公文附件说明", f"{KEEP}{lines(before=1)}{_INDENT}"),
    Style(
        "公文落款",
        f'<w:keepLines/>{lines(before=1)}<w:ind w:rightChars="200" w:right="640"/><w:contextualSpacing/>{_RIGHT}',
    ),
    Style(
        "公文附件", f'{KEEP}<w:pageBreakBefore/>{_NO_INDENT}<w:outlineLvl w:val="0"/>', font(HEI)
    ),
    Style("公文附件标题", f"{KEEP}{lines(exact=LINE)}{_NO_INDENT}{CENTRE}", font(_TITLE, 18)),
    Style(
        "公文表题",
        f"{KEEP}{OWN_HEIGHT}{lines(before=0.3, after=0.1, exact=None)}{_NO_INDENT}{CENTRE}",
        font(HEI, 12, spacing=0),
    ),
    Style(
        "公文图题",
        f"{KEEP}{OWN_HEIGHT}{lines(before=0.3, after=0.1, exact=None)}{_NO_INDENT}{CENTRE}",
        font(HEI, 12, spacing=0),
    ),
    Style("公文图", f"{OWN_HEIGHT}{lines(after=0.3, exact=None)}{_NO_INDENT}{CENTRE}"),
    Style("公文表头", f"{KEEP}{_in_table('center')}", font(HEI, 9, spacing=0)),
    Style("公文表格", _in_table("left"), font(_SONG, 10, spacing=0)),
    Style("公文表格数字", _in_table("right"), font(_SONG, 10, spacing=0)),
    Style("公文小表", _in_table("left", _TIGHT), font(_SONG, 9, spacing=0)),
    Style("公文小表数字", _in_table("right", _TIGHT), font(_SONG, 9, spacing=0)),
    Style(
        "公文表注",
        f"{OWN_HEIGHT}{lines(before=0.1, after=0.4, exact=None)}{_NO_INDENT}",
        font(_SONG, 9, spacing=0),
    ),
    Style("公文合计", run=font(HEI), kind="character"),
)
