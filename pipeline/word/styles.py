"""The styles of templates/bulletin.docx as first drawn: GB/T 9704-2012, 22 lines of 28 characters.

The office may change all of them in Word but their names, by which the writer asks for them.
"""

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

LINE = 579  # twips from line to line: 22 of them in 225 mm
_FANG, _HEI, _KAI, _SONG = "仿宋", "黑体", "楷体", "宋体"
_TITLE = "方正小标宋简体"
# What Word takes where a font is not there: older offices have the one, every Windows the other.
_OTHER_NAMES = {_FANG: "仿宋_GB2312", _KAI: "楷体_GB2312", _TITLE: "华文中宋"}
_RED = "C00000"
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_NO_INDENT = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_KEEP = "<w:keepNext/>"
_OWN_HEIGHT = '<w:snapToGrid w:val="0"/>'


@dataclass(frozen=True, slots=True)
class Style:
    """A style by its name in Word; paragraph and run are what OOXML says of it, in its order of elements."""

    name: str
    paragraph: str = ""
    run: str = ""
    kind: str = "paragraph"


def _font(name: str, points: float = 0, colour: str = "", spacing: int | None = None) -> str:
    parts = [f'<w:rFonts w:eastAsia="{name}"/>']
    parts += [f'<w:color w:val="{colour}"/>'] if colour else []
    parts += [] if spacing is None else [f'<w:spacing w:val="{spacing}"/>']
    half = round(points * 2)
    parts += [f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'] if points else []
    return "".join(parts)


def _lines(before: float = 0, after: float = 0, exact: int | None = LINE) -> str:
    """Room before and after in lines of the page; exact: from line to line, else as high as the letters."""
    pitch = f'w:line="{exact}" w:lineRule="exact"' if exact else 'w:line="240" w:lineRule="auto"'
    return f'<w:spacing w:before="{round(before * LINE)}" w:after="{round(after * LINE)}" {pitch}/>'


def _rule(edge: str) -> str:
    return f'<w:pBdr><w:{edge} w:val="single" w:sz="12" w:space="8" w:color="{_RED}"/></w:pBdr>'


def _in_table(across: str, line: int = 240) -> str:
    """line: of a row's text, in 240ths of the height of its letters."""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="auto"/>'
    return f'{_OWN_HEIGHT}{spacing}{_NO_INDENT}<w:jc w:val="{across}"/>'


_TIGHT = 216  # so that all values of the form stand on one page
_SIDES = "top left bottom right"
_BOX = "".join(
    f'<w:{s} w:val="single" w:sz="12" w:space="4" w:color="{_RED}"/>' for s in _SIDES.split()
)
_CENTRE, _RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
_TO_EDGE = '<w:tabs><w:tab w:val="right" w:pos="8564"/></w:tabs>'

STYLES = (
    Style(
        "公文样例提示",
        f"<w:pBdr>{_BOX}</w:pBdr>{_OWN_HEIGHT}{_lines(after=1, exact=None)}{_NO_INDENT}{_CENTRE}",
        _font(_HEI, 16, _RED),
    ),
    Style(
        "公文简报版头",
        f"{_OWN_HEIGHT}{_lines(exact=None)}{_NO_INDENT}{_CENTRE}",
        _font(_TITLE, 44, _RED, 80),
    ),
    Style(
        "公文简报期号",
        f"{_rule('bottom')}{_TO_EDGE}{_lines(after=1)}"
        '<w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"'
        ' w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>',
        _font(_FANG, 14),
    ),
    Style(
        "公文文件版头",
        f"{_OWN_HEIGHT}{_lines(before=3.4, after=2, exact=None)}{_NO_INDENT}{_CENTRE}",
        _font(_TITLE, 44, _RED, 80),
    ),
    Style("公文发文字号", f"{_rule('bottom')}{_lines(after=2)}{_NO_INDENT}{_CENTRE}"),
    Style("公文标题", f"{_lines(after=1, exact=700)}{_NO_INDENT}{_CENTRE}", _font(_TITLE, 22)),
    Style("公文主送", f'{_NO_INDENT}<w:jc w:val="left"/>'),
    Style("公文正文", _INDENT),
    Style("公文一级标题", f'{_KEEP}{_INDENT}<w:outlineLvl w:val="0"/>', _font(_HEI)),
    Style("公文二级标题", f'{_KEEP}{_INDENT}<w:outlineLvl w:val="1"/>', _font(_KAI)),
    Style("公文说明", _NO_INDENT, _font(_SONG, 10.5, spacing=0)),
    Style("公文附件说明", f"{_KEEP}{_lines(before=1)}{_INDENT}"),
    Style(
        "公文落款",
        f'<w:keepLines/>{_lines(before=1)}<w:ind w:rightChars="200" w:right="640"/><w:contextualSpacing/>{_RIGHT}',
    ),
    Style(
        "公文附件",
        f'{_KEEP}<w:pageBreakBefore/>{_NO_INDENT}<w:outlineLvl w:val="0"/>',
        _font(_HEI),
    ),
    Style("公文附件标题", f"{_KEEP}{_lines(exact=LINE)}{_NO_INDENT}{_CENTRE}", _font(_TITLE, 18)),
    Style(
        "公文表题",
        f"{_KEEP}{_OWN_HEIGHT}{_lines(before=0.3, after=0.1, exact=None)}{_NO_INDENT}{_CENTRE}",
        _font(_HEI, 12, spacing=0),
    ),
    Style(
        "公文图题",
        f"{_KEEP}{_OWN_HEIGHT}{_lines(before=0.3, after=0.1, exact=None)}{_NO_INDENT}{_CENTRE}",
        _font(_HEI, 12, spacing=0),
    ),
    Style("公文图", f"{_OWN_HEIGHT}{_lines(after=0.3, exact=None)}{_NO_INDENT}{_CENTRE}"),
    Style("公文表头", f"{_KEEP}{_in_table('center')}", _font(_HEI, 9, spacing=0)),
    Style("公文表格", _in_table("left"), _font(_SONG, 10, spacing=0)),
    Style("公文表格数字", _in_table("right"), _font(_SONG, 10, spacing=0)),
    Style("公文小表", _in_table("left", _TIGHT), _font(_SONG, 9, spacing=0)),
    Style("公文小表数字", _in_table("right", _TIGHT), _font(_SONG, 9, spacing=0)),
    Style(
        "公文表注",
        f"{_OWN_HEIGHT}{_lines(before=0.1, after=0.4, exact=None)}{_NO_INDENT}",
        _font(_SONG, 9, spacing=0),
    ),
    Style("公文合计", run=_font(_HEI), kind="character"),
)


def styles_xml() -> str:
    """word/styles.xml as first drawn."""
    own = "".join(map(_style, range(1, len(STYLES) + 1), STYLES))
    return f"<w:styles {W}>{_DEFAULTS}{_BUILT_IN}{own}{_TABLE}</w:styles>"


def fonts_xml() -> str:
    """word/fontTable.xml: the other names of fonts that not every machine has."""
    names = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
        for name, other in _OTHER_NAMES.items()
    )
    return f"<w:fonts {W}>{names}</w:fonts>"


