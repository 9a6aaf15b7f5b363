"""The Word document: what stands in it, and how its page looks."""

import dataclasses
import hashlib
import io
import re
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from pipeline.papers.blocks import Bar, Block, ChartBlock
from pipeline.papers.captions import captions
from pipeline.rendering.files import write_pages
from pipeline.rendering.word_file import word
from pipeline.word.properties import stable_document
from tests.support.documents import Document, Paragraph, Table, W
from tests.support.papers import TEMPLATES, july, pages, paper_of, table_of
from tests.support.published import command, table
from tests.support.typed_cells import unpacked
from tests.support.word_templates import edited
from tests.support.workspaces import sample_workspace

_CORE = "docProps/core.xml"
STYLES = {
    "title": "公文标题",
    "left": "公文主送",
    "p": "公文正文",
    "h2": "公文一级标题",
    "h3": "公文二级标题",
    "note": "公文说明",
    "right": "公文落款",
}


@pytest.fixture(scope="module")
def written() -> Document:
    return Document(word(july(), TEMPLATES))


def _has(paragraph: Paragraph, *path: str) -> bool:
    return paragraph.xml.find("/".join(f"{W}{p}" for p in path)) is not None


# --- What stands in it -----------------------------------------------------------------------------------------------


def test_every_block_stands_in_its_style_and_in_its_order(written: Document) -> None:
    expected: list[tuple[str, str]] = []
    for block, caption in zip(july().blocks, captions(july().blocks), strict=True):
        if block.chart:
            expected += [("公文图题", caption), ("公文图", "")]
        elif block.table and block.table.id == "totals":
            expected += [("公文附件", "附件"), ("公文附件标题", caption), ("table", "")]
            expected += [("公文表注", f"注：{block.table.note}")]
        elif block.table:
            expected += [
                ("公文表题", caption),
                ("table", ""),
                ("公文表注", f"注：{block.table.note}"),
            ]
        elif block.text.startswith("附件："):
            expected.append(("公文附件说明", block.text))
        else:
            expected.append((STYLES[block.kind], block.text))
    found = [
        (b.style, b.text) if isinstance(b, Paragraph) else ("table", "") for b in written.blocks
    ]
    assert found[3:] == expected
    assert [style for style, _ in found[:3]] == ["公文样例提示", "公文简报版头", "公文简报期号"]


def test_tables_hold_the_papers_rows_in_the_styles_of_their_columns(written: Document) -> None:
    blocks = [b.table for b in july().blocks if b.table]
    assert len(written.tables) == len(blocks) == 4
    for block, shown in zip(blocks, written.tables, strict=True):
        heads, *rows = shown.texts
        assert [h.replace("\n", "") for h in heads] == list(block.heads)
        assert rows == [list(row.cells) for row in block.rows]
        for row, cells in zip(block.rows, shown.rows[1:], strict=True):
            assert [c.style.endswith("数字") for c in cells] == list(block.numeric)
            strong = [c.xml.find(f"{W}r/{W}rPr/{W}rStyle") is not None for c in cells]
            assert strong == [row.total] * len(cells)


def test_short_words_beside_figures_are_centred_so_that_they_do_not_read_on(
    written: Document,
) -> None:
    ids = [b.table.id for b in july().blocks if b.table]
    centred = {
        name: [c.xml.find(f"{W}pPr/{W}jc") is not None for c in shown.rows[1]]
        for name, shown in zip(ids, written.tables, strict=True)
    }
    assert centred["sectors"] == [False] * 9 + [True]  # 报送情况, the only word behind the name
    assert centred["status"] == [False, False, True, False, False, False]  # long texts stay left


