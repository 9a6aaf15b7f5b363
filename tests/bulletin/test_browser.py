"""The bulletin in a real Chromium: on a phone, on a screen, and printed."""

import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model.declared import Declarations
from pipeline.papers.blocks import Block
from pipeline.rendering.files import write_pages
from pipeline.rendering.templates import load_pages
from tests.support.chromium import (
    POLICY,
    Sheet,
    Word,
    changed,
    chromium,
    print_pdf,
    run_in_page,
    sheets_of,
    words_of,
)
from tests.support.papers import pages, paper_of, table_of, write_bulletin
from tests.support.releases import ROOT, declared, largest, make_release

pytestmark = pytest.mark.browser

SECTORS = declared().roster.sectors
NOTE = declared().form.sample_note
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
    "nobody": {"missing": tuple(declared().roster.sheets)},
    "largest": {"values": largest()},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="module", params=PAGES)
def text(request: pytest.FixtureRequest) -> str:
    return _bulletin(request.param)


def _bulletin(name: str, known: Declarations | None = None) -> str:
    release = make_release(**PAGES[name], declarations=known)
    return write_bulletin(release, load_pages(ROOT / "templates"))["月通报.html"].decode()


# --- on the screen ----------------------------------------------------------------------------------------------

# What a reader would see, and what of it would be cut.
MEASURE = """
const wide = document.documentElement.clientWidth;
const held = (e) => getComputedStyle(document.querySelector(".scroll")).overflowX === "auto"
  && e.closest(".scroll") && !e.matches(".scroll");
const outside = (e) => {
  const box = e.getBoundingClientRect();
  return box.left < 0 || box.right > wide + 0.5;
};
const spills = (e) => e.scrollWidth > e.clientWidth + 1;
const size = (e) => parseFloat(getComputedStyle(e).fontSize);
const all = (what) => [...document.body.querySelectorAll(what)];
const head = (e) => e.outerHTML.slice(0, 80);
tell({
  wide,
  scroll: document.documentElement.scrollWidth,
  out: all("*").filter((e) => !held(e) && outside(e)).map(head),
  spilling: all("th, td").filter(spills).map(head),
  least: Math.min(...all("p, h1, h2, h3, th, td, caption, figcaption, small").map(size)),
  frames: all(".scroll").map((e) => [e.clientWidth, e.scrollWidth]),
});"""


@pytest.fixture(scope="module", params=[390, 1200])
def measured(request: pytest.FixtureRequest, folder: Path, text: str) -> dict[str, object]:
    seen: dict[str, object] = run_in_page(folder, text, MEASURE, frame=f"{request.param}px")
    assert seen["wide"] == request.param
    return seen


def test_the_page_never_scrolls_sideways(measured):
    assert measured["scroll"] == measured["wide"]
    assert measured["out"] == []


def test_no_cell_holds_more_than_it_has_room_for(measured):
    assert measured["spilling"] == []


def test_text_and_tables_are_large_enough_to_read(measured):
    assert measured["least"] >= 16


def test_wide_tables_scroll_by_themselves_on_a_phone(measured):
    assert len(measured["frames"]) >= 3
    scrolled = [frame for frame, inside in measured["frames"] if inside > frame]
    assert bool(scrolled) is (measured["wide"] < 500)


def _asked_for(folder: Path, text: str) -> list[str]:
    """What a page asks the network for; what Chromium asks for on its own account has no origin."""
    page, log = folder / "asking.html", folder / "net.json"
    page.write_text(text, "utf-8")
    chromium(folder, page, f"--log-net-log={log}", "--dump-dom")
    told = (e.get("params", {}) for e in json.loads(log.read_text("utf-8"))["events"])
    return [p["url"] for p in told if p.get("initiator", "not an origin") != "not an origin"]


def test_no_request_leaves_the_page(folder, text):
    assert _asked_for(folder, text) == []


def test_a_request_would_be_seen_and_the_pages_own_policy_stops_it(folder):
    url = "http://127.0.0.1:9/dot.png"
    asking = changed(_bulletin("complete"), "</body>", f'<img src="{url}" alt=""></body>')
    assert _asked_for(folder, POLICY.sub("", asking)) == [url]
    assert _asked_for(folder, asking) == []


def test_its_own_policy_stops_a_script_that_somebody_puts_in(folder):
    copy = folder / "guarded.html"
    script = "<script>document.title = 'run'</script>"
    copy.write_text(changed(_bulletin("complete"), "</body>", f"{script}</body>"), "utf-8")
    assert "<title>run</title>" not in chromium(folder, copy, "--dump-dom")


PANEL = """
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
tell(seen);"""


