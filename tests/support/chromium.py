"""A real Chromium for tests: what it makes of a page on a screen and on paper."""

import hashlib
import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_TOOLS = ("chromium", "pdfinfo", "pdftoppm", "pdftotext", "fc-list")
# Nothing of its own, and no name is looked up: what a page asks for is seen, and goes nowhere.
_QUIET = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
_NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND"
_SEEN = re.compile(r'<pre id="seen">(.*?)</pre>', re.S)
_POINT = 72 / 25.4  # in millimetres


@cache
def lacks() -> str:
    """What the machine lacks to print Chinese; empty where it can."""
    tools = [t for t in _TOOLS if not shutil.which(t)]
    if tools:
        return f"no {', '.join(tools)}"
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=True).stdout
    return "" if fonts else "no Chinese font"


def chromium(folder: Path, page: Path, *options: str) -> str:
    """What Chromium prints to its output; its profile goes into the folder."""
    profile = f"--user-data-dir={folder / 'profile'}"
    command = ["chromium", *_QUIET, _NOWHERE, profile, *options, page.as_uri()]
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()


_FRAME = """<!DOCTYPE html><meta charset="utf-8">
<iframe style="border: 0; width: {width}; height: 800px" srcdoc="{page}"></iframe>"""
_TELL = """const tell = (seen) => parent.document.body.prepend(
  Object.assign(parent.document.createElement("pre"), { id: "seen", textContent: JSON.stringify(seen) }));"""


def run_in_page(
    folder: Path, text: str, script: str, *options: str, frame: str | None = None
) -> Any:
    """What a script in a page gives to `tell`; the page's own policy would stop it, and is taken out.

    frame: how wide the page is shown, in a frame then: a window may not be as narrow as a phone.
    """
    scripted = f"<script>{_TELL}{script}</script></body>"
    whole = changed(POLICY.sub("", text), "</body>", scripted)
    if frame:
        whole = _FRAME.format(width=frame, page=html.escape(whole))
    page = folder / "scripted.html"
    page.write_text(whole, "utf-8")
    window = "--window-size=1400,900" if frame else "--window-size=1200,800"
    found = _SEEN.search(chromium(folder, page, window, *options, "--dump-dom"))
    assert found
    return json.loads(html.unescape(found[1]))


def changed(text: str, old: str, new: str) -> str:
    """The page with one place changed; the place must be there."""
    assert text.count(old) == 1
    return text.replace(old, new)


def print_pdf(folder: Path, text: str) -> Path:
    """The page as Chromium prints it, with the browser's own settings; the same text only once."""
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    page, pdf = folder / f"{name}.html", folder / f"{name}.pdf"
    if not pdf.exists():
        page.write_text(text, "utf-8")
        chromium(folder, page, f"--print-to-pdf={pdf}")
    return pdf


def sheets_of(pdf: Path) -> list[str]:
    """The text of each sheet of paper."""
    text = _output("pdftotext", "-layout", pdf, "-")
    info = _output("pdfinfo", pdf)
    assert text.count("\f") == int(re.findall(r"Pages: +(\d+)", info)[0])
    return text.split("\f")[:-1]


@dataclass(frozen=True, slots=True)
class Word:
    """A word on paper and the box around it, in millimetres from the upper left corner of the sheet."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper, in millimetres, and the words on it."""

    width: float
    height: float
    words: list[Word]


def words_of(pdf: Path) -> list[Sheet]:
    """Every word and its place, by sheet."""
    sheets = []
    for page in _output("pdftotext", "-bbox", pdf, "-").split("<page ")[1:]:
        width, height = (float(n) / _POINT for n in re.findall(r'(?:width|height)="(.*?)"', page))
        words = [
            Word(html.unescape(text), *(float(n) / _POINT for n in box))
            for *box, text in re.findall(
                r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page
            )
        ]
        sheets.append(Sheet(width, height, words))
    return sheets


def dark_runs(pdf: Path, sheet: int, height: int) -> list[int]:
    """How long each dark run is on one line across a sheet, in pixels of 600 to the inch; height: in millimetres."""
    at = str(int(height * 600 / 25.4))
    line = ("-r", "600", "-gray", "-f", str(sheet), "-l", str(sheet), "-x", "0", "-y", at)
    image = _output_bytes("pdftoppm", *line, "-W", "5000", "-H", "1", pdf)
    pixels = image.split(b"\n", 3)[3]
    return [len(run) for run in re.findall(rb"[\x00-\x7f]+", pixels)]


def _output(*command: str | Path) -> str:
    return _output_bytes(*command).decode()


def _output_bytes(*command: str | Path) -> bytes:
    return subprocess.run(command, capture_output=True, check=True).stdout