def _style(number: int, style: Style) -> str:
    """A style as OOXML; what a paragraph's says nothing of is as in the body text."""
    based = '<w:basedOn w:val="a"/>' if style.kind == "paragraph" else ""
    paragraph = f"<w:pPr>{style.paragraph}</w:pPr>" if style.paragraph else ""
    run = f"<w:rPr>{style.run}</w:rPr>" if style.run else ""
    return (
        f'<w:style w:type="{style.kind}" w:customStyle="1" w:styleId="g{number}">'
        f"<w:name w:val={quoteattr(style.name)}/>{based}<w:qFormat/>{paragraph}{run}</w:style>"
    )


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{_FANG}"'
    ' w:cs="Times New Roman"/><w:spacing w:val="-5"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
)
# Widows may stand: the standard fills every page. No gap between letters and digits, or the lines lose their grid.
_BUILT_IN = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/>'
    f'<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{_lines()}'
    '<w:jc w:val="both"/></w:pPr></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="a0">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="a2"><w:name w:val="header"/><w:basedOn w:val="a"/>'
    f"<w:pPr>{_OWN_HEIGHT}{_lines(exact=None)}{_CENTRE}</w:pPr>"
    f"<w:rPr>{_font(_HEI, 14, _RED)}</w:rPr></w:style>"
    '<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="footer"/><w:basedOn w:val="a"/>'
    f'<w:pPr>{_OWN_HEIGHT}{_lines(exact=None)}<w:ind w:leftChars="100" w:left="280"'
    ' w:rightChars="100" w:right="280"/></w:pPr>'
    '<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:spacing w:val="0"/>'
    '<w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style>'
)
_TABLE = (
    '<w:style w:type="table" w:customStyle="1" w:styleId="t1"><w:name w:val="公文表"/>'
    '<w:basedOn w:val="a1"/><w:qFormat/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{s} w:val="single" w:sz="8" w:space="0" w:color="000000"/>' for s in _SIDES.split()
    )
    + "".join(
        f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for s in ("insideH", "insideV")
    )
    + '</w:tblBorders><w:tblCellMar><w:top w:w="14" w:type="dxa"/><w:left w:w="57" w:type="dxa"/>'
    '<w:bottom w:w="14" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="lastRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/>'
    "</w:tcPr></w:tblStylePr></w:style>"
)