def test_heads_repeat_rows_stay_whole_and_a_table_is_as_wide_as_the_text(
    written: Document,
) -> None:
    size, margins = (written.body.find(f"{W}sectPr/{W}{t}") for t in ("pgSz", "pgMar"))
    assert size is not None
    assert margins is not None
    room = int(size.get(f"{W}w", 0)) - sum(int(margins.get(W + s, 0)) for s in ("left", "right"))
    for shown in written.tables:
        rows = shown.xml.findall(f"{W}tr")
        assert [r.find(f"{W}trPr/{W}tblHeader") is not None for r in rows] == [
            True,
            *[False] * (len(rows) - 1),
        ]
        assert all(r.find(f"{W}trPr/{W}cantSplit") is not None for r in rows)
        widths = [int(c.get(f"{W}w", 0)) for c in shown.xml.iter(f"{W}gridCol")]
        assert sum(widths) == room
        assert min(widths) > 300


def _keeps(document: Document, paragraph: Paragraph) -> bool:
    """Whether a paragraph stays on the page of the next, by itself or by its style."""
    style = document.style(paragraph.style)
    return _has(paragraph, "pPr", "keepNext") or style.find(f"{W}pPr/{W}keepNext") is not None


def test_a_caption_stays_with_its_table_and_the_last_rows_with_the_note(written: Document) -> None:
    for n, block in enumerate(written.blocks):
        if isinstance(block, Table):
            caption = written.blocks[n - 1]
            assert isinstance(caption, Paragraph)
            assert _keeps(written, caption)
            keeps = [all(_keeps(written, c) for c in row) for row in block.rows]
            assert keeps == _kept(len(keeps))


@pytest.mark.parametrize("rows", [4, 5, 6, 7])
def test_a_small_table_is_not_broken_and_a_larger_one_not_near_its_ends(rows: int) -> None:
    document = Document(word(paper_of([table_of(rows)]), TEMPLATES))
    (shown,) = document.tables
    assert [all(_keeps(document, c) for c in row) for row in shown.rows] == _kept(
        rows + 2
    )  # with head and sums


def test_a_signature_stays_with_the_text_before_it(written: Document) -> None:
    first = next(n for n, p in enumerate(written.paragraphs) if p.style == "公文附件说明")
    assert [_keeps(written, p) for p in written.paragraphs[first - 2 : first + 3]] == [
        *(False, True, True, True, False)
    ]


def test_the_shorter_line_of_a_signature_is_centred_under_the_longer(written: Document) -> None:
    issuer, day = [p for p in written.paragraphs if p.style == "公文落款"]

    def aside(paragraph: Paragraph) -> float:
        indent = paragraph.xml.find(f"{W}pPr/{W}ind")
        assert indent is not None
        return int(indent.get(f"{W}rightChars", 0)) / 100

    assert aside(issuer) == 2
    assert 5 < aside(day) < 10
    (alone,) = Document(word(paper_of([Block("right", "某办公室")]), TEMPLATES)).paragraphs[-1:]
    assert aside(alone) == 2


def test_the_annex_begins_a_page(written: Document) -> None:
    assert written.style("公文附件").find(f"{W}pPr/{W}pageBreakBefore") is not None


def test_captions_are_those_of_the_page() -> None:
    page = write_pages(july(), pages())["月通报.html"].decode()
    text = re.sub(r"<[^>]+>", "", page).replace("&amp;", "&")
    for caption in captions(july().blocks):
        assert caption.rpartition("　数据见")[0] in text or caption in text


def test_tables_are_numbered_apart_from_charts_and_the_annex_among_them() -> None:
    chart = Block("chart", chart=ChartBlock("c", "图", ("甲",), ()))
    blocks = [chart, table_of(1), Block("p", "文"), chart, table_of(1), table_of(1, "totals")]
    said = ("图1　图　数据见表1", "表1　表甲", "", "图2　图　数据见表1", "表2　表甲", "表3　表甲")
    assert captions(blocks) == said


def _kept(rows: int) -> list[bool]:
    """Of these and the head two stay with the caption and two with the note; of a small table all."""
    return [rows <= 7 or n < 2 or n >= rows - 2 for n in range(rows)]


