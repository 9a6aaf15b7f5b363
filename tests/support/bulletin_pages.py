"""The bulletin's page as a tree of elements."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from pipeline.model.released import Release
from pipeline.rendering.templates import load_pages
from tests.support.papers import write_bulletin
from tests.support.releases import ROOT

TEMPLATES = ROOT / "templates"
VOID = {"meta", "br", "wbr"}


@dataclass
class Element:
    """An element of the page; text is its own and that of all inside it."""

    tag: str
    attributes: dict[str, str | None]
    parents: tuple[str, ...]
    text: str = ""
    inside: list["Element"] = field(default_factory=list)

    def all(self, *tags: str) -> list["Element"]:
        return [e for e in self.inside if e.tag in tags]

    def one(self, tag: str) -> "Element":
        (element,) = self.all(tag)
        return element


class Page(HTMLParser):
    """The page as elements in document order; a tag left open or closed twice is an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Element("", {}, ())
        self.open = [self.root]
        self.feed(html)
        self.close()
        assert self.open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), tuple(e.tag for e in self.open[1:]))
        for parent in self.open:
            parent.inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def html_of(release: Release) -> str:
    return write_bulletin(release, load_pages(TEMPLATES))["月通报.html"].decode()
