import dataclasses
import io
import shutil
import subprocess
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import range_boundaries
from openpyxl.workbook.defined_name import DefinedName

from pipeline.declarations import load_declarations
from pipeline.declarations.templates import check_templates
from pipeline.forms.template_files import draw_templates
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.form import SharedItem
from tests.support.places import ROOT

TEMPLATES = ROOT / "templates"


@pytest.fixture(scope="module")
def declared() -> Declarations:
    return load_declarations(ROOT)


@pytest.fixture(scope="module")
def drawn(declared: Declarations) -> dict[str, bytes]:
    return draw_templates(declared)


def _cells(book: Workbook, prefix: str) -> dict[str, tuple[str, str]]:
    """Name without prefix -> (sheet, reference), by openpyxl."""
    found = {}
    for name, defined in book.defined_names.items():
        if name.startswith(prefix):
            ((sheet, ref),) = defined.destinations
            found[name.removeprefix(prefix)] = (sheet, ref.replace("$", ""))
    return found


def _label(book: Workbook, at: tuple[str, str]) -> object:
    cell = book[at[0]][at[1]]
    row = (book[at[0]].cell(cell.row, c).value for c in range(cell.column - 1, 0, -1))
    return next((v for v in row if v is not None), None)


def test_the_shipped_templates_pass_the_guard(declared):
    check_templates(TEMPLATES, declared)


def test_drawing_twice_gives_the_same_bytes(declared, drawn):
    assert draw_templates(declared) == drawn


def test_annex2_has_the_official_grid(declared, drawn):
    sheet = load_workbook(io.BytesIO(drawn["annex2.xlsx"])).worksheets[0]
    top = next(r for r in range(1, 20) if sheet.cell(r, 1).value == declared.form.sections[0].label)
    assert str(sheet.cell(top - 1, 1).value).startswith("时间：2023年")
    assert [sheet.cell(r, 1).value for r in (2, 3)] == list(declared.form.title)
    sections = [
        (r.min_row, r.max_row)
        for r in sheet.merged_cells.ranges
        if (r.min_col, r.max_col) == (1, 1)
    ]
    assert [b - a + 1 for a, b in sorted(sections)] == [3, 5, 5, 4]
    grid = [[sheet.cell(r, c).value for c in range(1, 8)] for r in range(top, top + 17)]
    labels = [label for row in grid for label in (row[2], row[5]) if label]
    assert labels == [declared.form.item_label(i) for i in declared.form.by_item]
    assert [row[3] or row[6] for row in grid] == [None] * 17
    assert grid[12] == [None, 9, "约谈通报相关部门 (次)", None, None, None, None]


def test_values_of_a_shared_item_have_one_cell_in_annex2_and_two_in_the_form(declared, drawn):
    annex2 = _cells(load_workbook(io.BytesIO(drawn["annex2.xlsx"])), "total_")
    form = _cells(load_workbook(io.BytesIO(drawn["form.xlsx"])), "form_")
    assert len(annex2) == len(declared.form.indicators)
    for indicators in declared.form.by_item.values():
        assert len({annex2[i.id] for i in indicators}) == 1
        assert len({form[i.id] for i in indicators}) == len(indicators)


def test_every_name_stands_beside_its_label(declared, drawn):
    form, annex2 = (load_workbook(io.BytesIO(drawn[f])) for f in ("form.xlsx", "annex2.xlsx"))
    fields, totals = _cells(form, "form_"), _cells(annex2, "total_")
    for entry in (*declared.form.indicators.values(), *declared.form.headings.values()):
        assert _label(form, fields[entry.id]) == entry.label
    for indicator in declared.form.indicators.values():
        assert _label(annex2, totals[indicator.id]) == declared.form.item_label(indicator.item)


@pytest.mark.parametrize("file", ["annex2.xlsx", "form.xlsx"])
def test_each_sheet_is_one_upright_a4_page_that_holds_every_cell(drawn, file):
    for sheet in load_workbook(io.BytesIO(drawn[file])).worksheets:
        page = sheet.page_setup
        assert (page.paperSize, page.orientation) == (9, "portrait")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (page.fitToWidth, page.fitToHeight) == (1, 1)
        assert sheet.print_options.horizontalCentered
        left, top, right, bottom = range_boundaries(
            sheet.print_area.partition("!")[2].replace("$", "")
        )
        assert (left, top, right, bottom) == (1, 1, sheet.max_column, sheet.max_row)


def test_fonts_are_those_of_every_windows(drawn):
    for name in ("annex2.xlsx", "form.xlsx"):
        for sheet in load_workbook(io.BytesIO(drawn[name])).worksheets:
            cells = [c for row in sheet.iter_rows() for c in row if not isinstance(c, MergedCell)]
            assert {c.font.name for c in cells} <= {"宋体", "黑体"}


def _other_form(declared: Declarations) -> Declarations:
    """A form with two sections left empty, an item of three values, and an odd number of items."""
    form = declared.form
    kept = {k: i for k, i in form.indicators.items() if i.item[0] in "13" and i.item != "3-9"}
    kept["shutdown_ent"] = dataclasses.replace(kept["shutdown_ent"], item="3-2")
    shared = dict(form.shared_items)
    shared["3-2"] = SharedItem("3-2", "处罚和停产 (次, 万元, 家)", "{penalty_count}")
    del shared["4-5"]
    other = dataclasses.replace(form, indicators=kept, shared_items=shared, title=("另一张表",))
    return dataclasses.replace(declared, form=other)


