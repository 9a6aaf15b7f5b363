"""A second reader of Word documents: zipfile and ElementTree, and nothing of what wrote them."""

import io
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body: its style's name, its text (a turned line as a line feed), its XML."""

    style: str
    text: str
    xml: Element


@dataclass(frozen=True)
class Table:
    """A table of the body: rows of cells, each a paragraph."""

    rows: list[list[Paragraph]]
    xml: Element

    @property
    def texts(self) -> list[list[str]]:
        return [[cell.text for cell in row] for row in self.rows]


class Document:
    """A docx as it stands in its parts."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert package.testzip() is None
            self.infos = package.infolist()
            self.parts = {name: package.read(name) for name in package.namelist()}
        styles = self.xml("word/styles.xml").iter(f"{W}style")
        self.styles = {str(s.get(f"{W}styleId")): s for s in styles}
        self.body = self.xml("word/document.xml")[0]
        self.blocks = [b for e in self.body if (b := self._block(e))]

    def xml(self, name: str) -> Element:
        return ElementTree.fromstring(self.parts[name])

    def name(self, style: str) -> str:
        named = self.styles[style].find(f"{W}name")
        assert named is not None
        return str(named.get(f"{W}val"))

    def style(self, name: str) -> Element:
        return next(s for i, s in self.styles.items() if self.name(i) == name)

    def _block(self, element: Element) -> Paragraph | Table | None:
        if element.tag == f"{W}p":
            return self.paragraph(element)
        if element.tag == f"{W}tbl":
            rows = [
                [self.paragraph(c.findall(f"{W}p")[0]) for c in row.findall(f"{W}tc")]
                for row in element.findall(f"{W}tr")
            ]
            return Table(rows, element)
        assert element.tag == f"{W}sectPr"
        return None

    def paragraph(self, element: Element) -> Paragraph:
        style = element.find(f"{W}pPr/{W}pStyle")
        marks = {f"{W}br": "\n", f"{W}tab": "\t"}
        texts = [e.text or "" if e.tag == f"{W}t" else marks.get(e.tag, "") for e in _runs(element)]
        name = "" if style is None else self.name(str(style.get(f"{W}val")))
        return Paragraph(name, "".join(texts), element)

    @property
    def tables(self) -> list[Table]:
        return [b for b in self.blocks if isinstance(b, Table)]

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [b for b in self.blocks if isinstance(b, Paragraph)]

    def texts(self, part: str) -> list[str]:
        """The paragraphs of a header or footer."""
        return [self.paragraph(p).text for p in self.xml(part).iter(f"{W}p")]

    def charts(self) -> list[dict[str, dict[str, str]]]:
        """Of every chart its series: label -> figure, as stored in it."""
        names = sorted(n for n in self.parts if n.startswith("word/charts/chart"))
        return [dict(map(_series, self.xml(n).iter(f"{C}ser"))) for n in names]


def _runs(paragraph: Element) -> list[Element]:
    return [e for run in paragraph.iter(f"{W}r") for e in run]


def _series(element: Element) -> tuple[str, dict[str, str]]:
    (name,) = _points(element, "tx/strRef/strCache").values()
    labels = _points(element, "cat/strRef/strCache")
    figures = _points(element, "val/numRef/numCache")
    return name, {label: figures[n] for n, label in labels.items() if n in figures}


def _points(element: Element, path: str) -> dict[str, str]:
    cache = element.find("/".join(f"{C}{p}" for p in path.split("/")))
    assert cache is not None
    return {str(p.get("idx")): str(p[0].text) for p in cache.findall(f"{C}pt")}
