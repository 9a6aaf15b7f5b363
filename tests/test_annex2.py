import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName

from pipeline.annex2.book import fill_annex2
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.released import Release
from pipeline.rollup.record import RECORD
from tests.releases import ROOT, declared, make_release

TEMPLATES = ROOT / "templates"
OFFICIAL, BY_SECTOR, BY_UNIT, STATUS = "附件2", "分行业领域", "分单位", "报送情况"
SOURCES = "数据来源"
RELEASES = {
    "complete": {"month": "2023-06"},
    "gaps": {
        "missing": ("power", "commerce"),
        "late": ("sewage",),
        "returned": ("hazwaste",),
        "sample": True,
    },
    "no office": {"missing": ("office",), "seed": 3},
    "nobody": {"missing": tuple(declared().roster.sheets)},
    "single blanks": {
        "blank": (("road", "penalty_wan"), ("fire", "self_found"), ("office", "media_column"))
    },
}


@pytest.fixture(scope="module", params=RELEASES)
def release(request) -> Release:
    return make_release(**RELEASES[request.param])


@pytest.fixture(scope="module")
def data(release: Release) -> bytes:
    return fill_annex2(release, TEMPLATES)


@pytest.fixture(scope="module")
def book(data: bytes) -> Workbook:
    return _load(data)


def _load(data: bytes, *, formulas: bool = False) -> Workbook:
    return load_workbook(io.BytesIO(data), data_only=not formulas)


def _fill(**wanted) -> Workbook:
    return _load(fill_annex2(make_release(**wanted), TEMPLATES))


def _cell(book: Workbook, name: str):
    ((sheet, ref),) = book.defined_names[name].destinations
    return book[sheet][ref.replace("$", "")]


def _reported(release: Release) -> dict[tuple[str, str], Decimal]:
    """Every accepted value by (sector or unit, indicator), from the rows, not from any sum."""
    rows = release.state.values
    keys = rows["sector"].where(rows["level"] == "sector", rows["unit"])
    values = zip(keys, rows["indicator"], rows["value"], strict=True)
    return {(key, name): Decimal(str(value)) for key, name, value in values}


def _sum(reported: Mapping[tuple[str, str], Decimal], name: str) -> Decimal | None:
    values = [v for (_, i), v in reported.items() if i == name]
    if not values:
        return None
    return max(values) if declared().form.indicators[name].is_yesno else sum(values)


def _written(name: str, value: Decimal | None) -> object:
    """What a cell should hold for a value, to compare with ==."""
    if value is None:
        return "未报"
    if declared().form.indicators[name].is_yesno:
        return "是" if value else "否"
    return float(value)


# --- the official sheet -----------------------------------------------------------------------------------------


def test_totals_by_name_are_the_sums_of_what_was_reported(release, book):
    reported = _reported(release)
    for item, indicators in declared().form.by_item.items():
        if item not in declared().form.shared_items:
            name = indicators[0].id
            assert _cell(book, f"total_{name}").value == _written(name, _sum(reported, name)), name


def test_shared_cells_hold_both_sums_as_text(release, book):
    reported = _reported(release)
    for item in declared().form.shared_items:
        names = [i.id for i in declared().form.by_item[item]]
        sums = [_sum(reported, n) for n in names]
        cells = {_cell(book, f"total_{n}").coordinate for n in names}
        assert len(cells) == 1
        text = _cell(book, f"total_{names[0]}").value
        assert [Decimal(n) for n in re.findall(r"[0-9.]+", text)] == [
            s for s in sums if s is not None
        ]
        if None in sums:
            assert text == "未报"


def test_a_shared_cell_is_written_as_an_office_writes_it():
    sheets = tuple(declared().roster.sectors)
    values = {(s, "penalty_count"): 1.0 for s in sheets} | {(s, "penalty_wan"): 0.0 for s in sheets}
    values |= {("road", "penalty_wan"): 35.5, ("gas", "penalty_wan"): 0.1}
    assert _cell(_fill(values=values), "total_penalty_count").value == "12次，35.6万元"


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
    book = _fill(values=values, blank=[(s, name) for s in sheets for name in blank])
    assert _cell(book, "total_penalty_wan").value == text


