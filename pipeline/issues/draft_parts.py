"""The parts of a docx that matter in a final draft: the one with its text, and what its styles hide or strike out."""

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from pipeline.books.refusals import DamagedWorkbookError, damage_told
from pipeline.issues.draft_marks import switched, value_of

# How the types of the links to these parts end, also in strict files.
_MAIN, _STYLES = "/officeDocument", "/styles"
Looks = frozenset[str]  # why letters are left out, of MARKS
Style = tuple[str, Mapping[str, bool]]  # on which it is based, and what it switches on or off


def main_part(parts: Mapping[str, bytes]) -> str:
    """The name of the part that holds the text; DamagedWorkbookError where there is none."""
    for target in _linked(parts, "_rels/.rels", _MAIN):
        name = target.lstrip("/").lower()
        if name in parts:
            if not name.endswith(".xml") or not name.startswith("word/"):
                raise DamagedWorkbookError("不是Word文档（docx）")
            return name
    raise DamagedWorkbookError("不是Word文档（docx），或者里面缺少正文")


def style_looks(parts: Mapping[str, bytes], main: str) -> dict[str, Looks]:
    """By the id of a style why letters in it are left out; empty where the document has no styles."""
    folder, _, name = main.rpartition("/")
    links = f"{folder}/_rels/{name}.rels"
    for target in _linked(parts, links, _STYLES) if links in parts else ():
        own = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        with damage_told(ElementTree.ParseError):
            root = ElementTree.fromstring(parts.get(own.lower(), b"<none/>"))
        styles = dict(_styles(root))
        return {style: _looks(style, styles) for style in styles}
    return {}


def _linked(parts: Mapping[str, bytes], links: str, kind: str) -> Iterator[str]:
    """The targets of a part's links of a kind."""
    with damage_told(ElementTree.ParseError):
        root = ElementTree.fromstring(parts.get(links, b""))
    for link in root:
        if link.get("Type", "").endswith(kind):
            yield link.get("Target", "")


def _styles(root: "ElementTree.Element[str]") -> Iterator[tuple[str, Style]]:
    for style in root:
        own: dict[str, bool] = {}
        based = name = ""
        for key, value in style.attrib.items():
            name = value if key.rpartition("}")[2] == "styleId" else name
        for child in style:
            kind = child.tag.rpartition("}")[2]
            based = value_of(child.attrib) if kind == "basedOn" else based
            for looks in child if kind == "rPr" else ():
                why, on = switched(looks.tag.rpartition("}")[2], looks.attrib)
                own |= {why: on} if why else {}
        yield name, (based, own)


def _looks(name: str, styles: Mapping[str, Style]) -> Looks:
    """What a style leaves out: what it says itself, over what those say that it is based on."""
    found: dict[str, bool] = {}
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        name, own = styles[name]
        found = {**own, **found}
    return frozenset(why for why, on in found.items() if on)
