"""The print pack: what is on its two sheets, as data, as a page, and in a real Chromium."""

import io
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import chain

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2.book import fill_annex2
from pipeline.annex2.items import official_grid
from pipeline.annex2.note import annex_note
from pipeline.annex2.print_pack import write_print_pack
from pipeline.bulletin.paper import bulletin
from pipeline.model.released import Release
from pipeline.papers.blocks import Block, TableBlock
from pipeline.papers.first_page import first_page
from pipeline.papers.paper import Paper
from pipeline.rendering.templates import load_pages
from tests.support import chromium
from tests.support.releases import ROOT, declared, largest, make_release

PAGES = load_pages(ROOT / "templates")
NOTE = declared().form.sample_note
RELEASES = {
    "complete": {"month": "2023-06"},
    "gaps": {"missing": ("power",), "returned": ("commerce",), "late": ("fire",), "sample": True},
    "nobody": {"missing": tuple(declared().roster.sheets)},
    "largest": {"values": largest()},
    "holes": {
        "values": largest(),
        "blank": {(s, i) for s, i in largest() if s == "gas" and i != "self_found"},
    },
}


@pytest.fixture(scope="module", params=RELEASES)
def release(request: pytest.FixtureRequest) -> Release:
    return make_release(**RELEASES[request.param])


def _pack(release: Release) -> str:
    (name, data), *more = write_print_pack(bulletin(release, PAGES), release, PAGES).items()
    assert (name, more) == ("送阅件.html", [])
    return data.decode()


def _texts(page: str, tags: tuple[str, ...]) -> list[str]:
    """The texts of the elements with these tags, in the order of the page; they never lie in each other."""
    found: list[str] = []

    class Reader(HTMLParser):
        open = False

        def handle_starttag(self, tag: str, _: object) -> None:
            if tag in tags:
                self.open = True
                found.append("")
            elif tag == "br" and self.open:
                found[-1] += "\n"

        def handle_endtag(self, tag: str) -> None:
            self.open = self.open and tag not in tags

        def handle_data(self, data: str) -> None:
            if self.open:
                found[-1] += data

    Reader().feed(page)
    return found


# --- Annex 2 ----------------------------------------------------------------------------------------------------


def _official(release: Release) -> Worksheet:
    """The official sheet as it is published."""

    return load_workbook(io.BytesIO(fill_annex2(release, ROOT / "templates"))).worksheets[0]


def test_the_grid_is_the_one_in_the_published_workbook(release):
    sheet = _official(release)
    published = [str(c.value) for row in sheet["A5:G21"] for c in row if c.value is not None]
    ours = list(
        chain.from_iterable(
            (
                *([s.label] if n == 0 else []),
                *chain(*((i.number, i.label, i.text) for i in row if i)),
            )
            for s in official_grid(release)
            for n, row in enumerate(s.rows)
        )
    )
    assert ours == published


def test_the_page_shows_the_grid_the_day_and_the_note_as_in_the_workbook(release):
    page, sheet = _pack(release), _official(release)
    cells = [t.strip() for t in _texts(page, ("th", "td"))]
    assert [c for c in cells if c] == [
        str(c.value) for row in sheet["A5:G21"] for c in row if c.value is not None
    ]
    (caption,) = _texts(page, ("caption",))
    title = "\n".join(str(sheet[f"A{row}"].value) for row in (2, 3))
    assert caption == f"{title}{sheet['A4'].value}"
    assert _texts(page, ("p",))[-1] == sheet["A22"].value == annex_note(release)


def test_every_row_of_the_grid_has_all_its_columns(release):
    rows = re.findall(r"<tr>(.*?)</tr>", _pack(release), re.S)
    assert len(rows) == 17
    spans = [len(re.findall(r"<t[hd]", row)) - row.count("rowspan") for row in rows]
    assert spans == [6] * 17
    assert sum(int(n) for n in re.findall(r'rowspan="(\d+)"', "".join(rows))) == 17