@pytest.mark.parametrize("width", [520, 1200])
def test_what_a_total_is_made_of_comes_up_at_the_foot_and_the_reader_keeps_his_place(folder, width):
    seen = run_in_page(folder, _bulletin("gaps"), PANEL, f"--window-size={width},800")
    assert seen["before"][0] == "none"
    assert seen["place"] > 1000
    assert seen["open"] == ["block", True, True, seen["place"]]
    assert (seen["others"], seen["wide"]) == (1, True)
    assert (seen["closed"][0], seen["closed"][3]) == ("none", seen["place"])


# --- on paper ---------------------------------------------------------------------------------------------------

LEFT, TOP, WIDE, HIGH = 28, 37, 156, 225  # of GB/T 9704, in millimetres

Printer = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def printed(folder: Path) -> Printer:
    """Prints a page and gives the text of each sheet of paper; each must be A4, upright."""

    def print_page(text: str) -> list[str]:
        pdf = print_pdf(folder, text)
        for sheet in words_of(pdf):
            assert (sheet.width, sheet.height) == pytest.approx((210, 297), abs=0.3)
        return sheets_of(pdf)

    return print_page


def _lines(sheet: str) -> list[str]:
    """The lines of a sheet without the number of the page and the note of a sample."""
    lines = [line.strip() for line in sheet.splitlines() if line.strip()]
    return [s for s in lines if s != NOTE and not re.fullmatch(r"— ?\d+ ?—", s)]


@pytest.fixture(scope="module")
def sheets(printed: Printer, text: str) -> list[str]:
    return printed(text)


@pytest.fixture(scope="module")
def placed(folder: Path, text: str) -> list[Sheet]:
    return words_of(print_pdf(folder, text))


def test_the_annex_is_the_last_sheet_and_has_it_for_itself(sheets):
    assert 4 <= len(sheets) <= 9
    assert ["附件" in _lines(s) for s in sheets] == [*[False] * (len(sheets) - 1), True]
    assert "组织开展考核巡查督导检查 (次)" in sheets[-1]


def test_nothing_of_the_browser_is_printed(sheets):
    assert not [s for s in sheets if "file:" in s or re.search(r"\d+:\d\d", s)]