def test_the_part_that_is_announced_keeps_its_word_when_missing():
    blank = [(s, "case_crime") for s in declared().roster.sectors]
    assert re.fullmatch(r"[0-9]+个，其中未报", _cell(_fill(blank=blank), "total_case_total").value)


def test_money_has_neither_binary_tail_nor_trailing_zeros():
    values = {(s, "penalty_wan"): 0.1 for s in declared().roster.sectors}
    book = _fill(values={**values, ("road", "penalty_wan"): 0.2, ("gas", "penalty_wan"): 35.0})
    assert _cell(book, "total_penalty_wan").value.endswith("，36.2万元")
    assert (
        _cell(book, "road_penalty_wan").value,
        _cell(book, "road_penalty_wan").number_format,
    ) == (0.2, "0.####")
    assert (_cell(book, "gas_penalty_wan").value, _cell(book, "gas_penalty_wan").number_format) == (
        35,
        "General",
    )


def test_a_cell_of_money_holds_the_digits_that_were_reported():
    # openpyxl alone writes 93.6 as 93.59999999999999.
    data = fill_annex2(make_release(values={("gas", "penalty_wan"): 93.6}), TEMPLATES)
    assert re.search(r"<v>93\.6</v>", _xml(data, 2))
    assert not re.search(r"<v>[0-9]+\.[0-9]{10,}</v>", _xml(data, 2))


def test_money_alone_in_its_cell_is_a_number_with_its_own_digits(changed):
    other = _declare(penalty_wan={"item": "3-10"}, penalty_count={"item": "3-2"})
    shared = {k: v for k, v in other.form.shared_items.items() if k != "3-2"}
    other = replace(other, form=replace(other.form, shared_items=shared))
    values = {(s, "penalty_wan"): 0.1 for s in other.roster.sectors}
    book = _load(
        fill_annex2(make_release(values=values, declarations=other), changed(_split_penalty))
    )
    cell = _cell(book, "total_penalty_wan")
    assert (cell.value, cell.number_format) == (1.2, "0.####")


