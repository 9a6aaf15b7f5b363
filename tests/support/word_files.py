"""Word files for tests, as small as Word accepts them: paragraphs and tables."""

from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape

from pipeline.papers.blocks import TableBlock
from pipeline.papers.paper import Paper
from tests.support.cells import packed

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def docx(body: Iterable[str], more: dict[str, bytes] | None = None) -> bytes:
    """A document with such elements in its body, and other parts."""
    link = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    links = f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>'
    document = f'<w:document xmlns:w="{W}"><w:body>{"".join(body)}</w:body></w:document>'
    parts = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": links.encode()}
    return packed({**parts, "word/document.xml": document.encode(), **(more or {})})


def p(text: str) -> str:
    """A paragraph, in runs of three letters as an edited one is."""
    runs = (text[n : n + 3] for n in range(0, len(text), 3))
    inside = "".join(f'<w:r><w:t xml:space="preserve">{escape(r)}</w:t></w:r>' for r in runs)
    return f"<w:p>{inside}</w:p>"


def tbl(rows: Iterable[Iterable[str]]) -> str:
    """A table."""
    lines = ("".join(f"<w:tc>{p(c)}</w:tc>" for c in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def table_rows(table: TableBlock) -> list[tuple[str, ...]]:
    return [table.heads, *(r.cells for r in table.rows)]


def paper_docx(paper: Paper, edit: Callable[[str], str]) -> bytes:
    """A paper as a Word file, every text of it edited."""
    body = [p(edit(paper.number))]
    for n, block in enumerate(paper.blocks, 1):
        if block.table:
            body.append(p(edit(f"表{n}　{block.table.caption}")))
            body.append(tbl([[edit(c) for c in row] for row in table_rows(block.table)]))
            body.append(p(edit(f"注：{block.table.note}")))
        elif not block.chart:
            body.append(p(edit(block.text)))
    return docx(body)