def test_another_form_gives_its_own_templates(declared, tmp_path):
    other = _other_form(declared)
    for name, data in draw_templates(other).items():
        (tmp_path / name).write_bytes(data)
    check_templates(tmp_path, other)
    with pytest.raises(DeclarationError):
        check_templates(tmp_path, declared)
    form = _cells(load_workbook(tmp_path / "form.xlsx"), "form_")
    rows = sorted(int(form[i][1][1:]) for i in ("penalty_count", "penalty_wan", "shutdown_ent"))
    assert rows == [rows[0], rows[0] + 1, rows[0] + 2]


def _point(book: Workbook, name: str, like: str) -> None:
    book.defined_names[name].attr_text = book.defined_names[like].attr_text


def _drop(book: Workbook, name: str) -> None:
    del book.defined_names[name]


def _relabel(book: Workbook, column: str, old: str, new: str | None) -> None:
    sheet = book.worksheets[0]
    (cell,) = (c for c in sheet[column] if c.value == old)
    cell.value = new


def _move(book: Workbook, name: str, to: str) -> None:
    book.defined_names[name] = DefinedName(name, attr_text=to)


FAULTS = {
    "a value's name is gone": (
        "annex2.xlsx",
        "total_dept_talks",
        "缺少",
        lambda b: _drop(b, "total_dept_talks"),
    ),
    "the note's name is gone": (
        "annex2.xlsx",
        "annex_note",
        "缺少",
        lambda b: _drop(b, "annex_note"),
    ),
    "a heading's name is gone": (
        "form.xlsx",
        "form_phone",
        "缺少",
        lambda b: _drop(b, "form_phone"),
    ),
    "a label was changed": (
        *("annex2.xlsx", "total_transferred", "移送司法机关 (家)"),
        lambda b: _relabel(b, "F", "移送司法机关 (人)", "移送司法机关 (家)"),
    ),
    "a label is gone": (
        *("form.xlsx", "form_unit", "没有名称"),
        lambda b: _relabel(b, "A", "填报单位（章）", None),
    ),
    "a caption is gone": (
        *("form.xlsx", "form_case_crime", "应为“其中危险作业罪案例 (个)”"),
        lambda b: _relabel(b, "D", "其中危险作业罪案例 (个)", None),
    ),
    "two values in a cell": (
        *("annex2.xlsx", "total_self_fixed", "同一格"),
        lambda b: _point(b, "total_self_fixed", "total_self_found"),
    ),
    "a shared item in two cells": (
        *("annex2.xlsx", "total_penalty_wan", "同一项"),
        lambda b: _move(b, "total_penalty_wan", "附件2!$Z$9"),
    ),
    "a pair in one input cell": (
        *("form.xlsx", "form_penalty_wan", "同一格"),
        lambda b: _point(b, "form_penalty_wan", "form_penalty_count"),
    ),
    "a cell inside a merge": (
        "annex2.xlsx",
        "annex_note",
        "左上角",
        lambda b: _move(b, "annex_note", "附件2!$B$2"),
    ),
    "another sheet": (
        "form.xlsx",
        "form_phone",
        "同一张",
        lambda b: _move(b, "form_phone", "填表说明!$B$2"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_guard_names_template_name_and_fault(declared, tmp_path, fault):
    file, name, words, spoil = FAULTS[fault]
    for template in TEMPLATES.glob("*.xlsx"):
        shutil.copy(template, tmp_path)
    book = load_workbook(tmp_path / file)
    spoil(book)
    book.save(tmp_path / file)
    with pytest.raises(DeclarationError) as e:
        check_templates(tmp_path, declared)
    assert str(e.value).startswith(f"templates/{file}：{name}：")
    assert words in str(e.value)


@pytest.mark.parametrize("file", ["annex2.xlsx", "form.xlsx"])
@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut", "half"])
def test_a_broken_template_is_a_declaration_error(declared, tmp_path, file, content):
    for template in TEMPLATES.glob("*.xlsx"):
        shutil.copy(template, tmp_path)
    whole = (tmp_path / file).read_bytes()
    (tmp_path / file).unlink()
    if content is not None:
        (tmp_path / file).write_bytes(whole[: len(whole) // 2] if content == "half" else content)
    with pytest.raises(DeclarationError, match=f"^templates/{file}"):
        check_templates(tmp_path, declared)


def test_a_template_that_cannot_be_read_is_a_declaration_error(declared, tmp_path):
    (tmp_path / "annex2.xlsx").mkdir()
    with pytest.raises(DeclarationError, match=r"^templates/annex2.xlsx：读不了"):
        check_templates(tmp_path, declared)


def _with_part(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, text.replace(old, new) if name == part else text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "old", "new", "words"),
    [
        ("xl/workbook.xml", b"<sheets>", b"", "打不开"),
        ("xl/workbook.xml", "'附件2'!".encode(), "'附件9'!".encode(), "没有“附件9”这张工作表"),
        ("xl/worksheets/sheet1.xml", b"</row>", b"", "打不开"),
    ],
)
def test_a_template_with_a_broken_part_is_a_declaration_error(
    declared, drawn, tmp_path, part, old, new, words
):
    (tmp_path / "annex2.xlsx").write_bytes(_with_part(drawn["annex2.xlsx"], part, old, new))
    with pytest.raises(DeclarationError, match=f"^templates/annex2.xlsx：.*{words}"):
        check_templates(tmp_path, declared)


@pytest.mark.libreoffice
def test_each_template_prints_on_as_many_pages_as_it_has_sheets(drawn, tmp_path):
    for name, data in drawn.items():
        (tmp_path / name).write_bytes(data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    files = sorted(str(p) for p in tmp_path.glob("*.xlsx"))
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        *files,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for name, pages in (("annex2.pdf", 1), ("form.pdf", 2)):
        info = subprocess.run(
            ["pdfinfo", tmp_path / name], check=True, capture_output=True, text=True
        )
        assert f"Pages:           {pages}\n" in info.stdout
        assert "(A4)" in info.stdout