def test_the_grid_is_that_of_the_template():
    book, template = _fill(), load_workbook(TEMPLATES / "annex2.xlsx").worksheets[0]
    sheet = book[OFFICIAL]
    filled = {
        _cell(book, n).coordinate for n in book.defined_names if n.startswith(("total_", "annex_"))
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
    book = _load(fill_annex2(release, changed(flatten)))
    rows = book[OFFICIAL].row_dimensions
    assert rows[_cell(book, "annex_note").row].height > 26  # two lines at least
    assert rows[_cell(book, "annex_date").row].height < 20
    assert rows[_cell(book, "total_reward_wan").row].height > 28


def test_the_date_is_the_cut_off_day_of_the_month():
    assert _cell(_fill(), "annex_date").value == "时间：2023年7月28日"


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
    assert _cell(_fill(**wanted), "annex_note").value == note


def test_the_note_is_silent_about_firms_where_none_are_counted():
    events = declared().form.indicators["self_found"].kind
    firms = [i.id for i in declared().form.indicators.values() if i.kind.id == "enterprises"]
    other = _declare(**{name: {"kind": events} for name in firms})
    book = _load(fill_annex2(make_release(declarations=other), TEMPLATES))
    assert _cell(book, "annex_note").value == "注：汇总12/12个行业领域。"


# --- the sheets behind it ---------------------------------------------------------------------------------------


def test_every_value_stands_in_the_cell_of_its_name(release, book):
    reported, roster = _reported(release), declared().roster
    for indicator in declared().form.indicators.values():
        if indicator.level == "sector":
            asked, sheet = list(roster.sectors), BY_SECTOR
        else:
            asked, sheet = (
                list(roster.units) if indicator.level == "unit" else [roster.office.id],
                BY_UNIT,
            )
        for key in asked:
            cell = _cell(book, f"{key}_{indicator.id}")
            assert cell.parent.title == sheet
            assert cell.value == _written(indicator.id, reported.get((key, indicator.id)))


def test_what_nobody_reported_is_never_a_zero(release, book):
    reported = _reported(release)
    zeros = sum(
        value == 0 and not declared().form.indicators[i].is_yesno
        for (_, i), value in reported.items()
    )
    names = [n for n in book.defined_names if not n.startswith(("total_", "annex_"))]
    assert sum(_cell(book, n).value == 0 for n in names) == zeros
    assert sum(_cell(book, n).value == "未报" for n in names) == len(names) - len(reported)


def test_stored_results_are_what_an_independent_sum_gives(release, data, book):
    reported, live = _reported(release), _load(data, formulas=True)
    seen = []
    for title in (BY_SECTOR, BY_UNIT):
        for indicator, row in _rows(book[title]):
            formula, stored = live[title].cell(*row).value, book[title].cell(*row).value
            assert formula.startswith("=")
            assert stored == _written(indicator, _sum(reported, indicator)), indicator
            seen.append(indicator)
    assert seen == [
        *_ids("sector"),
        *[i for i in declared().form.indicators if i not in _ids("sector")],
    ]


def _ids(level: str) -> list[str]:
    return [i.id for i in declared().form.at_level(level)]


def _rows(sheet):
    """(indicator, place of its sum) of each row, found by the official label."""
    labels = {i.label: i.id for i in declared().form.indicators.values()}
    heads = {c.value: c.column for row in sheet.iter_rows(max_row=6) for c in row}
    for row in sheet.iter_rows():
        if row[1].value in labels:
            yield labels[row[1].value], (row[0].row, heads["合计"])


def test_a_sum_spans_exactly_the_columns_of_the_reporters():
    data = fill_annex2(make_release(missing=("power",)), TEMPLATES)
    live, book = _load(data, formulas=True), _load(data)
    for title, keys in ((BY_SECTOR, declared().roster.sectors), (BY_UNIT, declared().roster.units)):
        first, *_, last = keys
        for indicator, place in _rows(book[title]):
            if (
                not declared().form.indicators[indicator].is_yesno
                and declared().form.indicators[indicator].level != "office"
            ):
                left, right = (
                    _cell(book, f"{key}_{indicator}").coordinate for key in (first, last)
                )
                assert live[title].cell(*place).value == f"=SUM({left}:{right})"


def test_each_row_says_how_many_are_in_its_sum(release, book):
    reported = _reported(release)
    for title in (BY_SECTOR, BY_UNIT):
        for indicator, (row, column) in _rows(book[title]):
            expected = {"sector": 12, "unit": 10, "office": 1}[
                declared().form.indicators[indicator].level
            ]
            counted = sum(i == indicator for _, i in reported)
            assert book[title].cell(row, column + 1).value == f"{counted}/{expected}"


def test_heads_name_sector_lead_unit_and_standing():
    sheet = _fill(missing=("power",), late=("road",))[BY_SECTOR]
    columns = {column[2].value: [c.value for c in column[3:5]] for column in sheet.iter_cols()}
    assert columns["道路交通"] == ["区交警大队", "迟报"]
    assert columns["电力"] == ["临港供电中心", "未报送"]


def test_what_a_unit_is_not_asked_is_a_dash():
    book = _fill()
    office = _cell(book, "office_study_sessions")
    cells = [c.value for c in book[BY_UNIT][office.row][2 : office.column - 1]]
    assert cells == ["—"] * 9


def test_the_status_sheet_tells_how_each_stands():
    wanted = {
        "missing": ("power",),
        "returned": ("gas",),
        "late": ("road",),
        "corrected": ("fire",),
        "missing_before": ("gas",),
    }
    rows = {row[0]: row[1:] for row in _fill(**wanted)[STATUS].iter_rows(values_only=True)}
    path = "inbox/2023-07"
    assert rows["电力"] == ("临港供电中心", "未报送", "—", "—", "—", "上次有效报送：2023年6月")
    assert rows["燃气"] == (
        "区规划建设局",
        "退回未补正",
        "7月26日12时37分",
        "—",
        "—",
        "此前没有有效报送",
    )
    times = ("7月29日19时05分", "7月29日19时05分")
    assert rows["道路交通"] == (
        "区交警大队",
        "迟报",
        *times,
        f"{path}/区交警大队.xlsx",
        "按文件时间，请核对",
    )
    times = ("7月26日13时44分", "7月30日17时05分")
    assert rows["消防"] == (
        "区消防救援大队",
        "退回后补正",
        *times,
        f"{path}/区消防救援大队.xlsx",
        None,
    )
    assert rows["综合"][:2] == ("区安委会办公室", "按时")
    counts = "按时8个、迟报1个、退回后补正1个、退回未补正1个、未报送1个"
    assert f"截至2023年7月28日　应报12个行业领域：{counts}" in rows


@pytest.mark.parametrize("path", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "=SUM(1,2).xlsx"])
def test_a_path_like_a_formula_stays_a_text(path):
    data = fill_annex2(make_release(files={"road": path}), TEMPLATES)
    cell = next(c for c in _load(data, formulas=True)[STATUS]["F"] if c.value == path)
    assert cell.data_type == "s"
    assert "<f>" not in _xml(data, 4)


