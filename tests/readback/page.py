"""A page as paragraphs, tables, captions and drawn texts."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Row = list[str]
Table = list[Row]


@dataclass(slots=True)
class Document:
    """What a reader of a paper sees. captions: of tables and charts. charts: the texts drawn in each.

    origins: what a page shows of where a total comes from, by the id of its aside. attached: the files of a mail.
    lacking: rows of a mail's tables that its plain text does not have.
    """

    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    charts: list[list[str]] = field(default_factory=list)
    origins: dict[str, "Document"] = field(default_factory=dict)
    attached: dict[str, bytes] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)


_SKIPPED = ("style", "script", "head", "desc")
_CELLS, _CAPTIONS = ("td", "th"), ("caption", "figcaption")


class PageReader(HTMLParser):
    """Tables may lie in tables, as mails are laid out: role="presentation" gives paragraphs, "img" a chart."""

    def __init__(self, found: Document) -> None:
        super().__init__()
        self.found = self._page = found
        self._skipping: list[str] = []
        self._drawings = 0
        self._text: list[str] = []
        self._caption = ""
        self._tables: list[Table] = []
        self._layout: list[bool] = []
        self._cells: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED or self._skipping:
            self._skipping += [tag] if tag in _SKIPPED else []
        elif tag == "svg" or (tag == "table" and (self._drawings or ("role", "img") in attrs)):
            self._flush()
            self.found.charts += [] if self._drawings else [[]]
            self._drawings += 1
        elif not self._drawings and tag not in _INLINE:
            self._flush()
            if tag == "aside":
                self._page, self.found = self.found, Document()
                self._page.origins[dict(attrs).get("id") or ""] = self.found
            self._open(tag, ("role", "presentation") in attrs)

    def _open(self, tag: str, is_layout: bool) -> None:
        if tag == "table":
            self._tables.append([])
            self._layout.append(is_layout)
        elif tag == "tr":
            self._tables[-1].append([])
        elif tag in _CELLS:
            self._cells.append([])
        elif tag in _CAPTIONS:
            self._caption = tag

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            self._skipping = self._skipping[: -1 if tag == self._skipping[-1] else None]
        elif self._drawings and tag in ("svg", "table"):
            self._drawings -= 1
        elif not self._drawings and tag not in _INLINE:
            self._flush()
            self._close(tag)

    def _close(self, tag: str) -> None:
        if tag in _CELLS:
            pieces = self._cells.pop()
            if self._layout[-1]:
                self.found.paragraphs += pieces
            else:
                self._tables[-1][-1].append("".join(pieces))
        elif tag == "table":
            rows = self._tables.pop()
            self.found.tables += [] if self._layout.pop() else [rows]
        elif tag in _CAPTIONS:
            self._caption = ""
        elif tag == "aside":
            self.found = self._page

    def handle_data(self, data: str) -> None:
        if self._drawings and not self._skipping:
            self.found.charts[-1] += filter(None, [data.strip()])
        elif not self._skipping:
            self._text.append(data)

    def _flush(self) -> None:
        """What was read so far goes where it stands."""
        text = " ".join("".join(self._text).split())
        self._text = []
        if text and self._caption:
            self.found.captions.append(text)
        elif text:
            (self._cells[-1] if self._cells else self.found.paragraphs).append(text)


_INLINE = ("span", "a", "b", "strong", "em", "wbr", "small", "font", "u", "i")
