"""The paragraphs and tables of a docx, from its main part alone: any producer, any prefix, within limits."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from pipeline.books.package import Package
from pipeline.books.refusals import DamagedWorkbookError, OverLimitError, damage_told
from pipeline.issues.draft_looks import OpenLooks
from pipeline.issues.draft_marks import MARKS, is_former, mark_of, value_of
from pipeline.issues.draft_parts import Looks, main_part, style_looks

LARGEST_TEXT = 200_000  # letters; a bulletin has five thousand
MOST_ELEMENTS = 1_000_000
DEEPEST = 200
_SKIPPED = ("Fallback", "del", "moveFrom")  # said twice, or struck out while changes were tracked
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
Table = list[list[str]]


def draft_texts(data: bytes) -> tuple[list[str], list[Table], list[str]]:
    """The paragraphs outside of tables, the tables' cells, and which of MARKS are left open; read as if settled.

    DamagedWorkbookError says what the file is instead.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise DamagedWorkbookError("加了打开密码的文档，请取消密码后再存一次")
        raise DamagedWorkbookError("旧格式文档（doc或wps），请用Word或WPS另存为docx")
    if not data.startswith(b"PK\x03\x04"):
        raise DamagedWorkbookError("不是Word文档（docx）")
    parts = Package(data).unpack()
    if any(name.endswith("vbaproject.bin") for name in parts):
        raise DamagedWorkbookError("含宏的文档（docm），请另存为docx")
    main = main_part(parts)
    return _read(parts[main], style_looks(parts, main))


@dataclass(slots=True)
class _Cell:
    """An open cell of a table: its paragraphs, over how many columns it reaches, whether it was struck out."""

    texts: list[str] = field(default_factory=list)
    columns: int = 1
    is_gone: bool = False


@dataclass(slots=True)
class _Reading:
    """What is open at a point of the document, and what has been read."""

    looks: OpenLooks
    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    words: list[list[str]] = field(default_factory=list)
    open_tables: list[Table] = field(default_factory=list)
    cells: list[_Cell] = field(default_factory=list)
    unsettled: set[str] = field(default_factory=set)
    size: int = 0

    def begin(self, name: str, element: "ElementTree.Element[str]") -> None:
        """An element begins."""
        self.looks.begin(name, element.attrib)
        if name == "p":
            self.words.append([])
        elif name == "tbl":
            self.open_tables.append([])
        elif name == "tr" and self.open_tables:
            self.open_tables[-1].append([])
        elif name == "tc":
            self.cells.append(_Cell())
        elif name == "cellDel" and self.cells:
            self.cells[-1].is_gone = True

    def end(self, name: str, element: "ElementTree.Element[str]") -> None:
        """An element ends."""
        self.looks.end(name)
        if name in ("t", *_SIGNS):
            self._say(element.text or "" if name == "t" else _SIGNS[name])
        elif name == "p" and self.words:
            text = "".join(self.words.pop()).strip()
            (self.cells[-1].texts if self.cells else self.paragraphs).append(text)
        elif name == "gridSpan" and self.cells:
            self.cells[-1].columns = _columns(element)
        elif name == "tc" and self.cells:
            cell = self.cells.pop()
            if self.open_tables and self.open_tables[-1] and not cell.is_gone:
                spare = [""] * (cell.columns - 1)
                self.open_tables[-1][-1] += ["\n".join(filter(None, cell.texts)), *spare]
        elif name == "tbl" and self.open_tables:
            self.tables.append(self.open_tables.pop())

    def _say(self, text: str) -> None:
        self.size += len(text)
        if self.size > LARGEST_TEXT:
            raise OverLimitError(f"正文超过{LARGEST_TEXT // 10_000}万字")
        if why := self.looks.left_out:
            self.unsettled |= why
        elif self.words:
            self.words[-1].append(text)


def _columns(element: "ElementTree.Element[str]") -> int:
    value = value_of(element.attrib)
    return min(max(int(value), 1), 100) if value.isascii() and value.isdigit() else 1


def _read(part: bytes, styles: Mapping[str, Looks]) -> tuple[list[str], list[Table], list[str]]:
    reading, skipping, depth, count = _Reading(OpenLooks(styles)), 0, 0, 0
    with damage_told(ElementTree.ParseError):
        for event, element in ElementTree.iterparse(io.BytesIO(part), ("start", "end")):
            name = _local(element.tag)
            if event == "start":
                depth, count = depth + 1, count + 1
                if depth > DEEPEST or count > MOST_ELEMENTS:
                    raise OverLimitError("内部结构过深或过多")
                skipping += _is_skipped(name)
                reading.unsettled.add(mark_of(name))
                if not skipping:
                    reading.begin(name, element)
            else:
                depth -= 1
                if not skipping:
                    reading.end(name, element)
                skipping -= _is_skipped(name)
                element.clear()  # what is read needs no room any more
    paragraphs = [p for p in reading.paragraphs if p]
    return paragraphs, reading.tables, [m for m in MARKS if m in reading.unsettled]


def _is_skipped(name: str) -> bool:
    return name in _SKIPPED or is_former(name)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
