"""Writers by themselves, with hostile texts where no cell of today leads."""

import email
from dataclasses import replace
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.annex2.book import fill_annex2
from pipeline.bulletin.paper import bulletin
from pipeline.figures.tables_out import figures_csv, totals_csv
from pipeline.model.declared import Declarations
from pipeline.model.released import Release
from pipeline.rendering.mail import mail
from pipeline.rendering.templates import load_pages
from pipeline.rendering.word_file import word
from pipeline.words import console
from pipeline.words.wording import harmless
from tests.support.documents import Document
from tests.support.hostile_texts import HOSTILE
from tests.support.inertness import (
    Page,
    in_csv,
    in_document,
    in_mail,
    in_markdown,
    in_page,
    in_workbook,
    structure_of_markdown,
)
from tests.support.papers import write_bulletin
from tests.support.releases import make_release
from tests.support.workspaces import ROOT, declarations


def named(declared: Declarations, texts: list[str]) -> Declarations:
    """Declarations in which every sector and unit has a hostile name."""
    roster = declared.roster
    names = [f"{n}{text}" for n, text in zip(range(99), cycle(texts), strict=False)]
    sheets = {
        k: replace(s, name=name, title=name)
        for (k, s), name in zip(roster.sheets.items(), names, strict=False)
    }
    units = {
        k: replace(u, name=name) for (k, u), name in zip(roster.units.items(), names, strict=False)
    }
    return replace(declared, roster=replace(roster, sheets=sheets, subjects=sheets, units=units))


def release_of(texts: list[str], known: Declarations | None = None) -> Release:
    """A month in which reporting words, files and names of sheets are such texts."""
    made = make_release(
        "2023-08",
        missing=("gas", "power"),
        returned=("fire",),
        late=("road",),
        missing_before=("refuse",),
        files={sheet: f"inbox/{text}" for sheet, text in zip(SHEETS, texts, strict=False)},
        declarations=known,
    )
    *before, this = made.history
    words = zip(this.sheets.items(), cycle(texts), strict=False)
    sheets = {k: replace(s, word=text) for (k, s), text in words}
    titles = [text for text, _ in zip(cycle(texts), this.values.index, strict=False)]
    values = this.values.assign(sheet=titles)
    return replace(made, history=(*before, replace(this, sheets=sheets, values=values)))


def bulletins(texts: list[str]) -> dict[str, bytes]:
    """Both bulletins of a month in which names are such texts, too."""
    return write_bulletin(release_of(texts, named(declarations(), texts)), PAGES)


PAGES = load_pages(ROOT / "templates")
SHEETS = list(declarations().roster.sheets)
TURNS = range(0, len(HOSTILE), len(SHEETS))


@pytest.fixture(scope="module")
def plain() -> dict[str, bytes]:
    return bulletins(["平常"])


@pytest.mark.parametrize("turn", TURNS)
def test_both_bulletins_have_the_same_structure_whatever_a_text_says(
    plain: dict[str, bytes], turn: int
) -> None:
    texts = (HOSTILE * 2)[turn : turn + len(SHEETS)]
    pages = bulletins(texts)
    md, html = pages["月通报.md"], pages["月通报.html"]
    assert list(in_markdown(md)) == []
    assert structure_of_markdown(md) == structure_of_markdown(plain["月通报.md"])
    page = Page(html)
    assert page.structure == Page(plain["月通报.html"]).structure
    assert list(in_page(html)) == []
    rendered = MarkdownIt("commonmark").enable("table").render(md.decode())
    for shown in (page.texts, Page(rendered.encode()).texts):
        lines = [" ".join(t.split()) for t in shown]
        for n, text in enumerate(texts):
            assert " ".join(harmless(f"{n}{text}").split()) in lines


