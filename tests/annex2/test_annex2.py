"""附件2: the official sheet of the published workbook, on any form and template, and the file itself."""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName

from pipeline.annex2.book import fill_annex2
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from tests.support.annex2_books import (
    BY_SECTOR,
    BY_UNIT,
    OFFICIAL,
    fill,
    ids,
    load,
    reported_values,
    rows_by_item,
    sum_of,
    written,
    xml,
)
from tests.support.libreoffice import convert
from tests.support.named_cells import cell_named
from tests.support.releases import ROOT, declared, make_release

TEMPLATES = ROOT / "templates"


# --- the official sheet ----------------------------------------------------------------------------------------------


def test_totals_by_name_are_the_sums_of_what_was_reported(release, book):
    reported = reported_values(release)
    for item, indicators in declared().form.by_item.items():
        if item not in declared().form.shared_items:
            name = indicators[0].id
            assert cell_named(book, f"total_{name}").value == written(
                name, sum_of(reported, name)
            ), name


def test_shared_cells_hold_both_sums_as_text(release, book):
    reported = reported_values(release)
    for item in declared().form.shared_items:
        names = [i.id for i in declared().form.by_item[item]]
        sums = [sum_of(reported, n) for n in names]
        cells = {cell_named(book, f"total_{n}").coordinate for n in names}
        assert len(cells) == 1
        text = cell_named(book, f"total_{names[0]}").value
        assert [Decimal(n) for n in re.findall(r"[0-9.]+", text)] == [
            s for s in sums if s is not None
        ]
        if None in sums:
            assert text == "未报"


def test_a_shared_cell_is_written_as_an_office_writes_it():
    sheets = tuple(declared().roster.sectors)
    values = {(s, "penalty_count"): 1.0 for s in sheets} | {(s, "penalty_wan"): 0.0 for s in sheets}
    values |= {("road", "penalty_wan"): 35.5, ("gas", "penalty_wan"): 0.1}
    assert cell_named(fill(values=values), "total_penalty_count").value == "12次，35.6万元"


@pytest.mark.parametrize(
    ("blank", "text"),
    [
        (("penalty_wan",), "12次，未报"),
        (("penalty_count",), "未报，24万元"),
        (("penalty_count", "penalty_wan"), "未报"),
    ],
)
def test_a_missing_part_of_a_shared_cell_is_not_reported_and_has_no_unit(blank, text):
    sheets = tuple(declared().roster.sectors)
    values = {(s, "penalty_count"): 1.0 for s in sheets} | {(s, "penalty_wan"): 2.0 for s in sheets}
    book = fill(values=values, blank=[(s, name) for s in sheets for name in blank])
    assert cell_named(book, "total_penalty_wan").value == text


def test_the_part_that_is_announced_keeps_its_word_when_missing():
    blank = [(s, "case_crime") for s in declared().roster.sectors]
    assert re.fullmatch(
        r"[0-9]+个，其中未报", cell_named(fill(blank=blank), "total_case_total").value
    )


def test_money_has_neither_binary_tail_nor_trailing_zeros():
    values = {(s, "penalty_wan"): 0.1 for s in declared().roster.sectors}
    book = fill(values={**values, ("road", "penalty_wan"): 0.2, ("gas", "penalty_wan"): 35.0})
    assert cell_named(book, "total_penalty_wan").value.endswith("，36.2万元")
    assert (
        cell_named(book, "road_penalty_wan").value,
        cell_named(book, "road_penalty_wan").number_format,
    ) == (0.2, "0.####")
    assert (
        cell_named(book, "gas_penalty_wan").value,
        cell_named(book, "gas_penalty_wan").number_format,
    ) == (
        35,
        "General",
    )


def test_a_cell_of_money_holds_the_digits_that_were_reported():
    # openpyxl alone writes 93.6 as 93.59999999999999.
    data = fill_annex2(make_release(values={("gas", "penalty_wan"): 93.6}), TEMPLATES)
    assert re.search(r"<v>93\.6</v>", xml(data, 2))
    assert not re.search(r"<v>[0-9]+\.[0-9]{10,}</v>", xml(data, 2))


def test_money_alone_in_its_cell_is_a_number_with_its_own_digits(changed):
    other = _declare(penalty_wan={"item": "3-10"}, penalty_count={"item": "3-2"})
    shared = {k: v for k, v in other.form.shared_items.items() if k != "3-2"}
    other = replace(other, form=replace(other.form, shared_items=shared))
    values = {(s, "penalty_wan"): 0.1 for s in other.roster.sectors}
    book = load(
        fill_annex2(make_release(values=values, declarations=other), changed(_split_penalty))
    )
    cell = cell_named(book, "total_penalty_wan")
    assert (cell.value, cell.number_format) == (1.2, "0.####")