def test_a_figure_that_is_missing_is_never_a_zero():
    page = _pack(make_release(missing=tuple(declared().roster.sheets)))
    values = re.findall(r'<td class="none">(.*?)</td>', page)
    assert len(values) == len(declared().form.by_item)
    assert {re.sub("<.*?>", "", v) for v in values} == {"未报"}


# --- The first page ---------------------------------------------------------------------------------------------


def _paper(*blocks: Block, masthead: str = "简报", sample: str = "") -> Paper:
    document = {"masthead": masthead, "masthead_title": "甲", "issuer": "乙"}
    return Paper("丙", blocks, document, "号", "日", sample)


def _kept(*lines: int, **about: str) -> int:
    """How many paragraphs of so many full lines stay on the first page."""
    blocks = (Block("p", "国" * (28 * n - 2)) for n in lines)
    return len(first_page(_paper(*blocks, **about)))


def test_the_first_page_holds_as_many_lines_as_its_head_leaves():
    assert _kept(*[1] * 30, masthead="none") == 21
    assert _kept(*[1] * 30) == 17
    assert _kept(*[1] * 30, masthead="文件") == 11
    assert _kept(*[1] * 30, sample="样例") == 15


def test_a_paragraph_that_does_not_fit_is_left_out_with_all_that_follows():
    assert _kept(15, 3, 1) == 1
    assert _kept(15, 2, 1) == 2
    assert _kept(30) == 0


def test_a_line_more_is_a_line_more():
    full, more = "国" * 26, "国" * 27
    assert len(first_page(_paper(*[Block("p", full)] * 18, masthead="none"))) == 18
    assert len(first_page(_paper(*[Block("p", more)] * 18, masthead="none"))) == 10


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("1国" * 17, 18),  # 25.5 characters, for digits are narrow
        ("国" * 24 + "1234567国", 10),  # 28.5, and a figure is not broken
        ("国" * 24 + "12345", 10),
        ("国" * 24 + "1234", 18),
        ("国" * 26 + "。", 10),  # a mark never begins a line
        ("国" * 25 + "。" + "国" * 27, 10),
        ("国" * 26 + "。" + "国" * 26, 10),
        ("国" * 26 + "。" + "国" * 27, 7),  # and takes the character before it along
        ("国" * 24 + "12345678" + "国" * 24, 10),
        ("国" * 24 + "12345678" + "国" * 25, 7),
        ("国" * 25 + "（国" + "国" * 26, 10),
        ("国" * 25 + "（国" + "国" * 27, 7),  # a bracket never ends a line
    ],
)
def test_lines_are_filled_as_a_browser_fills_them(text, fitting):
    assert len(first_page(_paper(*[Block("p", text)] * 18, masthead="none"))) == fitting


def test_a_heading_never_ends_the_first_page():
    filled = Block("p", "国" * (28 * 12 - 2))
    heads = Block("h2", "一、"), Block("h3", "（一）")
    assert first_page(_paper(filled, *heads, Block("p", "国" * 28 * 9))) == (filled,)
    assert len(first_page(_paper(filled, *heads, Block("p", "国")))) == 4


@pytest.mark.parametrize("kind", ["table", "chart", "right"])
def test_a_table_a_chart_or_the_signature_ends_the_first_page(kind):
    table = TableBlock("t", "", "", (), (), ())
    end = Block(kind, "国", table=table if kind == "table" else None)
    assert first_page(_paper(Block("p", "国"), end, Block("p", "国"))) == (Block("p", "国"),)


def test_the_page_has_the_papers_own_beginning_and_says_when_there_is_more(release):
    paper, page = bulletin(release, PAGES), _pack(release)
    taken = first_page(paper)
    shown = [t for t in _texts(page, ("h1", "h2", "h3", "p")) if t != NOTE]
    shown = shown[: shown.index("附件2")]
    assert [b.text for b in taken] == shown[1:-1] or [b.text for b in taken] == shown[
        -1 - len(taken) : -1
    ]
    assert shown[-1] == "（全文见月通报）"