def in_word_and_mail(texts: list[str]) -> tuple[bytes, bytes]:
    """The same month as a document and as a mail."""
    paper = bulletin(release_of(texts, named(declarations(), texts)), PAGES)
    paper = replace(
        paper, document={**paper.document, "issuer": texts[0], "masthead_title": texts[1]}
    )
    paper = replace(paper, number=texts[2], sample=texts[3])
    data = word(paper, ROOT / "templates")
    return data, mail(paper, PAGES, {"月通报.docx": data})


@pytest.mark.parametrize("turn", TURNS)
def test_document_and_mail_have_the_same_structure_whatever_a_text_says(turn: int) -> None:
    texts = (HOSTILE * 2)[turn : turn + len(SHEETS)]
    (data, draft), (plain_data, plain_draft) = (
        in_word_and_mail(texts),
        in_word_and_mail(["平常"] * 13),
    )
    assert list(in_document(data)) == []
    assert list(in_mail(draft)) == []
    document, plain_document = Document(data), Document(plain_data)
    styles = [p.style for p in document.paragraphs]
    assert styles == [p.style for p in plain_document.paragraphs]
    assert [len(t.rows) for t in document.tables] == [len(t.rows) for t in plain_document.tables]
    shown = {c for t in document.tables for row in t.texts for c in row}
    assert {harmless(f"{n}{text}") for n, text in enumerate(texts)} <= shown
    assert document.texts("word/header1.xml") == [harmless(texts[3])]
    pages = [
        Page(email.message_from_bytes(d).get_payload()[0].get_payload()[1].get_payload(decode=True))
        for d in (draft, plain_draft)
    ]
    assert [tag for tag, _ in pages[0].structure] == [tag for tag, _ in pages[1].structure]


@pytest.mark.parametrize("turn", TURNS)
def test_annex_2_and_the_tables_hold_texts_as_texts(turn: int) -> None:
    release = release_of((HOSTILE * 2)[turn : turn + len(SHEETS)])
    assert list(in_workbook(fill_annex2(release, ROOT / "templates"))) == []
    for data in (b"".join(figures_csv(release)), totals_csv(release)):
        assert list(in_csv(data)) == []


LINE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(LINE)
def test_any_text_is_shown_by_markdown_as_it_stands(text: str) -> None:
    assert_shown_as_it_stands(text)


BLOCKS = [
    "    码",
    " - 项",
    "-",
    "+",
    "* 项",
    "12. 项",
    "3)",
    "======",
    "~~~ x",
    "  # 题",
    "\t码",
    "---",
]


@pytest.mark.parametrize("text", HOSTILE + BLOCKS)
def test_what_markdown_reads_is_shown_as_it_stands(text: str) -> None:
    assert_shown_as_it_stands(text)


def assert_shown_as_it_stands(text: str) -> None:
    """As a paragraph and as a table's head, with nothing around or in it."""
    md = PAGES.filters["md"](text)
    assert list(in_markdown(md.encode())) == []
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    page = Page(parser.render(f"{md}\n\n| {md} |\n| --- |\n").encode())
    assert {tag for tag, _ in page.structure} <= {"p", "table", "thead", "tr", "th"}
    wanted = " ".join(harmless(text).split())
    seen = [" ".join(t.split()) for t in page.texts]
    assert [s for s in seen if s] == [wanted, wanted][: 2 * bool(wanted)]


def test_a_value_in_a_template_is_one_line_and_no_template() -> None:
    template = PAGES.from_string("{{ text }}|{{ text ~ '' }}")
    for text in ("甲\n# 乙", "甲\u2028[[sectors]]", "{{ 7 * 7 }}{% raw %}"):
        assert template.render(text=text) == f"{harmless(text)}|{harmless(text)}"


def test_whatever_is_printed_moves_no_cursor_and_turns_no_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for err in (False, True):
        console.say("\x1b[31m红\u202e右\n  第二行\u2028\r同一行", err=err)
    assert list(capsys.readouterr()) == [" [31m红 右\n  第二行  同一行\n"] * 2
