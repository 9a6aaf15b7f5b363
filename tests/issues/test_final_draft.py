"""A final draft out of Word: read whoever wrote it, and held against our paper figure by figure."""

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.books import contained
from pipeline.books.refusals import DamagedWorkbookError, OverLimitError
from pipeline.bulletin.paper import bulletin
from pipeline.issues.draft_differences import differences
from pipeline.issues.draft_remarks import draft_remarks, refuse_other_month
from pipeline.issues.draft_tables import table_differences
from pipeline.issues.draft_texts import LARGEST_TEXT, draft_texts
from pipeline.issues.draft_worker import answer
from pipeline.issues.final_draft import Draft, read_draft
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.papers.blocks import Block, TableBlock, TableRow
from pipeline.papers.paper import Paper
from pipeline.rendering.templates import load_pages
from pipeline.words.figures_in_text import figures, normal, without_number
from tests.support.ole import compound_file
from tests.support.releases import ROOT, make_release
from tests.support.word_files import OFFICE, W, docx, p, paper_docx, table_rows


@pytest.fixture(scope="module")
def paper() -> Paper:
    return bulletin(
        make_release("2023-07", missing=["power"], late=["gas"]), load_pages(ROOT / "templates")
    )


@pytest.fixture(scope="module")
def base(paper: Paper) -> Draft:
    """The paper as a draft that nobody edited."""
    return drafted(paper)


def drafted(paper: Paper, edit: Callable[[str], str] = str) -> Draft:
    paragraphs, tables, _ = draft_texts(paper_docx(paper, edit))
    return Draft(tuple(paragraphs), tuple(tuple(map(tuple, t)) for t in tables))


def lines(paper: Paper, draft: Draft) -> list[tuple[str, str]]:
    return [(d.ours, d.theirs) for d in differences(paper.blocks, draft)]


def with_tables(
    paper: Paper, change: Callable[[list[tuple[str, ...]]], list[tuple[str, ...]]]
) -> Draft:
    tables = tuple(tuple(change(table_rows(b.table))) for b in paper.blocks if b.table)
    return Draft(drafted(paper).paragraphs, tables)


# --- Reading ------------------------------------------------------------------------------------------------------


def test_paragraphs_and_tables_are_read_with_their_merges() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("甲")}{p("乙")}</w:tc>'
    merged = f"<w:tbl><w:tr>{wide}<w:tc>{p('丙')}</w:tc></w:tr></w:tbl>"
    assert draft_texts(docx([p("第一段"), merged, p("第二段"), p("")])) == (
        ["第一段", "第二段"],
        [[["甲\n乙", "", "丙"]]],
        [],
    )


def test_what_was_struck_out_or_is_said_twice_is_not_read() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    struck = "<w:del><w:r><w:delText>1</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run.format(3)}</w:moveFrom>"
    tracked = f"<w:p>{struck}<w:ins>{run.format(2)}</w:ins>{moved}</w:p>"
    twice = f"<w:p><w:r><w:x><w:Choice>{p('框')}</w:Choice><w:Fallback>{p('框')}</w:Fallback></w:x></w:r></w:p>"
    field = "<w:p><w:r><w:instrText>PAGE 9</w:instrText></w:r><w:r><w:t>8</w:t><w:tab/><w:t>7</w:t></w:r></w:p>"
    assert draft_texts(docx([tracked, twice, field])) == (["2", "框", "8\t7"], [], ["修订"])


def run(text: str, looks: str = "") -> str:
    return f"<w:r><w:rPr>{looks}</w:rPr><w:t>{text}</w:t></w:r>"


