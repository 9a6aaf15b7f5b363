"""Forms as files: one cell changed byte by byte, parts replaced, and what the reader made of it."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from pipeline.model.received import Arrival, Finding, Submission
from pipeline.reading import read_arrival
from tests.workspaces import declarations

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DOCUMENT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NOON = "2023-06-26T12:00:00+08:00"

Coordinates = tuple[str, str | None, str | None]


def arrival(data: bytes, path: str = "inbox/a.xlsx", received: str = NOON) -> Arrival:
    """A file as the inbox hands it on."""
    return Arrival(path, path, data, datetime.fromisoformat(received), "")


def read(data: bytes, path: str = "inbox/a.xlsx", received: str = NOON) -> Submission:
    """A form, which has to be recognised as one."""
    submission = read_arrival(arrival(data, path, received), declarations())
    assert isinstance(submission, Submission), submission
    return submission


def refused(data: bytes) -> Arrival:
    """A file that must not be recognised as a form."""
    refusal = read_arrival(arrival(data), declarations())
    assert isinstance(refusal, Arrival), refusal.findings
    return refusal


def coordinates(findings: Iterable[Finding], *codes: str) -> list[Coordinates]:
    """(rule, sheet, cell) of findings, or of those with some codes."""
    return [(f.rule, f.sheet, f.cell) for f in findings if not codes or f.rule in codes]


def entry(submission: Submission, name: str) -> tuple[float, str]:
    """(value, state) of a value by its defined name."""
    sector, _, indicator = name.partition("_")
    form = next(f for f in submission.sheets if f.sector == sector)
    return form.entries[indicator].value, form.entries[indicator].state


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
    return text if text.endswith("</c>") else f' t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def typed(data: bytes, changes: Mapping[str, object]) -> bytes:
    """A form with cells changed by defined name: a number, a text, None for empty, or a `stored` cell."""
    parts = {name: content.decode() for name, content in unpacked(data).items() if name[-1] == "l"}
    for name, value in changes.items():
        _, part, ref = places(data)[name]
        start = parts[part].index(f'<c r="{ref}"')
        head = parts[part].index(">", start)
        closed = parts[part][head - 1] == "/"
        end = head + 1 if closed else parts[part].index("</c>", start) + 4
        style = parts[part][start:head].partition(' s="')[2].partition('"')[0]
        cell = f'<c r="{ref}" s="{style or 0}"{_written(value)}'
        parts[part] = parts[part][:start] + cell + parts[part][end:]
    return packed(unpacked(data) | {name: content.encode() for name, content in parts.items()})
