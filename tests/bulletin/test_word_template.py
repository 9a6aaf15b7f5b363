"""The Word document's template is the office's: what it decides, and what is told of a broken one."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm, Pt, RGBColor

from pipeline.bulletin.paper import bulletin
from pipeline.drawing.package_bytes import packed
from pipeline.model.errors import DeclarationError
from pipeline.papers.blocks import Block
from pipeline.rendering.word_file import word
from pipeline.word.frame import check_word_template
from pipeline.word.template import draw_word_template
from tests.support.documents import Document, W
from tests.support.papers import TEMPLATES, july, pages, paper_of
from tests.support.published import command, snapshot
from tests.support.releases import make_release
from tests.support.typed_cells import unpacked
from tests.support.word_templates import change, edited
from tests.support.workspaces import JUNE, publish, sample_workspace


def test_the_shipped_template_is_as_drawn_and_passes() -> None:
    assert (TEMPLATES / "bulletin.docx").read_bytes() == draw_word_template()
    check_word_template(TEMPLATES)


def test_fonts_colours_sizes_and_margins_are_the_offices(templates: Path) -> None:
    def restyle(template: Any) -> None:
        for name, colour in (("公文一级标题", "112233"), ("公文表格", "445566")):
            template.styles[name].font.color.rgb = RGBColor.from_string(colour)
        template.styles["公文小表数字"].font.size = Pt(8)
        template.sections[0].left_margin = Mm(20)
        template.sections[0].right_margin = Mm(20)

    document = edited(templates, restyle)
    for name, colour in (("公文一级标题", "112233"), ("公文表格", "445566")):
        found = document.style(name).find(f"{W}rPr/{W}color")
        assert found is not None
        assert found.get(f"{W}val") == colour
    for shown in document.tables:
        widths = [int(c.get(f"{W}w", 0)) for c in shown.xml.iter(f"{W}gridCol")]
        assert sum(widths) == pytest.approx(Mm(170).twips, abs=2)
    own = [e for e in document.body.iter() if e.tag in (f"{W}color", f"{W}sz", f"{W}jc", f"{W}shd")]
    assert {e.tag for e in own} <= {
        f"{W}sz",
        f"{W}jc",
    }  # of the title, of whole tables and of short words in them


def test_styles_are_found_by_name_whatever_word_calls_them_inside(templates: Path) -> None:
    def rename(template: Any) -> None:
        for n, style in enumerate(template.styles):
            old, new = style.style_id, f"x{n}"
            style.element.set(f"{W}styleId", new)
            for story in (template.styles.element, template.element.body):
                for user in story.iter(f"{W}pStyle", f"{W}basedOn"):
                    if user.get(f"{W}val") == old:
                        user.set(f"{W}val", new)

    document = edited(templates, rename)
    before = Document(word(july(), TEMPLATES))
    assert [(p.style, p.text) for p in document.paragraphs] == [
        (p.style, p.text) for p in before.paragraphs
    ]


def test_fixed_texts_of_the_office_stay_where_it_put_them(templates: Path) -> None:
    def add(template: Any) -> None:
        template.paragraphs[0].insert_paragraph_before("内部资料　注意保存")
        template.add_paragraph("抄送：区委办公室")
        template.sections[0].footer.paragraphs[0].insert_paragraph_before("值班电话")

    document = edited(templates, add)
    assert document.paragraphs[0].text == "内部资料　注意保存"
    assert document.paragraphs[-1].text == "抄送：区委办公室"
    assert document.texts("word/footer1.xml") == ["值班电话", "— 1 —"]


def test_a_place_that_word_has_cut_into_runs_is_filled_in_the_looks_of_its_first(
    templates: Path,
) -> None:
    def cut(template: Any) -> None:
        (line,) = [p for p in template.paragraphs if "期号" in p.text]
        line.clear()
        for text in ("第{", "{ 期", "号 }", "}期"):
            line.add_run(text)
        line.runs[0].bold = True

    line = edited(templates, cut).paragraphs[2]
    assert line.text == f"第{july().number}期"
    assert "".join(t.text or "" for t in next(line.xml.iter(f"{W}r"))) == f"第{july().number}"


def test_places_may_stand_in_a_table_and_more_than_once(templates: Path) -> None:
    def move(template: Any) -> None:
        grid = template.add_table(1, 2)
        grid.cell(0, 0).text, grid.cell(0, 1).text = "{{编发单位}}", "{{样例}}"

    *_, grid = edited(templates, move).tables
    assert grid.texts == [[july().document["issuer"], july().sample]]


def test_a_template_with_a_masthead_of_its_own_needs_no_place_for_one(templates: Path) -> None:
    def own(template: Any) -> None:
        for line in template.paragraphs:
            if "版头" in line.text or "号" in line.text:
                line._p.getparent().remove(line._p)

    change(templates, own)
    check_word_template(templates)
    paper = paper_of([Block("p", "文")], masthead="none")
    assert [p.text for p in Document(word(paper, templates)).paragraphs] == ["文"]
    with pytest.raises(DeclarationError, match=r"bulletin\.docx：\{\{简报版头\}\}"):
        word(july(), templates)


def _write(text: str) -> Callable[[Any], None]:
    return lambda template: template.add_paragraph(text)


def _drop_style(name: str) -> Callable[[Any], None]:
    return lambda template: template.styles[name].delete()


def _drop_place(name: str) -> Callable[[Any], None]:
    def drop(template: Any) -> None:
        for line in template.paragraphs:
            if name in line.text:
                line._p.getparent().remove(line._p)

    return drop


def _other_kind(template: Any) -> None:
    template.styles["公文合计"].delete()
    template.styles.add_style("公文合计", WD_STYLE_TYPE.PARAGRAPH)


def _in_a_cell(template: Any) -> None:
    _drop_place("{{正文}}")(template)
    template.add_table(1, 1).cell(0, 0).text = "{{正文}}"


def _in_the_header(template: Any) -> None:
    template.sections[0].header.paragraphs[0].text = "{{正文}}"


def _among_text(template: Any) -> None:
    _drop_place("{{正文}}")(template)
    template.add_paragraph("通报：{{正文}}")


def _narrow(template: Any) -> None:
    template.sections[0].left_margin = Mm(170)


def _no_page(template: Any) -> None:
    section = template.element.body.find(f"{W}sectPr")
    section.remove(section.find(f"{W}pgMar"))


FAULTS: dict[str, tuple[Callable[[Any], None], str]] = {
    "no body": (_drop_place("{{正文}}"), r"\{\{正文\}\}"),
    "two bodies": (_write("{{ 正文 }}"), r"\{\{正文\}\}"),
    "body in a cell": (_in_a_cell, r"\{\{正文\}\}"),
    "body in the header": (_in_the_header, r"\{\{正文\}\}"),
    "body among text": (_among_text, r"\{\{正文\}\}"),
    "no sample": (_drop_place("{{样例}}"), r"\{\{样例\}\}"),
    "unknown place": (_write("{{主送}}"), r"\{\{主送\}\}"),
    "an expression": (_write("{{ 7 * 7 }}"), r"\{\{7 \* 7\}\}"),
    "open braces": (_write("第{{期号}号"), r"第\{\{期号\}号"),
    "closed braces": (_write("期号}}"), r"期号\}\}"),
    "another kind": (_other_kind, "公文合计"),
    "narrow": (_narrow, "页面设置"),
    "no page": (_no_page, "页面设置"),
    **{n: (_drop_style(n), n) for n in ("公文正文", "公文小表数字", "公文表", "公文合计")},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_template_is_told_with_what_is_wrong_in_it(templates: Path, fault: str) -> None:
    edit, key = FAULTS[fault]
    change(templates, edit)
    with pytest.raises(DeclarationError, match=rf"^templates/bulletin\.docx：{key}：.") as told:
        check_word_template(templates)
    assert re.search("[\u4e00-\u9fff]", str(told.value).rpartition("：")[2])


def test_every_style_that_the_writer_asks_for_is_missed(templates: Path) -> None:
    used = {p.style for p in Document(word(july(), TEMPLATES)).paragraphs if p.style}
    own = used - {"公文样例提示", "公文简报版头", "公文简报期号"}
    assert len(own) > 10
    for name in own:
        shutil.copy(TEMPLATES / "bulletin.docx", templates)
        change(templates, _drop_style(name))
        with pytest.raises(DeclarationError, match=name):
            check_word_template(templates)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2000])


def _without(part: str) -> Callable[[Path], None]:
    def drop(path: Path) -> None:
        path.write_bytes(
            packed({n: d for n, d in unpacked(path.read_bytes()).items() if n != part})
        )

    return drop


def _replace(part: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        parts = unpacked(path.read_bytes())
        assert old in parts[part].decode()
        path.write_bytes(
            packed({**parts, part: parts[part].decode().replace(old, new, 1).encode()})
        )

    return spoil


def _as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


BROKEN: dict[str, Callable[[Path], None]] = {
    "missing": Path.unlink,
    "folder": _as_folder,
    "empty": lambda path: path.write_bytes(b"") and None,
    "text": lambda path: path.write_bytes(b"{{") and None,
    "cut": _cut,
    "workbook": lambda path: path.write_bytes((TEMPLATES / "form.xlsx").read_bytes()) and None,
    "no document": _without("word/document.xml"),
    "no header": _without("word/header2.xml"),
    "no types": _without("[Content_Types].xml"),
    "no relations": _without("_rels/.rels"),
    "no xml": _replace("word/styles.xml", "</w:styles>", ""),
    "style without a name": _replace("word/styles.xml", '<w:name w:val="公文正文"/>', "<w:name/>"),
    "style of no kind": _replace("word/styles.xml", 'w:type="character"', 'w:type="x"'),
    "size of no number": _replace("word/styles.xml", '<w:sz w:val="20"/>', '<w:sz w:val="x"/>'),
    "margin of no number": _replace("word/document.xml", 'w:left="1588"', 'w:left=""'),
    "header of no kind": _replace("[Content_Types].xml", "wordprocessingml.header", "x"),
}


@pytest.mark.parametrize("way", BROKEN)
def test_a_template_that_is_no_document_stops_the_run_before_anything_is_written(
    tmp_path: Path, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = sample_workspace(tmp_path / "w")
    BROKEN[way](root / "templates/bulletin.docx")
    before = snapshot(root)
    assert command(root, "monthly") == 1
    assert snapshot(root) == before
    assert "templates/bulletin.docx" in capsys.readouterr().err


def test_the_template_is_only_read(tmp_path: Path) -> None:
    root = sample_workspace(tmp_path / "w")
    before = snapshot(root / "templates")
    publish(root, JUNE)
    assert snapshot(root / "templates") == before


def test_a_month_in_which_nobody_filed_is_a_document_too() -> None:
    release = make_release("2023-06", missing=tuple(SHEETS))
    document = Document(word(bulletin(release, pages()), TEMPLATES))
    assert {v for row in document.tables[0].texts[1:-1] for v in row[1:9]} == {"未报"}
    assert document.charts() == [{"发现重大事故隐患": {}, "已完成整改": {}}]


SHEETS = list(make_release().declared.roster.sheets)