def test_the_grid_is_that_of_the_template():
    book, template = fill(), load_workbook(TEMPLATES / "annex2.xlsx").worksheets[0]
    sheet = book[OFFICIAL]
    filled = {
        cell_named(book, n).coordinate
        for n in book.defined_names
        if n.startswith(("total_", "annex_"))
    }
    assert sheet.merged_cells == template.merged_cells
    assert (sheet.dimensions, sheet.print_area) == (template.dimensions, template.print_area)
    assert _sizes(sheet) == _sizes(template)
    for row in template.iter_rows():
        for cell in row:
            mine = sheet[cell.coordinate]
            assert _look(mine) == _look(cell), cell.coordinate
            assert cell.coordinate in filled or mine.value == cell.value, cell.coordinate


def _sizes(sheet) -> tuple[dict[str, float], dict[int, float]]:
    widths = {k: d.width for k, d in sheet.column_dimensions.items()}
    return widths, {k: d.height for k, d in sheet.row_dimensions.items()}


def _look(cell) -> list[str]:
    return [repr(getattr(cell, k)) for k in ("font", "border", "fill", "alignment", "protection")]


def test_a_row_grows_where_its_text_needs_it(changed):
    def flatten(book: Workbook) -> None:
        for dimension in book.worksheets[0].row_dimensions.values():
            dimension.height = 15

    release = make_release(missing=declared().roster.sectors)
    book = load(fill_annex2(release, changed(flatten)))
    rows = book[OFFICIAL].row_dimensions
    assert rows[cell_named(book, "annex_note").row].height > 26  # two lines at least
    assert rows[cell_named(book, "annex_date").row].height < 20
    assert rows[cell_named(book, "total_reward_wan").row].height > 28


def test_the_date_is_the_cut_off_day_of_the_month():
    assert cell_named(fill(), "annex_date").value == "时间：2023年7月28日"


@pytest.mark.parametrize(
    ("wanted", "note"),
    [
        ({}, "注：汇总12/12个行业领域；企业数按领域合计，未去重。"),
        (
            {"missing": ("commerce",), "returned": ("power",)},
            "注：汇总10/12个行业领域，电力、商贸流通未计入；单位报送8/10，临港供电中心、区经济发展局未计入；"
            "企业数按领域合计，未去重。",
        ),
        (
            {"missing": ("industry",)},
            "注：汇总11/12个行业领域，冶金等工贸未计入；企业数按领域合计，未去重。",
        ),
        (
            {"missing": ("office", "road")},
            "注：汇总11/12个行业领域，道路交通未计入；单位报送8/10，区交警大队未计入，区安委办未报；"
            "企业数按领域合计，未去重。",
        ),
        (
            {"missing": ("office",)},
            "注：汇总12/12个行业领域；单位报送9/10，区安委办未报；企业数按领域合计，未去重。",
        ),
        (
            {"blank": (("road", "self_found"),)},
            "注：汇总12/12个行业领域；企业自查发现有领域或单位缺报，见后表；企业数按领域合计，未去重。",
        ),
    ],
)
def test_the_note_says_who_is_in_the_totals(wanted, note):
    assert cell_named(fill(**wanted), "annex_note").value == note


def test_the_note_is_silent_about_firms_where_none_are_counted():
    events = declared().form.indicators["self_found"].kind
    firms = [i.id for i in declared().form.indicators.values() if i.kind.id == "enterprises"]
    other = _declare(**{name: {"kind": events} for name in firms})
    book = load(fill_annex2(make_release(declarations=other), TEMPLATES))
    assert cell_named(book, "annex_note").value == "注：汇总12/12个行业领域。"


# --- another form, another template ----------------------------------------------------------------------------------


def _declare(**changes: dict[str, object]) -> Declarations:
    """The declarations with some indicators changed."""
    known = declared()
    indicators = {k: replace(i, **changes.get(k, {})) for k, i in known.form.indicators.items()}
    return replace(known, form=replace(known.form, indicators=indicators))


@pytest.fixture
def changed(tmp_path):
    """Makes a folder with a template that an office has changed."""

    def make(change) -> Path:
        book = load_workbook(TEMPLATES / "annex2.xlsx")
        change(book)
        book.save(tmp_path / "annex2.xlsx")
        return tmp_path

    return make


def _split_penalty(book: Workbook) -> None:
    book.defined_names["total_penalty_wan"].attr_text = f"'{OFFICIAL}'!$J$40"