COMMENTED = '<w:commentRangeStart w:id="0"/>' + run("168") + '<w:commentRangeEnd w:id="0"/>'
LEFT_OPEN = {
    "hidden": (run("167", "<w:vanish/>") + run("168"), ["隐藏文字"]),
    "struck": (run("168") + run("167", "<w:b/><w:strike/>"), ["删除线"]),
    "struck twice": (run("167", '<w:dstrike w:val="true"/>') + run("168"), ["删除线"]),
    "not struck": (run("16", '<w:strike w:val="0"/><w:vanish w:val="false"/>') + run("8"), []),
    "inserted": (f"<w:ins>{run('168')}</w:ins>", ["修订"]),
    "once struck": (run("168", "<w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange>"), ["修订"]),
    "commented": (COMMENTED, ["批注"]),
    "a hidden mark": (f"<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{run('168')}", []),
    "all": (
        f"<w:del><w:r><w:delText>1</w:delText></w:r></w:del>{COMMENTED}"
        + run("9", "<w:strike/>")
        + run("9", "<w:vanish/>"),
        ["修订", "批注", "隐藏文字", "删除线"],
    ),
}


def style(name: str, looks: str, based: str = "") -> str:
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:styleId="{name}">{on}<w:rPr>{looks}</w:rPr></w:style>'


STYLES = "".join(
    (
        style("old", "<w:strike/>"),
        style("older", "<w:b/>", "old"),
        style("again", '<w:strike w:val="0"/>', "older"),
        style("secret", "<w:vanish/>"),
        style("round", "", "round"),
    )
)
STYLED = {
    "struck": (run("168") + run("9", '<w:rStyle w:val="old"/>'), ["删除线"]),
    "by a style based on it": (run("168") + run("9", '<w:rStyle w:val="older"/>'), ["删除线"]),
    "taken back by a style": (run("168", '<w:rStyle w:val="again"/>'), []),
    "taken back by hand": (run("168", '<w:rStyle w:val="old"/><w:strike w:val="0"/>'), []),
    "by the paragraph": (
        '<w:pPr><w:pStyle w:val="secret"/></w:pPr>'
        + run("9")
        + run("168", '<w:vanish w:val="0"/>'),
        ["隐藏文字"],
    ),
    "by both is by none": (
        '<w:pPr><w:pStyle w:val="secret"/></w:pPr>' + run("168", '<w:rStyle w:val="secret"/>'),
        [],
    ),
    "a style on itself, and none": (
        run("1", '<w:rStyle w:val="round"/>') + run("68", '<w:rStyle w:val="gone"/>'),
        [],
    ),
}


@pytest.mark.parametrize("target", ["styles.xml", "/word/Styles.xml"])
@pytest.mark.parametrize("kind", STYLED)
def test_what_a_style_hides_or_strikes_out_is_told_and_left_out(kind: str, target: str) -> None:
    inside, unsettled = STYLED[kind]
    links = (
        f'<r><x Type="{OFFICE}/theme" Target="t"/><x Type="{OFFICE}/styles" Target="{target}"/></r>'
    )
    parts = {
        "word/_rels/document.xml.rels": links.encode(),
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{STYLES}</w:styles>'.encode(),
    }
    assert draft_texts(docx([f"<w:p>{inside}</w:p>", p("甲")], parts)) == (
        ["168", "甲"],
        [],
        unsettled,
    )


def test_cells_struck_out_or_put_in_while_changes_were_tracked_are_told() -> None:
    def cell(text: str, mark: str = "") -> str:
        return f"<w:tc><w:tcPr>{mark}</w:tcPr>{p(text)}</w:tc>"

    rows = (cell("甲", "<w:cellDel/>") + cell("乙"), cell("丙", "<w:cellIns/>"), cell("丁"))
    for n, texts in enumerate((["乙"], ["丙"], ["丁"])):
        table = f"<w:tbl><w:tr>{rows[n]}</w:tr></w:tbl>"
        assert draft_texts(docx([table])) == ([], [[texts]], ["修订"] if n < 2 else [])