def test_a_path_loses_its_control_characters():
    book = _fill(files={"road": "inbox/a\x1b[31mb\u202exslx.\n区"})
    assert "inbox/a [31mb xslx. 区" in [c.value for c in book[STATUS]["F"]]


def test_a_path_is_not_cut():
    path = f"inbox/{'很长的文件夹/' * 30}区交警大队.xlsx"
    sheet = _fill(files={"road": path})[STATUS]
    cell = next(c for c in sheet["F"] if c.value == path)
    assert sheet.row_dimensions[cell.row].height > 60


def _xml(data: bytes, number: int) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def _shown(book):
    """The sheets that somebody can print."""
    return [sheet for sheet in book if sheet.sheet_state == "visible"]


def test_invented_figures_say_so_on_every_sheet_and_every_page():
    note = declared().form.sample_note
    for sheet in _shown(_fill(sample=True)):
        assert note in [c.value for c in next(sheet.iter_rows())]
        assert sheet.oddFooter.left.text == note
    for sheet in _shown(_fill()):
        assert note not in [c.value for row in sheet.iter_rows() for c in row]
        assert sheet.oddFooter.left.text is None


def test_sheets_print_on_a4_with_their_heads_and_page_number():
    book = _fill()
    assert book.sheetnames == [OFFICIAL, BY_SECTOR, BY_UNIT, STATUS, SOURCES, RECORD]
    assert book.active.title == OFFICIAL
    assert [s.title for s in _shown(book)] == book.sheetnames[:-1]
    for sheet in _shown(book)[1:]:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth) == (
            True,
            1,
        )
        assert sheet.oddFooter.center.text == "第&P页"
        assert sheet.print_title_rows
        assert sheet.freeze_panes
    assert [book[t].freeze_panes for t in (BY_SECTOR, BY_UNIT)] == ["C6", "C6"]
    assert book[BY_SECTOR].print_title_rows == "$3:$5"


# --- the cells behind the totals ---------------------------------------------------------------------------------

HEADS = [
    "序号",
    "指标",
    "行业领域（单位）",
    "数值",
    "文件",
    "工作表",
    "单元格",
    "收到",
    "校验码（sha256）",
]


def _sources(book: Workbook) -> dict[int, tuple[object, ...]]:
    """The rows of 数据来源 below its heads, by their number."""
    rows = dict(enumerate(book[SOURCES].iter_rows(values_only=True), 1))
    (heads,) = [n for n, row in rows.items() if list(row) == HEADS]
    return {n: row for n, row in rows.items() if n > heads}


