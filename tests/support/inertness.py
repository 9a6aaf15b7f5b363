"""Independent readers that say what is alive in an output: a formula, markup, a link, a control character."""

import csv
import email
import email.policy
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from openpyxl import load_workbook

from tests.support.cells import DOCUMENT, MAIN

OURS = re.compile(  # every formula that we write
    r"=SUM\([A-Z]+\d+:[A-Z]+\d+\)"
    r'|=IF\(COUNT\([A-Z]+\d+:[A-Z]+\d+\)=0,"未报",SUM\([A-Z]+\d+:[A-Z]+\d+\)\)'
    r'|=IF\(COUNTIF\(([A-Z]+\d+:[A-Z]+\d+),"是"\)>0,"是",IF\(COUNTIF\(\1,"否"\)>0,"否","未报"\)\)'
    # What the charts are drawn from: cells added up, and a rate of such sums.
    r"|=[A-Z]+\d+([+-][A-Z]+\d+)*"
    r"|=IF\(AND\((\([A-Z0-9+-]+\))>0,\3<(\([A-Z0-9+]+\))\),MEDIAN\(0.001,0.999,(ROUND\(\3/\4,3\))\),\5\)"
)
SAFE_TAGS = (
    *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "div", "p"),
    *("span", "small", "br", "wbr", "h1", "h2", "h3", "table", "caption", "thead", "tbody", "tr"),
    *("colgroup", "col"),
    *("a", "aside", "th", "td", "figure", "figcaption", "svg", "desc", "rect", "text", "line"),
)

MAIL_HEADERS = (
    *("Content-Type", "MIME-Version", "Subject", "X-Unsent"),
    *("Content-Transfer-Encoding", "Content-Disposition"),
)


def controls(text: str) -> list[str]:
    """Characters that move a cursor, turn or end a line, or are none; line feeds are the caller's."""
    bad = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return [
        f"U+{ord(c):04X}"
        for c in text
        if unicodedata.category(c) in bad or ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF
    ]


def alive(folder: Path) -> list[str]:
    """What is alive in the files of a folder, each with its file; nothing where all is inert."""
    readers = {
        ".xlsx": in_workbook,
        ".csv": in_csv,
        ".md": in_markdown,
        ".html": in_page,
        ".docx": in_document,
        ".eml": in_mail,
        ".json": in_json,
        ".txt": lambda data: controls(data.decode("utf-8-sig").replace("\r\n", "")),
    }
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        a_copy = path.parent.name == "returned" and path.suffix == ".xlsx"
        read = in_returned if a_copy else readers[path.suffix]
        found += [f"{path.name}: {what}" for what in read(path.read_bytes())]
        found += [f"{path.name}: {what}" for what in controls(str(path.relative_to(folder)))]
    return found


def in_workbook(data: bytes) -> Iterator[str]:
    """Formulas that are not ours, links to outside, macros, parts that are no XML, control characters."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if re.search(r"vba|externalLink|activeX|embeddings|connections", name, re.IGNORECASE):
                yield name
            content = package.read(name)
            for element in ElementTree.fromstring(content).iter():
                if element.get("TargetMode") == "External":
                    yield f"link to {element.get('Target')}"
            unescaped = content.decode().replace("_x005F_", "")
            yield from re.findall(r"_x[0-9A-Fa-f]{4}_", unescaped)
    yield from _in_cells(data)


def _in_cells(data: bytes) -> Iterator[str]:
    for sheet in load_workbook(io.BytesIO(data)):
        yield from controls(sheet.title)
        for cell in (c for row in sheet.iter_rows() for c in row):
            if cell.data_type == "f" and not OURS.fullmatch(str(cell.value)):
                yield f"{sheet.title}!{cell.coordinate} {cell.value}"
            if cell.data_type == "s":
                yield from controls(str(cell.value).replace("\n", ""))


def in_returned(data: bytes) -> Iterator[str]:
    """The same of the one sheet of ours in a unit's own workbook, which else is as the unit made it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
        rels = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        (ours,) = [s for s in book.iter(f"{MAIN}sheet") if s.get("name") == "退回说明"]
        (part,) = [r.get("Target") for r in rels if r.get("Id") == ours.get(f"{DOCUMENT}id")]
        content = package.read(f"xl/{str(part).removeprefix('/xl/')}").decode()
    yield from re.findall(r"_x[0-9A-Fa-f]{4}_", content.replace("_x005F_", ""))
    for element in ElementTree.fromstring(content).iter():
        yield from controls((element.text or "").replace("\n", ""))
        if element.tag == f"{MAIN}f" or element.get(f"{DOCUMENT}id"):
            yield element.tag