@pytest.mark.parametrize("month", ["2023-06", "2023-07"])
def test_every_figure_of_the_sample_is_that_of_totals_csv(sample: Path, month: str) -> None:
    document = Document((sample / "outbox" / month / "月通报.docx").read_bytes())
    *_, annex = document.tables
    rows = table(sample, month, "totals.csv")
    assert len(annex.texts) == len(rows) + 1
    for row, (_, label, value, previous, change, coverage) in zip(
        rows, annex.texts[1:], strict=True
    ):
        assert (label, value, coverage) == (row["label"], row["value"] or "未报", row["coverage"])
        assert previous == (row["previous"] or "—")
        assert change.replace("−", "-").replace("+", "") == (row["change"] or "—")
    by_name = {r["indicator"]: r["value"] for r in rows}
    found = Decimal(by_name["self_found"]) + Decimal(by_name["dept_found"])
    fixed = Decimal(by_name["self_fixed"]) + Decimal(by_name["dept_fixed"])
    sectors = next(t for t in document.tables if t.texts[0][0] == "行业领域")
    sums = sectors.texts[-1]
    assert sums[:3] == ["合计", str(found), str(fixed)]
    assert sums[4:9] == [
        str(found - fixed),
        *(by_name[i] for i in ("listed_total", "checked_ent", "penalty_count", "penalty_wan")),
    ]
    for column in (1, 2, 4, 5, 6, 7, 8):
        parts = [r[column] for r in sectors.texts[1:-1] if r[column] != "未报"]
        assert sum(map(Decimal, parts)) == Decimal(sums[column])


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = sample_workspace(tmp_path_factory.mktemp("word") / "w")
    for month in ("2023-06", "2023-07"):
        assert command(root, "monthly", "--month", month) == 0
    return root


# --- The chart -------------------------------------------------------------------------------------------------------


def test_a_chart_holds_the_figures_and_a_gap_where_there_is_none(written: Document) -> None:
    blocks = [b.chart for b in july().blocks if b.chart]
    assert written.charts() == [
        {
            name: {b.label: str(b.figures[n]) for b in block.bars if b.figures[n] is not None}
            for n, name in enumerate(block.series)
        }
        for block in blocks
    ]
    missing = [b.label for b in blocks[-1].bars if b.figures[0] is None]
    assert missing == ["电力", "商贸流通"]
    xml = written.parts[f"word/charts/chart{len(blocks)}.xml"].decode()
    assert all(f"<c:v>{label}（未报）</c:v>" in xml for label in missing)


def test_the_workbook_behind_a_chart_holds_what_the_chart_shows(written: Document) -> None:
    names = sorted(n for n in written.parts if n.endswith(".xlsx"))
    for book, shown in zip(names, written.charts(), strict=True):
        (sheet,) = load_workbook(io.BytesIO(written.parts[book]))
        heads, *rows = sheet.iter_rows(values_only=True)
        assert list(heads[1:]) == list(shown)
        for label, *figures in rows:
            for name, figure in zip(shown, figures, strict=True):
                known = shown[name].get(str(label))
                assert figure == (None if known is None else int(known))
    xml = written.parts[f"word/charts/chart{len(names)}.xml"].decode()
    references = re.findall(r"<c:f>(\w+)!\$(\w)\$(\d+)(?::\$(\w)\$(\d+))?</c:f>", xml)
    assert {r[0] for r in references} == {sheet.title}
    assert max(int(r[4] or r[2]) for r in references) == sheet.max_row


def _chart(document: Document) -> str:
    return document.parts["word/charts/chart1.xml"].decode()


def test_a_figure_that_only_one_series_lacks_is_told_by_its_name() -> None:
    bars = (Bar("甲", (Decimal(3), None)), Bar("乙", (Decimal("-1.5"), Decimal(2))))
    chart = Block("chart", chart=ChartBlock("c", "图", ("发现", "整改"), bars))
    document = Document(word(paper_of([chart, chart]), TEMPLATES))
    assert (
        document.charts()
        == [{"发现": {"甲（整改未报）": "3", "乙": "-1.5"}, "整改": {"乙": "2"}}] * 2
    )
    assert '<c:min val="0"/>' not in _chart(document)
    assert len({n for n in document.parts if n.endswith(".xlsx")}) == 2


def test_bars_begin_at_nought(written: Document) -> None:
    assert '<c:min val="0"/>' in _chart(written)


