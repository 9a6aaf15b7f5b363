"""Draws templates/bulletin.docx: an A4 page as GB/T 9704-2012 has it, with the places that a paper is put into."""

from pipeline.drawing.package_bytes import packed
from pipeline.word.looks import LINE, STYLES
from pipeline.word.styles import W, fonts_xml, styles_xml

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
_R = f'xmlns:r="{_OFFICE}"'
# Part in word/ -> what it is, to Word and to the document.
_PARTS = {
    "styles": "styles",
    "fontTable": "fontTable",
    "settings": "settings",
    "header1": "header",
    "header2": "header",
    "footer1": "footer",
    "footer2": "footer",
    "footer3": "footer",
}
# On which pages it stands. The first has the note of a sample in a frame of its own: no header, but a number.
_PAGES = {
    "header1": "default",
    "header2": "even",
    "footer1": "default",
    "footer2": "even",
    "footer3": "first",
}


def draw_word_template() -> bytes:
    """The template as an office would find it drawn."""
    body = {
        "styles": styles_xml(),
        "fontTable": fonts_xml(),
        "settings": _SETTINGS,
        "header1": _head_or_foot("hdr", "a2", _run("{{样例}}")),
        "header2": _head_or_foot("hdr", "a2", _run("{{样例}}")),
        "footer1": _head_or_foot("ftr", "a3", _PAGE_NUMBER, "right"),
        "footer2": _head_or_foot("ftr", "a3", _PAGE_NUMBER, "left"),
        "footer3": _head_or_foot("ftr", "a3", _PAGE_NUMBER, "right"),
    }
    parts = {f"word/{name}.xml": xml for name, xml in body.items()}
    parts |= {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "word/document.xml")}),
        "word/_rels/document.xml.rels": _relations(
            {f"rId{n}": (kind, f"{name}.xml") for n, (name, kind) in enumerate(_PARTS.items(), 1)}
        ),
        "word/document.xml": _document(),
    }
    return packed({name: (_HEAD + xml).encode() for name, xml in parts.items()})


def _document() -> str:
    """The places in their order; a paragraph of which every place stays empty is left out of the paper."""
    lines = (
        ("公文样例提示", _run("{{样例}}")),
        ("公文文件版头", _run("{{文件版头}}")),
        ("公文发文字号", _run("{{发文字号}}")),
        ("公文简报版头", _run("{{简报版头}}")),
        ("公文简报期号", _run("{{期号}}") + "<w:r><w:tab/></w:r>" + _run("{{编发单位}}")),
        ("公文正文", _run("{{正文}}")),
    )
    ids = {style.name: f"g{n}" for n, style in enumerate(STYLES, 1)}
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{ids[style]}"/></w:pPr>{runs}</w:p>' for style, runs in lines
    )
    return f"<w:document {W} {_R}><w:body>{body}{_section()}</w:body></w:document>"


def _section() -> str:
    """A4 with margins of 37, 26, 35 and 28 mm; the page number stands 7 mm below the text, outside."""
    ids = {name: f"rId{n}" for n, name in enumerate(_PARTS, 1)}
    references = "".join(
        f'<w:{_PARTS[name]}Reference w:type="{pages}" r:id="{ids[name]}"/>'
        for name, pages in _PAGES.items()
    )
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="1134"'
        ' w:footer="1247" w:gutter="0"/>'
        f'<w:titlePg/><w:docGrid w:type="lines" w:linePitch="{LINE}"/></w:sectPr>'
    )


def _head_or_foot(tag: str, style: str, runs: str, across: str = "") -> str:
    alignment = f'<w:jc w:val="{across}"/>' if across else ""
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{alignment}</w:pPr>{runs}</w:p>'
    return f"<w:{tag} {W} {_R}>{paragraph}</w:{tag}>"


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{id_}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for id_, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _content_types() -> str:
    kinds = {"document": "document.main", **_PARTS}
    each = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_RELATIONSHIPS}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{each}</Types>'
    )


_PAGE_NUMBER = (
    _run("— ") + '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>' + _run(" —")
)
_SETTINGS = (
    f'<w:settings {W}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