@pytest.mark.parametrize("kind", LEFT_OPEN)
def test_what_an_editor_left_open_is_told_and_read_as_if_it_were_settled(kind: str) -> None:
    inside, unsettled = LEFT_OPEN[kind]
    cell = f"<w:tbl><w:tr><w:tc><w:p>{inside}</w:p></w:tc></w:tr></w:tbl>"
    texts = draft_texts(docx([f"<w:p>{inside}</w:p>", cell]))
    assert texts == (["168"], [[["168"]]], unsettled)


def test_a_strict_document_and_another_prefix_are_read() -> None:
    other = docx(
        [
            '<q:p xmlns:q="http://purl.oclc.org/ooxml/wordprocessingml/main"><q:r><q:t>乙</q:t></q:r></q:p>'
        ]
    )
    assert draft_texts(other)[0] == ["乙"]


DEEP = "<w:x>" * 300 + "</w:x>" * 300
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
REFUSED = {
    "nothing": b"",
    "a text": "甲".encode(),
    "a PDF": b"%PDF-1.7",
    "an old document": compound_file({"WordDocument": b"x"}),
    "an encrypted one": compound_file({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
    "with macros": docx([p("甲")], {"word/vbaProject.bin": b"x"}),
    "no main part": docx([p("甲")], {"_rels/.rels": b"<Relationships/>"}),
    "links that are none": docx([p("甲")], {"_rels/.rels": b"<"}),
    "a workbook": docx(
        [],
        {
            "_rels/.rels": f'<r><x Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></r>'.encode(),
            "xl/workbook.xml": b"<x/>",
        },
    ),
    "cut off": docx([p("甲")])[:-40],
    "broken xml": docx(["<w:p>"]),
    "too deep": docx([DEEP]),
    "styles that are none": docx(
        [p("甲")],
        {
            "word/_rels/document.xml.rels": f'<r><x Type="{OFFICE}/styles" Target="s.xml"/></r>'.encode(),
            "word/s.xml": b"<",
        },
    ),
    "too long": docx([p("1" * (LARGEST_TEXT + 1))]),
    "entities": docx([], {"word/document.xml": BOMB}),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_document_is_told(kind: str) -> None:
    with pytest.raises(DamagedWorkbookError) as told:
        draft_texts(REFUSED[kind])
    assert str(told.value)
    assert b'"refused"' in answer(REFUSED[kind])


def test_a_draft_is_read_in_a_process_of_its_own(paper: Paper) -> None:
    assert read_draft(paper_docx(paper, str)) == drafted(paper)
    with pytest.raises(DamagedWorkbookError, match="docm"):
        read_draft(REFUSED["with macros"])


def test_a_draft_that_kills_its_reader_is_refused(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies = (sys.executable, "-I", "-c", "import os; os.abort()")
    monkeypatch.setattr(contained, "_DRAFTS", dies)
    with pytest.raises(OverLimitError):
        read_draft(paper_docx(paper, str))


# --- Holding against each other -----------------------------------------------------------------------------------


def test_the_paper_itself_has_no_differences_however_it_is_typed(paper: Paper) -> None:
    wide = str.maketrans("0123456789%.", "０１２３４５６７８９％．")
    assert lines(paper, drafted(paper)) == []
    assert lines(paper, drafted(paper, lambda t: t.translate(wide))) == []
    assert lines(paper, drafted(paper, lambda t: t.replace("个", " 个"))) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("3.发现12个", ["12"]),
        ("(2)发现12个", ["12"]),
        ("12.5万元", ["12.5"]),
        ("表2 罚款", []),
        ("数据见表1", []),
        ("收到报表3份", ["3"]),
        ("１，１６４个，９９．５％", ["1164", "99.5%"]),
        ("1,2和3", ["1", "2", "3"]),
    ],
)
def test_what_is_a_figure_and_what_only_numbers(text: str, left: list[str]) -> None:
    assert [f.text for f in figures(without_number(normal(text)))] == left


def first_figure(paper: Paper) -> str:
    text = next(
        b.text for b in paper.blocks if b.kind == "p" and "累计" in b.text and "发现" in b.text
    )
    return text.partition("发现重大事故隐患")[2].partition("个")[0]


def test_every_figure_of_every_table_is_held_against_ours(paper: Paper) -> None:
    tables = [b.table for b in paper.blocks if b.table]
    for table in tables:
        rows = [list(row) for row in table_rows(table)]
        for at, row in enumerate(table.rows, 1):
            for column in (n for n, numeric in enumerate(table.numeric) if numeric):
                edited = [*map(tuple, rows)]
                edited[at] = (*row.cells[:column], "98765", *row.cells[column + 1 :])
                (found,) = table_differences([table], [tuple(edited)])
                assert (found.ours, found.theirs) == (row.cells[column], "98765")
                assert table.heads[column] in found.where
                assert row.cells[0] in found.where


def test_every_figure_of_every_paragraph_is_held_against_ours(paper: Paper, base: Draft) -> None:
    blocks = [b for b in paper.blocks if not b.table]
    for n, text in enumerate(base.paragraphs):
        plain = without_number(normal(text))
        if plain.startswith("〔") or plain.endswith("月日"):
            continue
        for figure in figures(plain):
            place = plain.index(figure.before + figure.text) + len(figure.before)
            edited = f"{plain[:place]}98765{plain[place + len(figure.text) :]}"
            texts = (*base.paragraphs[:n], edited, *base.paragraphs[n + 1 :])
            found = [(d.ours, d.theirs) for d in differences(blocks, Draft(texts, ()))]
            assert (figure.text, "98765") in found, text


def test_what_is_gone_or_new_is_named_and_what_moved_is_not(paper: Paper, base: Draft) -> None:
    figure = first_figure(paper)
    text = next(t for t in base.paragraphs if f"发现重大事故隐患{figure}个" in t)
    at = base.paragraphs.index(text)
    cut = text.replace(f"发现重大事故隐患{figure}个", "发现重大事故隐患若干个")
    gone = Draft((*base.paragraphs[:at], cut, *base.paragraphs[at + 1 :]), base.tables)
    assert lines(paper, gone) == [(figure, "")]
    assert lines(paper, Draft((*base.paragraphs, "另新增4321处。"), base.tables)) == [("", "4321")]
    moved = (*base.paragraphs[:at], *base.paragraphs[at + 1 :], text)
    assert lines(paper, Draft(moved, base.tables)) == []
    without = Draft((*base.paragraphs[:at], *base.paragraphs[at + 1 :]), base.tables)
    assert (figure, "") in lines(paper, without)


def prose(*texts: str) -> list[Block]:
    return [Block("p", text) for text in texts]


def test_a_sentence_in_another_paragraph_or_in_other_words_is_still_there() -> None:
    ours = prose("发现隐患12个，整改率90.5%。", "抽查企业366家，约谈8家，曝光企业5家，停产2家。")
    moved = ("发现隐患12个。", "抽查企业366家，约谈8家，曝光企业5家，停产2家，整改率90.5%。")
    assert differences(ours, Draft(moved, ())) == []
    words = (ours[0].text, "抽查企业366家，共约谈企业负责人8家，新增的31家，曝光企业5家，停产2家。")
    assert [(d.ours, d.theirs) for d in differences(ours, Draft(words, ()))] == [("", "31")]


@pytest.mark.parametrize(
    ("edited", "place"),
    [
        ("12个行业领域有效报送10个，最低的是垃圾处理（60%）。", "低的是垃圾处理（"),
        ("12个行业领域有效报送10个，最低的是垃圾处理（50.0%）。另有事故3起。", "另有事故"),
    ],
)
def test_the_place_is_quoted_without_parts_of_figures_and_in_whole_marks(
    edited: str, place: str
) -> None:
    ours = prose("12个行业领域有效报送10个，最低的是垃圾处理（50.0%）。")
    (found,) = differences(ours, Draft((edited,), ()))
    assert found.where == f"正文“12个行业领域有效报送…”一段“{place}”之后"


def test_headings_that_are_repeated_are_no_row() -> None:
    rows = (TableRow(("消防", "12")), TableRow(("燃气", "7")))
    table = TableBlock("t", "各月", "", ("2023年", "6月"), rows, (False, True))
    heads, *lines = table_rows(table)
    assert list(table_differences([table], [(heads, lines[0], heads, lines[1])])) == []


def test_rows_columns_and_tables_that_are_gone_or_new_are_named(paper: Paper, base: Draft) -> None:
    count = sum(1 for b in paper.blocks if b.table)
    assert [o for o, _ in lines(paper, with_tables(paper, lambda t: t[:-1]))] == ["整行"] * count
    column = with_tables(paper, lambda t: [row[:-1] for row in t])
    assert [o for o, _ in lines(paper, column)] == ["整列"] * count
    assert [o for o, _ in lines(paper, Draft(base.paragraphs, ()))] == ["整张表"] * count
    extra = Draft(base.paragraphs, (*base.tables, (("甲", "乙"), ("1", "2"))))
    assert lines(paper, extra) == [("", "1等数")]


def test_a_table_in_two_parts_under_a_heading_row_of_its_own_is_one(
    paper: Paper, base: Draft
) -> None:
    longest = max(base.tables, key=len)
    parts = ((("附件",), longest[0], *longest[1:9]), (longest[0], *longest[9:]))
    tables = tuple(part for t in base.tables for part in (parts if t == longest else (t,)))
    assert lines(paper, Draft(base.paragraphs, tables)) == []


def test_a_day_and_a_number_of_the_paper_are_no_figures(paper: Paper, base: Draft) -> None:
    day = tuple("2023年7月31日" if t == "2023年7月　日" else t for t in base.paragraphs)
    assert day != base.paragraphs
    assert lines(paper, Draft((*day, "临港安办〔2023〕7号"), base.tables)) == []


def test_a_draft_of_which_many_figures_differ_is_told_to_be_of_another_version(
    paper: Paper, base: Draft
) -> None:
    pages = load_pages(ROOT / "templates")
    before = bulletin(make_release("2023-07", missing=["power", "hazchem"]), pages)
    (told,) = draft_remarks(
        paper.blocks, drafted(before), differences(paper.blocks, drafted(before))
    )
    assert "可能是用别的一版月通报改成的" in told
    for edited in (base, drafted(paper, lambda t: t.replace("1", "3", 1) if "整改" in t else t)):
        assert not [*draft_remarks(paper.blocks, edited, differences(paper.blocks, edited))]


def test_a_draft_from_which_passages_were_cut_is_not_of_another_version(paper: Paper) -> None:
    short = Draft(drafted(paper).paragraphs[:4], ())
    assert not [*draft_remarks(paper.blocks, short, differences(paper.blocks, short))]


def titled(*months: str) -> Draft:
    return Draft(tuple(f"关于行动{month}进展情况的通报" for month in months), ())


def until_january(release: Release) -> Release:
    """January's, of a campaign that runs into the next year."""
    known = release.declared
    longer = replace(known.campaign, last_month=Month(2024, 1))
    return replace(release, period=Month(2024, 1), declared=replace(known, campaign=longer))


def test_a_draft_with_the_titles_of_two_months_is_one_of_either() -> None:
    release = make_release("2023-07")
    for both in (titled("6月", "7月"), titled("7月", "6月")):
        refuse_other_month(both, release)


def test_a_month_is_not_found_within_a_longer_number() -> None:
    release = until_january(make_release("2023-07"))
    refuse_other_month(titled("1月"), release)
    with pytest.raises(UsageError, match="标题是11月的，要印发的是2024年1月"):
        refuse_other_month(titled("11月"), release)