@pytest.mark.parametrize("sample", [False, True])
def test_the_leaders_page_holds_the_paragraph_that_says_all(sample):
    gaps = {"missing": ("power",), "returned": ("commerce",), "late": ("fire",)}
    paper = bulletin(make_release("2023-07", **gaps, sample=sample), PAGES)
    taken = [b.text for b in first_page(paper)]
    assert taken[taken.index("（一）总体情况") + 1].startswith("12个行业领域有效报送10个")


def test_a_paper_that_fits_as_a_whole_does_not_point_to_more():
    release = make_release(month="2023-06")
    paper = replace(bulletin(release, PAGES), blocks=(Block("p", "全部。"),))
    page = write_print_pack(paper, release, PAGES)["送阅件.html"].decode()
    assert "全文见" not in page


# --- on paper ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory):
    return tmp_path_factory.mktemp("pack")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "masthead"),
    [*((name, "简报") for name in RELEASES), ("gaps", "文件"), ("gaps", "none")],
)
def test_it_prints_on_exactly_two_sheets_with_nothing_cut(folder, name, masthead):
    release = make_release(**RELEASES[name])
    document = {**release.declared.campaign.document, "masthead": masthead}
    campaign = replace(release.declared.campaign, document=document)
    release = replace(release, declared=replace(release.declared, campaign=campaign))
    page = _pack(release)
    first, second = chromium.words_of(chromium.print_pdf(folder, page))
    _assert_within(first, 28, 26, 35)
    _assert_within(second, 20, 18, 20)
    printed = Counter("".join(w.text for s in (first, second) for w in s.words))
    texts = _texts(page, ("h1", "h2", "h3", "p", "caption", "th", "td"))
    assert Counter(re.sub(r"\s", "", "".join(texts))) - printed == Counter()


def _assert_within(sheet: chromium.Sheet, left: float, right: float, below: float) -> None:
    """Nothing stands in the margins but the number of the page and the note of a sample."""
    assert (sheet.width, sheet.height) == pytest.approx((210, 297), abs=0.3)
    for word in sheet.words:
        middle = (word.top + word.bottom) / 2
        if word.text != NOTE and middle < 297 - below:
            trimmed = 3 * (word.text[-1] in "》）、，。；：”")  # half of such a mark is empty
            assert left - 0.5 <= word.left < word.right - trimmed <= 210 - right + 0.5, word
    last = "".join(w.text for w in sheet.words if (w.top + w.bottom) / 2 >= 297 - below)
    assert re.fullmatch(r"—\d+—", last)


@pytest.mark.browser
def test_the_last_rule_of_the_grid_is_as_thick_as_its_first(folder):
    pdf = chromium.print_pdf(folder, _pack(make_release(**RELEASES["gaps"])))
    for height in range(70, 200, 10):
        first, *_, last = chromium.dark_runs(pdf, 2, height)
        assert abs(first - last) <= 1


@pytest.mark.browser
def test_its_first_sheet_is_full_but_never_runs_over(folder):
    release = make_release(month="2023-06")
    paper = bulletin(release, PAGES)
    title = next(b for b in paper.blocks if b.kind == "title")
    for masthead in ("简报", "文件", "none"):
        for note in ("", NOTE):
            document = {**paper.document, "masthead": masthead}
            text = [Block("p", "国" * 26)] * 30
            long = replace(paper, document=document, blocks=(title, *text), sample=note)
            page = write_print_pack(long, release, PAGES)["送阅件.html"].decode()
            first, _ = chromium.words_of(chromium.print_pdf(folder, page))
            middles = [(w.top + w.bottom) / 2 for w in first.words if w.text == "国" * 26]
            assert 297 - 35 - middles[-1] < 2.2 * 225 / 22


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1200])
def test_it_never_scrolls_sideways_on_a_screen(folder, width):
    release = make_release(**RELEASES["largest"])
    measure = "const all = document.documentElement; tell([all.scrollWidth, all.clientWidth]);"
    assert chromium.run_in_page(folder, _pack(release), measure, frame=f"{width}px") == [width] * 2