def test_every_value_that_counts_has_one_row_with_its_cell_and_hash(release, book):
    names = {s.id: s.name for s in declared().roster.sheets.values()}
    names |= {u.id: u.name for u in declared().roster.units.values()}
    hashes = {f.path: f.sha256 for f in release.files}
    wanted = []
    for row in release.state.values.itertuples():
        indicator = declared().form.indicators[row.indicator]
        value = _written(row.indicator, Decimal(str(row.value)))
        who = names[row.sector or row.unit]
        place = row.file, row.sheet, row.cell
        wanted.append((indicator.item, indicator.label, who, value, *place, hashes[row.file]))
    rows = [(*row[:7], row[8]) for row in _sources(book).values()]
    assert sorted(rows, key=str) == sorted(wanted, key=str)
    order = [i.label for i in declared().form.indicators.values()]
    assert [order.index(row[1]) for row in rows] == sorted(order.index(row[1]) for row in rows)


def test_a_row_says_when_its_file_came():
    release = make_release(late=("road",))
    rows = _sources(_load(fill_annex2(release, TEMPLATES))).values()
    assert {row[7] for row in rows if row[2] == "道路交通"} == {"7月29日19时05分"}


def test_each_total_leads_to_its_own_values_and_to_no_others(release, book):
    rows, reported = _sources(book), _reported(release)
    for title in (BY_SECTOR, BY_UNIT):
        links = {
            cell.coordinate for row in book[title].iter_rows() for cell in row if cell.hyperlink
        }
        for indicator, place in _rows(book[title]):
            cell = book[title].cell(*place)
            values = [v for (_, i), v in reported.items() if i == indicator]
            if not values:
                assert cell.hyperlink is None
                continue
            links.remove(cell.coordinate)
            assert cell.hyperlink.target is None  # no file, no address
            first, last = map(int, re.findall(r"\d+", cell.hyperlink.location))
            assert cell.hyperlink.location == f"'{SOURCES}'!D{first}:D{last}"
            mine = [rows[n] for n in range(first, last + 1)]
            assert [row[3] for row in mine] == [_written(indicator, v) for v in values]
            label = declared().form.indicators[indicator].label
            assert [n for n, row in rows.items() if row[1] == label] == list(range(first, last + 1))
        assert not links


def test_a_total_that_leads_on_looks_as_before(book):
    for _, place in _rows(book[BY_SECTOR]):
        cell = book[BY_SECTOR].cell(*place)
        if cell.hyperlink:
            assert (cell.font.u, cell.font.color.rgb, cell.font.b) == (None, "FF000000", True)


def test_the_list_of_sources_can_be_filtered_and_scrolled_under_its_heads():
    release = make_release(sample=True)
    data = fill_annex2(release, TEMPLATES)
    sheet = _load(data)[SOURCES]
    last = 4 + len(release.state.values)
    assert f'<dimension ref="A1:I{last}"' in _xml(data, 5)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A5", f"A4:I{last}")
    assert (sheet.print_title_rows, sheet.page_setup.fitToHeight) == ("$4:$4", 0)
    heights = [sheet.row_dimensions[n].height for n in range(5, last + 1)]
    assert min(heights) >= 18
    longest = max(_ids("office"), key=lambda i: len(declared().form.indicators[i].label))
    label = declared().form.indicators[longest].label
    (row,) = [n for n, r in _sources(sheet.parent).items() if r[1] == label]
    assert sheet.row_dimensions[row].height > 24


def test_the_checksum_stands_whole_in_one_line_beside_what_is_printed():
    release = make_release(sample=True)
    sheet = _load(fill_annex2(release, TEMPLATES))[SOURCES]
    assert sheet.print_area == f"'{SOURCES}'!$A$1:$H${4 + len(release.state.values)}"
    assert {str(r.coord) for r in sheet.merged_cells.ranges} == {f"A{n}:H{n}" for n in (1, 2, 3)}
    assert all(len(row[8]) == 64 for row in _sources(sheet.parent).values())
    assert sheet.column_dimensions["I"].width * 8 * 0.75 > 64 * 9 * 0.56


