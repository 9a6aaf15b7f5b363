"""word/styles.xml and word/fontTable.xml of templates/bulletin.docx, as first drawn."""

from xml.sax.saxutils import quoteattr

from pipeline.word.looks import (
    CENTRE,
    FANG,
    HEI,
    OTHER_NAMES,
    OWN_HEIGHT,
    RED,
    STYLES,
    Style,
    font,
    lines,
)

_SIDES = ("top", "left", "bottom", "right")


def styles_xml() -> str:
    """word/styles.xml as first drawn."""
    own = "".join(map(_style, range(1, len(STYLES) + 1), STYLES))
    return f"<w:styles {W}>{_DEFAULTS}{_BUILT_IN}{own}{_TABLE}</w:styles>"


def fonts_xml() -> str:
    """word/fontTable.xml: the other names of fonts that not every machine has."""
    names = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
        for name, other in OTHER_NAMES.items()
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
    f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{FANG}"'
    ' w:cs="Times New Roman"/><w:spacing w:val="-5"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
)
# Widows may stand: the standard fills every page. No gap between letters and digits, or the lines lose their grid.
_BUILT_IN = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/>'
    f'<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{lines()}'
    '<w:jc w:val="both"/></w:pPr></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="a0">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="a2"><w:name w:val="header"/><w:basedOn w:val="a"/>'
    f"<w:pPr>{OWN_HEIGHT}{lines(exact=None)}{CENTRE}</w:pPr>"
    f"<w:rPr>{font(HEI, 14, RED)}</w:rPr></w:style>"
    '<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="footer"/><w:basedOn w:val="a"/>'
    f'<w:pPr>{OWN_HEIGHT}{lines(exact=None)}<w:ind w:leftChars="100" w:left="280"'
    ' w:rightChars="100" w:right="280"/></w:pPr>'
    '<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:spacing w:val="0"/>'
    '<w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style>'
)
_TABLE = (
    '<w:style w:type="table" w:customStyle="1" w:styleId="t1"><w:name w:val="公文表"/>'
    '<w:basedOn w:val="a1"/><w:qFormat/><w:tblPr><w:tblBorders>'
    + "".join(f'<w:{s} w:val="single" w:sz="8" w:space="0" w:color="000000"/>' for s in _SIDES)
    + "".join(
        f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for s in ("insideH", "insideV")
    )
    + '</w:tblBorders><w:tblCellMar><w:top w:w="14" w:type="dxa"/><w:left w:w="57" w:type="dxa"/>'
    '<w:bottom w:w="14" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="lastRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/>'
    "</w:tcPr></w:tblStylePr></w:style>"
)
