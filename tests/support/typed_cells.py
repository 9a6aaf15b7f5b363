"""Packages by hand: parts replaced, and cells typed in by defined name, byte by byte.

openpyxl takes twenty times as long to load and save a form, and leaves out what it does not know.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from xml.etree import ElementTree
from xml.sax.saxutils import escape

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DOCUMENT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WORKED_OUT = re.compile(
    rb'(<c r="[A-Z]+[0-9]+"[^>]*?)(?: t="[a-z]+")?>(<f\b[^>]*>[^<]*</f>)<v>[^<]*</v>'
)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Part name -> bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a package."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name)  # of 1980: the same parts are the same bytes at any time
            info.compress_type = method
            package.writestr(info, content)
    return out.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed."""
    parts = unpacked(data)
    return packed(parts | {name: change(parts[name])})


def prefixed(xml: bytes) -> bytes:
    """A part whose elements all have a prefix, as some programs write them; it has no declaration before them."""
    xml = xml.replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:")
    return xml.replace(b" xmlns=", b" xmlns:x=")


@lru_cache
def places(data: bytes) -> dict[str, tuple[str, str, str]]:
    """Defined name -> (sheet, its part, reference), read by ElementTree."""
    parts = unpacked(data)
    links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    targets = {link.get("Id"): str(link.get("Target")).lstrip("/") for link in links}
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    files = {str(s.get("name")): targets[s.get(f"{DOCUMENT}id")] for s in book.iter(f"{MAIN}sheet")}
    paths = {n: f if f.startswith("xl/") else f"xl/{f}" for n, f in files.items()}
    found = {}
    for name in book.iter(f"{MAIN}definedName"):
        sheet, _, ref = str(name.text).rpartition("!")
        sheet = sheet.strip("'")
        if sheet in paths:
            found[str(name.get("name"))] = sheet, paths[sheet], ref.replace("$", "")
    return found


def at(data: bytes, name: str) -> tuple[str, str]:
    """(sheet, reference) of a defined name."""
    sheet, _, ref = places(data)[name]
    return sheet, ref


def stored(type_: str, value: str | None, formula: str | None = None) -> str:
    """A cell just as it is to stand in the file: its type, stored value and formula."""
    inside = "" if formula is None else f"<f>{escape(formula)}</f>"
    inside += "" if value is None else f"<v>{escape(value)}</v>"
    return f' t="{type_}">{inside}</c>'


def _written(value: object) -> str:
    if value is None:
        return "/>"
    if isinstance(value, int | float):
        return stored("n", repr(value))
    text = str(value)
    if text.endswith("</c>"):
        return text
    keep = ' xml:space="preserve"' if text != text.strip() else ""
    return f' t="inlineStr"><is><t{keep}>{escape(text)}</t></is></c>'


def typed(data: bytes, changes: Mapping[str, object]) -> bytes:
    """A form with cells changed by defined name: a number, a text, None for empty, or a `stored` cell."""
    parts = unpacked(data)
    by_part: dict[str, dict[str, object]] = {}
    for name, value in changes.items():
        _, part, ref = places(data)[name]
        by_part.setdefault(part, {})[ref] = value
    for part, cells in by_part.items():
        parts[part] = _typed(parts[part].decode(), cells).encode()
    return packed(parts)


def _typed(xml: str, cells: Mapping[str, object]) -> str:
    for ref, value in cells.items():
        start = xml.index(f'<c r="{ref}"')
        head = xml.index(">", start)
        closed = xml[head - 1] == "/"
        end = head + 1 if closed else xml.index("</c>", start) + 4
        style = xml[start:head].partition(' s="')[2].partition('"')[0]
        xml = f'{xml[:start]}<c r="{ref}" s="{style or 0}"{_written(value)}{xml[end:]}'
    return xml


def plain(value: object) -> bool:
    """Whether `as_saved` is how openpyxl stores it: a number or an ordinary text, or nothing."""
    if isinstance(value, str):
        return not value.startswith(("=", "#")) and value.replace("\n", "").isprintable()
    return value is None or type(value) in (int, float)


def as_saved(values: Mapping[str, object]) -> dict[str, object]:
    """Values to be typed in with the digits that openpyxl gives them: 16, and so 93.6 gets a binary tail."""
    return {n: stored("n", f"{v:.16g}") if isinstance(v, float) else v for n, v in values.items()}


def unworked(data: bytes) -> bytes:
    """A workbook whose formulas have no results, as openpyxl saves it: what was stored is of other values."""
    parts = unpacked(data)
    sheets = {
        n: _WORKED_OUT.sub(rb"\1>\2<v></v>", x)
        for n, x in parts.items()
        if n.startswith("xl/worksheets/")
    }
    return packed(parts | sheets)