@pytest.mark.parametrize(
    ("answers", "total"),
    [({}, "否"), ({"road": 1.0}, "是"), (None, "未报")],
)
def test_sectors_that_answer_yes_or_no_are_one_yes_together(answers, total):
    other = _declare(media_column={"level": "sector"})
    sectors = other.roster.sectors
    values = {(s, "media_column"): (answers or {}).get(s, 0.0) for s in sectors}
    blank = [] if answers is not None else list(values)
    release = make_release(missing=("gas",), values=values, blank=blank, declarations=other)
    book = load(fill_annex2(release, TEMPLATES))
    assert cell_named(book, "total_media_column").value == total
    assert cell_named(book, "gas_media_column").value == "未报"
    places = dict(rows_by_item(book[BY_SECTOR]))
    assert book[BY_SECTOR].cell(*places["media_column"]).value == total


def test_an_office_may_move_a_cell_to_another_place(changed):
    def move(book: Workbook) -> None:
        book.worksheets[0].title = "进展情况"
        for name in list(book.defined_names):
            text = book.defined_names[name].attr_text.replace(OFFICIAL, "进展情况")
            book.defined_names[name].attr_text = text
        book.defined_names["total_self_found"].attr_text = "'进展情况'!$J$30"

    release = make_release()
    book = load(fill_annex2(release, changed(move)))
    expected = float(sum_of(reported_values(release), "self_found"))
    assert book["进展情况"]["J30"].value == expected
    assert book["进展情况"]["A4"].value == "时间：2023年7月28日"


def test_a_formula_in_the_template_is_refused_with_its_cell(changed):
    def compute(book: Workbook) -> None:
        book.worksheets[0]["J1"] = "=TODAY()"

    with pytest.raises(DeclarationError, match=r"annex2.xlsx：附件2!J1：模板里不能有公式"):
        fill_annex2(make_release(), changed(compute))


def test_a_name_that_the_template_uses_already_is_refused(changed):
    def take(book: Workbook) -> None:
        target = f"'{OFFICIAL}'!$A$1"
        book.defined_names["road_self_found"] = DefinedName("road_self_found", attr_text=target)

    with pytest.raises(DeclarationError, match=r"annex2.xlsx：road_self_found：名称重复"):
        fill_annex2(make_release(), changed(take))


def test_a_broken_template_is_named(tmp_path):
    (tmp_path / "annex2.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(DeclarationError, match=r"templates/annex2.xlsx：打不开这个模板"):
        fill_annex2(make_release(), tmp_path)


# --- the file --------------------------------------------------------------------------------------------------------


def test_same_release_same_bytes(release, data):
    assert fill_annex2(release, TEMPLATES) == data


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles"])
def test_bytes_depend_on_neither_hash_seed_nor_time_zone_nor_locale(zone):
    code = (
        "import hashlib; from tests.support.releases import *; from pipeline.annex2.book import fill_annex2;"
        "print(hashlib.sha256(fill_annex2(make_release(missing=('gas',)), ROOT / 'templates')).hexdigest())"
    )
    env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(len(zone)), "LC_ALL": "C"}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, check=True
    )
    assert run.stdout.decode().strip() == hashlib.sha256(_bytes(missing=("gas",))).hexdigest()


def _bytes(**wanted) -> bytes:
    return fill_annex2(make_release(**wanted), TEMPLATES)


def test_every_formula_has_a_stored_result(data):
    for number in (1, 2, 3, 4, 5):
        cells = re.findall(r"<c [^>]*>(?:(?!</c>).)*<f>.*?</c>", xml(data, number))
        assert all(re.search(r"<v>[^<]+</v></c>$", c) for c in cells)
        sums = [c for c in cells if "SUM(" in c or "COUNT" in c]  # the others feed the charts
        units = [*ids("unit"), *ids("office")]
        assert len(sums) == {2: len(ids("sector")), 3: len(units)}.get(number, 0)


@pytest.mark.libreoffice
def test_libreoffice_comes_to_the_stored_results(data, book, tmp_path):
    blank = load(data, formulas=True)  # openpyxl stores no results: Calc has to work them out
    blank.save(tmp_path / "live.xlsx")
    calculated = load(convert(tmp_path / "live.xlsx", tmp_path / "out").read_bytes())
    for title in (BY_SECTOR, BY_UNIT):
        for indicator, place in rows_by_item(book[title]):
            stored, found = book[title].cell(*place).value, calculated[title].cell(*place).value
            assert found == (
                stored if isinstance(stored, str) else pytest.approx(stored, abs=1e-9)
            ), indicator
    for name in book.defined_names:
        assert cell_named(calculated, name).value == cell_named(book, name).value, name