def test_a_source_keeps_its_digits_and_its_yes():
    values = {(s, "penalty_wan"): 0.1 for s in declared().roster.sectors}
    values |= {("gas", "penalty_wan"): 35.0, ("office", "media_column"): 1.0}
    sheet = _fill(values=values)[SOURCES]
    cells = {(row[2].value, row[1].value): row[3] for row in sheet.iter_rows()}
    label = declared().form.indicators["penalty_wan"].label
    for sector, value, look in (("道路交通", 0.1, "0.####"), ("燃气", 35, "General")):
        cell = cells[sector, label]
        assert (cell.value, cell.data_type, cell.number_format) == (value, "n", look)
    yes = cells["区安委会办公室", declared().form.indicators["media_column"].label]
    assert (yes.value, yes.data_type) == ("是", "s")


@pytest.mark.parametrize("path", ["=cmd|' /C calc'!A0", "+1", "@A1", "<c>&]]>\"'", "a\x1b\u202eb"])
def test_a_source_is_a_text_whatever_its_file_is_called(path):
    data = fill_annex2(make_release(files={"road": path}), TEMPLATES)
    rows = [r for r in _load(data, formulas=True)[SOURCES].iter_rows() if r[2].value == "道路交通"]
    assert {(r[4].value, r[4].data_type) for r in rows} == {
        (path.replace("\x1b\u202e", "  ").replace("  ", " "), "s")
    }
    assert "<f>" not in _xml(data, 5)


def test_where_nobody_reported_there_is_no_source_and_no_filter():
    book = _fill(missing=tuple(declared().roster.sheets))
    assert _sources(book) == {}
    assert book[SOURCES].auto_filter.ref is None


# --- another form, another template -----------------------------------------------------------------------------


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
    book = _load(fill_annex2(release, TEMPLATES))
    assert _cell(book, "total_media_column").value == total
    assert _cell(book, "gas_media_column").value == "未报"
    places = dict(_rows(book[BY_SECTOR]))
    assert book[BY_SECTOR].cell(*places["media_column"]).value == total


def test_an_office_may_move_a_cell_to_another_place(changed):
    def move(book: Workbook) -> None:
        book.worksheets[0].title = "进展情况"
        for name in list(book.defined_names):
            text = book.defined_names[name].attr_text.replace(OFFICIAL, "进展情况")
            book.defined_names[name].attr_text = text
        book.defined_names["total_self_found"].attr_text = "'进展情况'!$J$30"

    release = make_release()
    book = _load(fill_annex2(release, changed(move)))
    expected = float(_sum(_reported(release), "self_found"))
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


# --- the file ---------------------------------------------------------------------------------------------------


def test_same_release_same_bytes(release, data):
    assert fill_annex2(release, TEMPLATES) == data


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles"])
def test_bytes_depend_on_neither_hash_seed_nor_time_zone_nor_locale(zone):
    code = (
        "import hashlib; from tests.releases import *; from pipeline.annex2.book import fill_annex2;"
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
        cells = re.findall(r"<c [^>]*>(?:(?!</c>).)*<f>.*?</c>", _xml(data, number))
        assert all(re.search(r"<v>[^<]+</v></c>$", c) for c in cells)
        sums = [c for c in cells if "SUM(" in c or "COUNT" in c]  # the others feed the charts
        units = [*_ids("unit"), *_ids("office")]
        assert len(sums) == {2: len(_ids("sector")), 3: len(units)}.get(number, 0)


@pytest.mark.libreoffice
def test_libreoffice_comes_to_the_stored_results(data, book, tmp_path):
    blank = _load(data, formulas=True)  # openpyxl stores no results: Calc has to work them out
    blank.save(tmp_path / "live.xlsx")
    out = tmp_path / "out"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        out,
        tmp_path / "live.xlsx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    calculated = load_workbook(out / "live.xlsx", data_only=True)
    for title in (BY_SECTOR, BY_UNIT):
        for indicator, place in _rows(book[title]):
            stored, found = book[title].cell(*place).value, calculated[title].cell(*place).value
            assert found == (
                stored if isinstance(stored, str) else pytest.approx(stored, abs=1e-9)
            ), indicator
    for name in book.defined_names:
        assert _cell(calculated, name).value == _cell(book, name).value, name
