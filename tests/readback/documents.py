"""Markdown, pages, Word files and mails as paragraphs and tables of plain texts, by readers of our own."""

import email.policy
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import lru_cache
from xml.etree import ElementTree

from tests.readback.page import Document, PageReader

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@lru_cache(maxsize=8)
def read_document(name: str, data: bytes) -> list[Document]:
    """A file by its suffix, not to be changed; a mail holds its text twice, and so is two documents."""
    return READERS[name.rpartition(".")[2]](data)


def _markdown(data: bytes) -> list[Document]:
    found, rows = Document(), list[list[str]]()
    for line in [*data.decode("utf-8").split("\n"), ""]:
        if line.startswith("|"):
            rows.append([_bare(c.strip()) for c in re.split(r"(?<!\\)\|", line)[1:-1]])
            continue
        if rows:
            found.tables.append([rows[0], *rows[2:]])  # without the line below the heads
            rows = []
        is_caption = line.startswith(("**", "（图"))
        text = _bare(re.sub(r"^(#+|>) ", "", line)).strip()
        if text:
            (found.captions if is_caption else found.paragraphs).append(text)
    return [found]


def _bare(text: str) -> str:
    """Markdown without its marks."""
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\*\*", "", text))


def _page(data: bytes) -> list[Document]:
    page = PageReader(Document())
    page.feed(data.decode("utf-8"))
    page.close()
    return [page.found]


def _word(data: bytes) -> list[Document]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = ElementTree.fromstring(package.read("word/document.xml"))[0]
    found = Document()
    for part in _parts(body):
        if part.tag == f"{_WORD}tbl":
            rows = part.iter(f"{_WORD}tr")
            found.tables.append([[_runs(c) for c in r.iter(f"{_WORD}tc")] for r in rows])
        elif text := _runs(part).strip():
            found.paragraphs.append(text)
    return [found]


def _parts(body: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Paragraphs and tables in their order, also those inside content controls."""
    for part in body:
        if part.tag in (f"{_WORD}p", f"{_WORD}tbl"):
            yield part
        else:
            yield from _parts(part)


def _runs(part: ElementTree.Element) -> str:
    return "".join(t.text or "" for t in part.iter(f"{_WORD}t"))


def _mail(data: bytes) -> list[Document]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    plain, page = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    lines = [" ".join(line.split()) for line in plain.get_content().split("\n")]
    files = {str(a.get_filename()): a.get_payload(decode=True) for a in message.iter_attachments()}
    attached = {name: data for name, data in files.items() if isinstance(data, bytes)}
    pages = _page(page.get_content().encode())
    rows = [_spelled(table[0], row) for p in pages for table in p.tables for row in table[1:]]
    text = Document(paragraphs=[line for line in lines if line], attached=attached)
    for row in rows:  # what the tables of the page say, as lines
        if row in text.paragraphs:
            text.paragraphs.remove(row)
        else:
            text.lacking.append(row)
    return [text, *pages]


def _spelled(heads: list[str], row: list[str]) -> str:
    """A row of a table as the plain text of a mail has it."""
    told = "；".join(f"{h}：{c}" for h, c in zip(heads[1:], row[1:], strict=True))
    return " ".join(f"{row[0]} {told}".split())


READERS: dict[str, Callable[[bytes], list[Document]]] = {
    "md": _markdown,
    "html": _page,
    "docx": _word,
    "eml": _mail,
}
