"""LibreOffice Writer as a second program: it opens the document, and its pages are those of the standard."""

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.bulletin.problems import Problem
from pipeline.bulletin.weekly_note import weekly_note
from pipeline.papers.blocks import Block
from pipeline.rendering.templates import load_pages
from pipeline.rendering.word_file import word
from tests.support import libreoffice
from tests.support.needs import need
from tests.support.papers import TEMPLATES, july, paper_of, table_of
from tests.support.releases import declared, make_release

TOOLS = ("pdftotext", "pdfinfo", "fc-list")


def _lacks() -> str:
    """What the machine lacks to print Chinese with LibreOffice Writer; empty where it can."""
    if tools := [t for t in TOOLS if not shutil.which(t)]:
        return f"no {', '.join(tools)}"
    if not Path(str(libreoffice.SOFFICE)).resolve().with_name("libswlo.so").exists():
        return "LibreOffice Writer is not installed (apt install libreoffice-writer)"
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=True).stdout
    return "" if fonts else "no Chinese font"


pytestmark = pytest.mark.libreoffice
Line = tuple[float, float, float, str]  # left, top, right, in points, and the text


@pytest.fixture(scope="module", autouse=True)
def _prints_chinese() -> None:
    need(_lacks())


def printed(folder: Path, data: bytes) -> list[list[Line]]:
    """The lines of every page, from top to bottom."""
    source = folder / "文.docx"
    source.write_bytes(data)
    pdf = libreoffice.convert(source, folder, "pdf")
    text = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True)
    pages = ElementTree.fromstring(re.sub(rb"<!DOCTYPE[^>]*>", b"", text.stdout)).iter(
        "{http://www.w3.org/1999/xhtml}page"
    )
    return [_lines(page) for page in pages]


def _lines(page: ElementTree.Element) -> list[Line]:
    rows: dict[int, list[Line]] = {}
    for word_ in page:
        left, top, right = (float(word_.get(k, 0)) for k in ("xMin", "yMin", "xMax"))
        key = next((k for k in rows if abs(k - top) < 6), round(top))
        rows.setdefault(key, []).append((left, top, right, word_.text or ""))
    return [
        (min(w[0] for w in ws), ws[0][1], max(w[2] for w in ws), "".join(w[3] for w in sorted(ws)))
        for _, ws in sorted(rows.items())
    ]


def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    text = "全区各行业领域要深入开展重大事故隐患专项排查整治" * 100
    blocks = [Block("p", text), Block("h2", "一、黑体"), Block("p", text)]
    pages = printed(tmp_path, word(paper_of(blocks, masthead="none"), TEMPLATES))
    full = pages[1:3]
    for number, page in enumerate(full, 2):
        *body, foot = page
        assert foot[3] == f"—{number}—"
        assert [len(line[3]) for line in body] == [28] * 22
        assert body[0][1] == pytest.approx(37 / 25.4 * 72, abs=12)
        assert body[-1][1] < (297 - 35) / 25.4 * 72 - 12
        for left, _, right, _ in body:
            assert left == pytest.approx(28 / 25.4 * 72, abs=2)
            assert right == pytest.approx((210 - 26) / 25.4 * 72, abs=4)
        gaps = [b[1] - a[1] for a, b in pairwise(body)]
        assert gaps == pytest.approx([28.95] * 21, abs=0.4)
    odd, even = pages[2][-1], pages[1][-1]
    assert odd[2] > 480
    assert even[0] < 110
    assert all(foot[1] > (297 - 35) / 25.4 * 72 for foot in (odd, even))


def test_a_long_table_repeats_its_head_and_keeps_its_caption_note_and_rows(tmp_path: Path) -> None:
    long = [Block("p", "文"), table_of(120), table_of(3, text="乙" * 40)]
    pages = printed(tmp_path, word(paper_of(long, masthead="none"), TEMPLATES))
    texts = [[line[3] for line in page] for page in pages]
    with_rows = [t for t in texts if any(x.startswith("甲") for x in t)]
    assert len(with_rows) >= 3
    assert all(any(x.startswith("数量") for x in t) for t in with_rows)
    (first,) = [t for t in texts if "表1表甲" in t]
    assert any(x.startswith("甲0") for x in first)
    (last,) = [t for t in texts if any(x.startswith("合计120") for x in t)]
    assert any(x.startswith("甲119") for x in last)
    assert "注：注" in last
    rows = [x for t in texts for x in t if re.match(r"甲\d", x)]
    assert rows == [f"甲{n}{n}" for n in range(120)]


def test_the_first_page_holds_the_first_paragraph_to_its_end(tmp_path: Path) -> None:
    first, second, *_ = printed(tmp_path, word(july(), TEMPLATES))
    texts = [b.text for b in july().blocks]
    place = next(n for n, text in enumerate(texts) if text.startswith("（一）")) + 1
    *body, _ = first
    assert len(body[-1][3]) > 4
    assert texts[place].endswith(body[-1][3])
    assert texts[place + 1].startswith(second[1][3][:10])
    # A digit may be in another font, and then stands as a line of its own.
    long = [line for line in first if len(line[3]) > 4]
    title = [line[1] for line in long if line[3] in "".join(texts[0].split())]
    assert [b - a for a, b in pairwise(title)] == pytest.approx([35, 35], abs=6)


@pytest.mark.parametrize("case", ["missing", "late", "sample"])
def test_the_weekly_note_keeps_to_one_page_whoever_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    said = "冶金等工贸发现重大事故隐患1800个，已整改1798个，整改率99.9%，低于总体" * 2
    problem = Problem("整改进度滞后", (said,) * 12, closing="", demand="")
    monkeypatch.setattr("pipeline.bulletin.weekly_note.find_problems", lambda _: [problem] * 5)
    sheets = list(declared().roster.sheets)
    about: dict[str, dict[str, Any]] = {
        "missing": {"missing": sheets},
        "late": {"late": sheets[:4], "returned": sheets[4:8], "missing": sheets[8:]},
        "sample": {"returned": sheets[:4], "missing": sheets[4:8], "sample": True},
    }
    paper = weekly_note(make_release("2023-W28", **about[case]), load_pages(TEMPLATES))
    (page,) = printed(tmp_path, word(paper, TEMPLATES))
    assert paper.blocks[-1].table
    assert page[-2][3] == f"注：{paper.blocks[-1].table.note}".replace(" ", "")


def test_nothing_of_the_bulletin_is_cut(tmp_path: Path) -> None:
    pages = printed(tmp_path, word(july(), TEMPLATES))
    text = "".join(line[3] for page in pages for line in page)
    for block in july().blocks:
        for piece in (
            block.text,
            *(c for r in (block.table.rows if block.table else ()) for c in r.cells),
        ):
            assert re.sub(r"\s", "", piece)[:6] in text, piece
    right, low = (210 - 26) / 25.4 * 72, (297 - 35) / 25.4 * 72
    for page in pages:
        assert max(line[2] for line in page) < right + 17  # a mark may hang over
        assert page[0][3] == july().sample
        assert len([line for line in page if line[1] > low]) == 1  # the page's number
    annex = next(n for n, page in enumerate(pages) if page[1][3] == "附件")
    assert annex == len(pages) - 1
    assert not any(line[3] == "附件" for line in pages[annex - 1])