def in_csv(data: bytes) -> Iterator[str]:
    """Fields that Excel or WPS would run; a figure may be negative."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    if {len(row) for row in rows} != {len(rows[0])}:
        yield "rows of different lengths"
    for field in (f for row in rows for f in row):
        looks = re.match(r"[\t\r\n]|\s*[=+\-@＝＋－＠﹢﹣﹦﹫]", field)
        if looks and not re.fullmatch(r"-[0-9]+(\.[0-9]+)?", field):
            yield repr(field)


def in_json(data: bytes) -> Iterator[str]:
    """Raw control characters; what is not JSON raises."""
    json.loads(data)
    yield from controls(data.decode().replace("\n", ""))


def in_markdown(data: bytes) -> Iterator[str]:
    """Anything but headings, paragraphs, quotes, tables and bold text; what GitHub makes links and formulas of."""
    yield from controls(data.decode().replace("\n", ""))
    yield from re.findall(r"\w+://|www\.\w|\w@\w|(?<!\\)\$", data.decode())
    for kind in structure_of_markdown(data):
        if not re.fullmatch(
            r"(heading|paragraph|blockquote|table|thead|tbody|tr|th|td|strong)_(open|close)"
            r"|inline|text|text_special|softbreak",
            kind,
        ):
            yield kind


def structure_of_markdown(data: bytes) -> list[str]:
    """The kinds of all tokens, texts aside, in order."""
    tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(data.decode())
    flat = [t for token in tokens for t in (token, *(token.children or []))]
    return [t.type for t in flat if t.type not in ("text", "text_special")]


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.structure: list[tuple[str, tuple[str, ...]]] = []
        self.texts: list[str] = []
        self.faults: list[str] = []
        self.feed(data.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = tuple(sorted(name for name, _ in attrs if name != "class"))
        self.structure.append((tag, names))
        self.faults += [] if tag in SAFE_TAGS else [f"<{tag}>"]
        for name, value in attrs:
            words = re.search(r"javascript:|data:|https?:|//", value or "")
            acts = name.startswith("on") or name in ("src", "action", "srcset", "formaction")
            acts |= name == "href" and not re.fullmatch("#[a-z0-9_-]+", value or "")
            if acts or (words and (name, value) != ("xmlns", "http://www.w3.org/2000/svg")):
                self.faults.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data}")


def in_page(data: bytes) -> Iterator[str]:
    """Tags and attributes that can act or ask for something outside; control characters."""
    yield from Page(data).faults
    yield from re.findall(r"url\(|@import", data.decode())
    yield from controls(data.decode().replace("\n", ""))


def in_document(data: bytes) -> Iterator[str]:
    """Fields but the page number, links, macros, objects but our charts' workbooks; places left open; controls."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, content in parts.items():
        if name.endswith(".xlsx"):
            yield from in_workbook(content)
            continue
        if re.search(r"vba|activeX|oleObject|attachedTemplate|\.bin", name, re.IGNORECASE):
            yield name
        yield from controls(content.decode().replace("\n", ""))
        for element in ElementTree.fromstring(content).iter():
            kind = element.tag.rpartition("}")[2]
            if kind in ("hyperlink", "instrText", "altChunk", "object", "script", "sdt"):
                yield f"{name}: {kind}"
            if kind == "fldSimple" and list(element.attrib.values()) != [" PAGE "]:
                yield f"{name}: {element.attrib}"
            if element.get("TargetMode") == "External":
                yield f"{name}: link to {element.get('Target')}"


def in_mail(data: bytes) -> Iterator[str]:
    """What acts in the page of a mail, in its text or in what is attached; header lines that are not ours."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    yield from (name for part in message.walk() for name in part if name not in MAIL_HEADERS)
    for part in message.walk():
        content = part.get_payload(decode=True) or b""
        assert isinstance(content, bytes)
        kind = part.get_content_type().rpartition(".")[2]
        readers = {"text/html": in_page, "sheet": in_workbook, "document": in_document}
        if kind in readers:
            yield from readers[kind](content.replace(b"\r\n", b"\n") if "/" in kind else content)
        elif kind == "text/plain":
            yield from controls(content.decode().replace("\r\n", ""))