def _read(text: str) -> str:
    """A text as it is compared with what was printed."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", html.unescape(text)))


def _count(text: str) -> Counter[str]:
    return Counter(_read(text))


def test_everything_is_printed(text, sheets):
    main = text[text.index("<main>") : text.index("</main>")]
    main = re.sub(r'<p class="hint">.*?</p>|<(title|desc) .*?</\1>', "", main)
    wanted = _count(re.sub(r"<[^>]*>", "", main))
    assert sum(wanted.values()) > 1000
    assert wanted - _count("".join(sheets)) == Counter()


def _is_margin(word: Word) -> bool:
    """Of the number of the page, or of the note of a sample in the head margin."""
    return word.text == NOTE or (word.top + word.bottom) / 2 > TOP + HIGH


def test_no_word_leaves_the_page_that_the_standard_gives(placed):
    for sheet in placed:
        for word in (w for w in sheet.words if not _is_margin(w)):
            trimmed = 3 * (word.text[-1] in "》）、，。；：”")  # half of such a mark is empty
            assert LEFT - 0.5 <= word.left < word.right - trimmed <= LEFT + WIDE + 0.5, word
            assert TOP <= (word.top + word.bottom) / 2 <= TOP + HIGH, word
        below = "".join(w.text for w in sheet.words if _is_margin(w) and w.text != NOTE)
        assert re.fullmatch(r"—\d+—", below)


def test_no_cell_on_paper_holds_more_than_it_has_room_for(folder, text):
    on_paper = text.replace("@media screen", "@media not all").replace("@media print", "@media all")
    seen = run_in_page(folder, on_paper, MEASURE, frame=f"{WIDE}mm")
    assert (seen["spilling"], seen["out"]) == ([], [])


MASTHEADS = {"简报": 1.5, "文件": 35.0, "none": 0.0}


@pytest.mark.parametrize(("kind", "above"), MASTHEADS.items())
def test_the_first_sheet_has_masthead_title_and_text(folder, kind, above):
    known = declared()
    document = {**known.campaign.document, "masthead": kind}
    known = replace(known, campaign=replace(known.campaign, document=document))
    text = _bulletin("complete", known)
    first, *_ = words_of(print_pdf(folder, text))
    words = [w.text for w in first.words]
    name = document["masthead_title"]
    assert (name in words) == (kind != "none")
    assert words.count(document["issuer"]) == 1 + (kind == "简报")  # in the title, in the masthead
    (top,) = [
        w for w in first.words if w.text == (name if kind != "none" else document["title"][0])
    ]
    assert (top.top + top.bottom) / 2 - TOP >= above
    (opening,) = re.findall(r'<p class="left">.*?</p>\n<p>(.*?)</p>', text)
    assert _read(opening)[:20] in _read("".join(words))


def test_every_sheet_has_its_number_on_the_outer_side(sheets):
    for number, sheet in enumerate(sheets, 1):
        (line,) = re.findall(rf"^ *— ?{number} ?— *$", sheet, re.M)
        assert (len(line) - len(line.lstrip()) > 15) == bool(number % 2)


def test_every_sheet_says_that_figures_are_invented_if_they_are(text, sheets):
    marked = 'class="sample"' in text
    assert [sheet.count(NOTE) for sheet in sheets] == [int(marked)] * len(sheets)


def test_the_signature_stands_with_the_end_of_the_text(sheets):
    (sheet,) = [s for s in sheets if re.search(r"^ *2023年\d+月\s+日 *$", s, re.M)]
    lines = _lines(sheet)
    place = lines.index(declared().campaign.document["issuer"], 2)
    assert lines[place - 1].startswith("附件：")
    assert re.fullmatch(r"2023年\d+月\s+日", lines[place + 1])


def test_no_sheet_ends_with_a_heading_or_a_caption(sheets):
    for sheet in sheets:
        assert not re.match(r"[一二三]、|（[一二三]）|表\d|图\d|行业领域", _lines(sheet)[-1])


def _full_page() -> str:
    return changed(_bulletin("gaps"), "</h1>", f"</h1><p>{'国' * 28 * 70}</p>")


def test_a_full_sheet_has_22_lines_of_28_characters(printed):
    for sheet in printed(_full_page())[1:3]:
        assert _lines(sheet) == ["国" * 28] * 22


def test_a_units_long_name_does_not_make_the_paper_smaller(folder):
    page, name = _bulletin("gaps"), "临沂临港经济开发区住房和城乡建设交通管理服务中心"
    pages = [page, page.replace("区规划建设局", name)]
    firsts = [words_of(print_pdf(folder, text))[0].words for text in pages]
    usual, with_name = ({w.text: w.bottom - w.top for w in words} for words in firsts)
    to = "区安委会各成员单位："
    assert with_name[to] == pytest.approx(usual[to])


def test_a_full_sheet_fills_the_page_that_the_standard_gives(folder):
    sheet = words_of(print_pdf(folder, _full_page()))[1]
    lines = [w for w in sheet.words if w.text == "国" * 28]
    middles = [(w.top + w.bottom) / 2 for w in lines]
    assert middles[-1] - middles[0] == pytest.approx(HIGH * 21 / 22, abs=0.6)
    assert middles[0] == pytest.approx(TOP + HIGH / 44, abs=1.5)
    for line in lines:
        assert (line.left, line.right) == pytest.approx((LEFT, LEFT + WIDE), abs=0.6)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_the_last_line_before_a_table_does_not_stand_alone_on_its_sheet(printed, count):
    """A lead that ends with 下表 is never cut so that a sheet begins with 表。"""
    lead = f"{'国' * 26}{'家' * 28 * (count - 2)}表尾。"
    above = [Block("p", text) for text in ("始。", *["中。"] * (22 - count))]
    paper = paper_of([*above, Block("p", lead), table_of(3)])
    text = write_pages(paper, pages())["通报.html"].decode()
    first = '<p style="break-before: page">始。</p>'
    (sheet,) = [s for s in printed(changed(text, "<p>始。</p>", first)) if "表尾。" in s]
    assert re.fullmatch("[国家]+", _lines(sheet)[_lines(sheet).index("表尾。") - 1])


@pytest.mark.parametrize("lines", [11, 15, 19.4])
def test_a_table_over_two_sheets_repeats_its_heads_and_loses_no_row(printed, lines):
    names = [s.name for s in SECTORS.values()]
    text = _bulletin("complete")
    before = '<div class="scroll" role="region" tabindex="0" aria-labelledby="sectors-caption">'
    style = f'<div style="break-before: page; height: calc({lines} * var(--line))"></div>'
    seen = []
    for sheet in printed(changed(text, before, f"{style}{before}")):
        rows = [
            n
            for n in names
            for s in _lines(sheet)
            if s.startswith(n) and "按时" in s and "%" in s  # pdftotext may swap the last two cells
        ]
        heads = [line for line in _lines(sheet) if "发现隐患" in line]
        assert len(heads) == bool(rows)
        assert not 0 < len(rows) < 3
        seen += rows
    assert seen == names
