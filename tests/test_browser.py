"""The bulletin in a real Chromium: on a phone, and printed."""

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.pages import load_pages
from tests.papers import write_bulletin
from tests.releases import ROOT, declared, make_release

TOOLS = ("chromium", "pdfinfo", "pdftotext", "fc-list")


def _lacks() -> str:
    """What the machine lacks to print Chinese; empty where it can."""
    tools = [t for t in TOOLS if not shutil.which(t)]
    if tools:
        return f"no {', '.join(tools)}"
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=True).stdout
    return "" if fonts else "no Chinese font"


pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(_lacks()), reason=_lacks() or "ready")]

NOTE = declared().form.sample_note
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
PAGES = {
    "complete": {"month": "2023-06"},
    "gaps": {
        "missing": ("power",),
        "returned": ("commerce",),
        "corrected": ("hazchem",),
        "late": ("fire",),
        "missing_before": ("gas",),
        "sample": True,
    },
}
# A frame as wide as a phone, which a window may not be, and what a reader would see in it.
FRAME = """<!DOCTYPE html><meta charset="utf-8"><pre id="measured"></pre>
<iframe style="border: 0; width: {width}px; height: 800px" srcdoc="{page}"></iframe>"""
MEASURE = """<script>
const wide = document.documentElement.clientWidth;
const held = (e) => e.closest(".scroll") && !e.matches(".scroll");
const outside = (e) => {
  const box = e.getBoundingClientRect();
  return box.left < 0 || box.right > wide + 0.5;
};
const size = (e) => parseFloat(getComputedStyle(e).fontSize);
const all = (what) => [...document.body.querySelectorAll(what)];
parent.document.getElementById("measured").textContent = JSON.stringify({
  wide,
  scroll: document.documentElement.scrollWidth,
  out: all("*").filter((e) => !held(e) && outside(e)).map((e) => e.outerHTML.slice(0, 80)),
  least: Math.min(...all("p, h1, h2, h3, th, td, caption, figcaption, small").map(size)),
  frames: all(".scroll").map((e) => [e.clientWidth, e.scrollWidth]),
  fetched: performance.getEntriesByType("resource").length,
});
</script>"""


def _chromium(folder: Path, page: Path, *options: str) -> str:
    """What Chromium prints to its output; its profile goes into the folder."""
    quiet = (
        "--no-first-run --disable-background-networking --disable-component-update --disable-sync"
    )
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", *quiet.split(), *options]
    profile = f"--user-data-dir={folder / 'profile'}"
    run = subprocess.run(
        [*command, profile, page.as_uri()], capture_output=True, check=True, timeout=120
    )
    return run.stdout.decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="module", params=PAGES)
def text(request: pytest.FixtureRequest) -> str:
    return _bulletin(request.param)


def _bulletin(name: str) -> str:
    release = make_release(**PAGES[name])
    return write_bulletin(release, load_pages(ROOT / "templates"))["月通报.html"].decode()


def _changed(text: str, old: str, new: str) -> str:
    """The page with one place changed; the place must be there."""
    assert text.count(old) == 1
    return text.replace(old, new)


# --- on the screen ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[390, 1200])
def measured(request: pytest.FixtureRequest, folder: Path, text: str) -> dict[str, object]:
    page = _changed(POLICY.sub("", text), "</body>", f"{MEASURE}</body>")
    copy = folder / "measured.html"
    copy.write_text(FRAME.format(width=request.param, page=html.escape(page)), "utf-8")
    dom = _chromium(folder, copy, "--hide-scrollbars", "--window-size=1400,900", "--dump-dom")
    found = re.search(r'<pre id="measured">(.*?)</pre>', dom, re.S)
    assert found
    seen: dict[str, object] = json.loads(html.unescape(found[1]))
    assert seen["wide"] == request.param
    return seen


def test_the_page_never_scrolls_sideways(measured):
    assert measured["scroll"] == measured["wide"]
    assert measured["out"] == []


def test_text_and_tables_are_large_enough_to_read(measured):
    assert measured["least"] >= 16


def test_wide_tables_scroll_by_themselves_on_a_phone(measured):
    hidden = [inside > frame for frame, inside in measured["frames"]]
    assert hidden == [measured["wide"] < 500] * 3


def test_the_page_asks_for_nothing(measured):
    assert measured["fetched"] == 0


def test_its_own_policy_stops_what_somebody_puts_in(folder):
    copy = folder / "guarded.html"
    script = "<script>document.title = 'run'</script>"
    copy.write_text(_changed(_bulletin("complete"), "</body>", f"{script}</body>"), "utf-8")
    assert "<title>run</title>" not in _chromium(folder, copy, "--dump-dom")


PANEL = """<script>
const about = (id) => {
  const panel = document.getElementById(id);
  const box = panel.getBoundingClientRect();
  return [getComputedStyle(panel).display, box.bottom === innerHeight, box.top > 0, scrollY];
};
const seen = { before: about("of-self_found") };
const click = (link) => { location.hash = link.getAttribute("href"); };
const link = document.querySelector('#totals a[href="#of-self_found"]');
link.scrollIntoView();
seen.place = scrollY;
click(link);
seen.open = about("of-self_found");
seen.others = [...document.querySelectorAll(".origin")]
  .filter((e) => getComputedStyle(e).display !== "none").length;
seen.wide = document.documentElement.scrollWidth === innerWidth;
click(document.querySelector("#of-self_found .close a"));
seen.closed = about("of-self_found");
document.body.prepend(Object.assign(document.createElement("pre"), { id: "seen", textContent: JSON.stringify(seen) }));
</script>"""