# --- Page, head, sample, bytes ---------------------------------------------------------------------------------------


def test_the_page_is_that_of_the_standard(written: Document) -> None:
    section = docx.Document(io.BytesIO(word(july(), TEMPLATES))).sections[0]
    sides = ("top_margin", "bottom_margin", "left_margin", "right_margin")
    assert [round(getattr(section, s).mm) for s in sides] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert written.xml("word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    for part, across in (("footer1", "right"), ("footer2", "left"), ("footer3", "right")):
        xml = written.xml(f"word/{part}.xml")
        (alignment,) = xml.iter(f"{W}jc")
        assert alignment.get(f"{W}val") == across
        assert written.texts(f"word/{part}.xml") == ["— 1 —"]
        assert [f.get(f"{W}instr") for f in xml.iter(f"{W}fldSimple")] == [" PAGE "]


def test_a_sample_says_so_on_top_and_on_every_further_page(written: Document) -> None:
    note = july().sample
    assert note
    assert written.paragraphs[0].text == note
    assert [written.texts(f"word/header{n}.xml") for n in (1, 2)] == [[note], [note]]


def test_the_first_page_says_it_once_in_the_text_and_has_its_number() -> None:
    section = docx.Document(io.BytesIO(word(july(), TEMPLATES))).sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.is_linked_to_previous  # to none: it is the first section
    assert [p.text for p in section.first_page_footer.paragraphs] == ["—  —"]


def test_of_what_is_no_sample_nothing_is_said() -> None:
    document = Document(word(dataclasses.replace(july(), sample=""), TEMPLATES))
    assert document.paragraphs[0].style == "公文简报版头"
    assert [document.texts(f"word/header{n}.xml") for n in (1, 2)] == [[""], [""]]


@pytest.mark.parametrize(
    ("masthead", "head"),
    [
        ("简报", [("公文简报版头", "某某简报"), ("公文简报期号", "〔2023〕7号\t某某办公室")]),
        ("文件", [("公文文件版头", "某某简报"), ("公文发文字号", "〔2023〕7号")]),
        ("none", []),
    ],
)
def test_the_masthead_is_that_of_the_configuration(
    masthead: str, head: list[tuple[str, str]]
) -> None:
    about = {"masthead": masthead, "masthead_title": "某某简报", "issuer": "某某办公室"}
    document = Document(word(paper_of([Block("p", "文")], **about), TEMPLATES))
    assert [(p.style, p.text) for p in document.paragraphs] == [*head, ("公文正文", "文")]


def test_a_long_masthead_is_made_narrow_and_a_long_title_small_until_they_fit() -> None:
    def head(name: str, title: str) -> list[str | None]:
        about = {"masthead": "文件", "masthead_title": name}
        paper = paper_of([Block("title", title, (title,))], **about)
        xml = Document(word(paper, TEMPLATES)).parts["word/document.xml"].decode()
        return [
            m and m[1] for m in (re.search(f'<w:{t} w:val="(\\d+)"/>', xml) for t in ("w", "sz"))
        ]

    assert head("短", "短") == [None, None]
    assert head("临沂临港经济开发区安全生产委员会办公室文件", "长" * 24) == ["46", "36"]


def test_a_narrow_annex_and_a_wide_table_are_set_in_the_small_size() -> None:
    wide = table_of(1, text="甲").table
    assert wide
    wide = dataclasses.replace(
        wide,
        heads=wide.heads * 9,
        numeric=wide.numeric * 9,
        rows=tuple(dataclasses.replace(r, cells=("行业领域", *r.cells[1:]) * 9) for r in wide.rows),
    )
    blocks = [table_of(1), table_of(1, "totals"), Block("table", table=wide)]
    shown = Document(word(paper_of(blocks), TEMPLATES)).tables
    assert [t.rows[1][0].style for t in shown] == ["公文表格", "公文小表", "公文小表"]
    assert [t.rows[1][1].style for t in shown] == ["公文表格数字", "公文小表数字", "公文小表数字"]


def test_marks_such_as_quotes_are_taken_from_the_chinese_font(written: Document) -> None:
    runs = [r for r in written.body.iter(f"{W}r") if r.find(f"{W}t") is not None]
    plain = [r for r in runs if r.find(f"{W}rPr/{W}rFonts") is None]
    places = [
        p
        for p in written.paragraphs
        if "版头" in p.style or p.style in ("公文样例提示", "公文简报期号")
    ]
    assert {r for p in places for r in p.xml.iter(f"{W}r") if r.find(f"{W}t") is not None} == set(
        plain
    )
    fonts = [r.find(f"{W}rPr/{W}rFonts") for r in runs if r not in plain]
    assert {tuple(f.attrib.items()) for f in fonts if f is not None} == {
        ((f"{W}hint", "eastAsia"),)
    }


def test_no_character_of_a_title_breaks_the_document() -> None:
    title = "甲<&\x1b\u202e\ufffe乙"
    document = Document(word(paper_of([Block("title", title, (title,))]), TEMPLATES))
    (shown,) = document.xml("docProps/core.xml")
    assert shown.text == document.paragraphs[-1].text == "甲<&   乙"


def test_the_same_paper_gives_the_same_bytes_without_any_date() -> None:
    data = word(july(), TEMPLATES)
    assert word(july(), TEMPLATES) == data
    document = Document(data)
    assert {i.date_time for i in document.infos} == {(1980, 1, 1, 0, 0, 0)}
    core = document.parts["docProps/core.xml"].decode()
    assert re.findall(r"<(?:dc|cp|dcterms):(\w+)", core) == ["coreProperties", "title"]
    assert july().title in core


def test_a_clock_of_before_1980_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer whose battery is empty begins in 1970; a zip knows no such day."""
    data = word(july(), TEMPLATES)
    monkeypatch.setattr(time, "localtime", lambda *_: time.struct_time((1970, *[1] * 8)))
    assert word(july(), TEMPLATES) == data


def test_it_is_the_same_where_python_leaves_assertions_out() -> None:
    """PYTHONOPTIMIZE is set for all programs of a computer; the office's template was blamed for it."""
    script = "import hashlib; from pipeline.rendering.word_file import word; from tests.support import papers as p"
    said = "print(hashlib.sha256(word(p.july(), p.TEMPLATES)).hexdigest())"
    done = subprocess.run(
        [sys.executable, "-O", "-c", f"{script}; {said}"],
        cwd=TEMPLATES.parent,
        capture_output=True,
        text=True,
    )
    assert (done.stderr, done.stdout.strip()) == (
        "",
        hashlib.sha256(word(july(), TEMPLATES)).hexdigest(),
    )


def test_its_parts_are_those_that_python_docx_saves() -> None:
    document, saved = docx.Document(str(TEMPLATES / "bulletin.docx")), io.BytesIO()
    written = unpacked(stable_document(document, "甲"))
    document.save(saved)
    assert {**unpacked(saved.getvalue()), _CORE: written[_CORE]} == written


def test_a_name_and_a_date_in_the_template_are_not_handed_on(templates: Path) -> None:
    def sign(template: Any) -> None:
        template.core_properties.author = "张某"
        template.core_properties.comments = "内部"

    core = edited(templates, sign).parts["docProps/core.xml"].decode()
    assert not re.search("张某|内部|20[0-9]{2}-", core)


def test_python_docx_changes_no_byte_of_a_workbook() -> None:
    """It brings lxml, with which openpyxl would write other bytes."""
    script = "import pipeline{}; from pipeline.declarations import load_declarations as d;" + (
        "from pathlib import Path; from pipeline.forms.template_files import draw_templates as t;"
        "import hashlib; print(hashlib.sha256(t(d(Path('.')))['annex2.xlsx']).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script.format(more)],
            cwd=TEMPLATES.parent,
            capture_output=True,
            check=True,
        ).stdout
        for more in ("", ", docx")
    }
    shipped = hashlib.sha256((TEMPLATES / "annex2.xlsx").read_bytes()).hexdigest()
    assert said == {f"{shipped}\n".encode()}