@pytest.mark.parametrize("width", [520, 1200])
def test_what_a_total_is_made_of_comes_up_at_the_foot_and_the_reader_keeps_his_place(folder, width):
    copy = folder / "panel.html"
    page = _changed(POLICY.sub("", _bulletin("gaps")), "</body>", f"{PANEL}</body>")
    copy.write_text(page, "utf-8")
    dom = _chromium(folder, copy, "--hide-scrollbars", f"--window-size={width},800", "--dump-dom")
    found = re.search(r'<pre id="seen">(.*?)</pre>', dom, re.S)
    assert found
    seen = json.loads(html.unescape(found[1]))
    assert seen["before"][0] == "none"
    assert seen["place"] > 1000
    assert seen["open"] == ["block", True, True, seen["place"]]
    assert (seen["others"], seen["wide"]) == (1, True)
    assert (seen["closed"][0], seen["closed"][3]) == ("none", seen["place"])


# --- on paper ---------------------------------------------------------------------------------------------------

Printer = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def printed(folder: Path) -> Printer:
    """Prints a page and gives the text of each sheet of paper; each must be A4, upright."""

    def print_page(text: str) -> list[str]:
        page, pdf = folder / "page.html", folder / "page.pdf"
        page.write_text(text, "utf-8")
        pdf.unlink(missing_ok=True)
        _chromium(folder, page, f"--print-to-pdf={pdf}")
        info = subprocess.run(["pdfinfo", pdf], capture_output=True, check=True).stdout.decode()
        width, height = map(float, re.findall(r"Page size: +([\d.]+) x ([\d.]+)", info)[0])
        assert (width, height) == (pytest.approx(595.3, abs=0.7), pytest.approx(841.9, abs=0.7))
        command = ["pdftotext", "-layout", pdf, "-"]
        sheets = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        assert sheets.count("\f") == int(re.findall(r"Pages: +(\d+)", info)[0])
        return sheets.split("\f")[:-1]

    return print_page


def _lines(sheet: str) -> list[str]:
    """The lines of a sheet without the number of the page and the note of a sample."""
    lines = [line.strip() for line in sheet.splitlines() if line.strip()]
    return [s for s in lines if s != NOTE and not re.fullmatch(r"— ?\d+ ?—", s)]


@pytest.fixture(scope="module")
def sheets(printed: Printer, text: str) -> list[str]:
    return printed(text)


def test_a_bulletin_is_six_sheets_and_the_annex_is_the_last(sheets):
    assert len(sheets) == 6
    assert [_lines(s)[0] for s in sheets].index("附件") == 5
    assert "组织开展考核巡查督导检查 (次)" in sheets[-1]


def test_nothing_of_the_browser_is_printed(sheets):
    assert not [s for s in sheets if "file:" in s or re.search(r"\d+:\d\d", s)]


def test_the_first_sheet_has_masthead_title_and_text(sheets):
    lines = _lines(sheets[0])
    assert lines[0] == "安全生产工作简报"
    assert any(line.startswith("关于全区重大事故隐患") for line in lines)
    assert "一、整治进展情况" in lines


def test_every_sheet_has_its_number_on_the_outer_side(sheets):
    for number, sheet in enumerate(sheets, 1):
        (line,) = re.findall(rf"^ *— ?{number} ?— *$", sheet, re.M)
        assert (len(line) - len(line.lstrip()) > 15) == bool(number % 2)


def test_every_sheet_says_that_figures_are_invented_if_they_are(text, sheets):
    marked = 'class="sample"' in text
    assert [sheet.count(NOTE) for sheet in sheets] == [int(marked)] * 6


def test_the_signature_stands_with_the_end_of_the_text(sheets):
    (sheet,) = [s for s in sheets if "2023年" in s and re.search(r"月\s+日", s)]
    lines = _lines(sheet)
    place = lines.index(declared().campaign.document["issuer"])
    assert place >= 2
    assert lines[place - 1].startswith("附件：")
    assert re.fullmatch(r"2023年\d+月\s+日", lines[place + 1])


def test_no_sheet_ends_with_a_heading_or_a_caption(sheets):
    for sheet in sheets:
        assert not re.match(r"[一二三]、|（[一二三]）|表\d|图\d|行业领域", _lines(sheet)[-1])


def test_a_full_sheet_has_22_lines_of_28_characters(printed):
    full = f"<p>{'国' * 28 * 70}</p>"
    sheets = printed(_changed(_bulletin("gaps"), "</h1>", f"</h1>{full}"))
    for sheet in sheets[1:3]:
        assert _lines(sheet) == ["国" * 28] * 22


@pytest.mark.parametrize("lines", [11, 15, 19.4])
def test_a_table_over_two_sheets_repeats_its_heads_and_loses_no_row(printed, lines):
    names = [s.name for s in declared().roster.sectors.values()]
    text = _bulletin("complete")
    before = '<div class="scroll" role="region" tabindex="0" aria-labelledby="sectors-caption">'
    style = f'<div style="break-before: page; height: calc({lines} * var(--line))"></div>'
    seen = []
    for sheet in printed(_changed(text, before, f"{style}{before}")):
        rows = [
            n
            for n in names
            for s in _lines(sheet)
            if s.startswith(n) and s.endswith("按时") and "%" in s
        ]
        heads = [line for line in _lines(sheet) if "发现隐患" in line]
        assert len(heads) == bool(rows)
        assert len(rows) != 1
        seen += rows
    assert seen == names
