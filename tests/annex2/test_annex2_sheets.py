"""附件2: the sheets behind the official one, and the cells behind its totals."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from openpyxl import Workbook

from pipeline.annex2.book import fill_annex2
from pipeline.rollup.record import RECORD
from tests.support.annex2_books import (
    BY_SECTOR,
    BY_UNIT,
    OFFICIAL,
    STATUS,
    fill,
    ids,
    load,
    reported_values,
    rows_by_item,
    sum_of,
    written,
    xml,
)
from tests.support.named_cells import cell_named
from tests.support.releases import ROOT, declared, make_release

TEMPLATES = ROOT / "templates"
SOURCES = "数据来源"


# --- the sheets behind it --------------------------------------------------------------------------------------------


def test_every_value_stands_in_the_cell_of_its_name(release, book):
    reported, roster = reported_values(release), declared().roster
    for indicator in declared().form.indicators.values():
        if indicator.level == "sector":
            asked, sheet = list(roster.sectors), BY_SECTOR
        else:
            asked, sheet = (
                list(roster.units) if indicator.level == "unit" else [roster.office.id],
                BY_UNIT,
            )
        for key in asked:
            cell = cell_named(book, f"{key}_{indicator.id}")
            assert cell.parent.title == sheet
            assert cell.value == written(indicator.id, reported.get((key, indicator.id)))


def test_what_nobody_reported_is_never_a_zero(release, book):
    reported = reported_values(release)
    zeros = sum(
        value == 0 and not declared().form.indicators[i].is_yesno
        for (_, i), value in reported.items()
    )
    names = [n for n in book.defined_names if not n.startswith(("total_", "annex_"))]
    assert sum(cell_named(book, n).value == 0 for n in names) == zeros
    assert sum(cell_named(book, n).value == "未报" for n in names) == len(names) - len(reported)


def test_stored_results_are_what_an_independent_sum_gives(release, data, book):
    reported, live = reported_values(release), load(data, formulas=True)
    seen = []
    for title in (BY_SECTOR, BY_UNIT):
        for indicator, row in rows_by_item(book[title]):
            formula, stored = live[title].cell(*row).value, book[title].cell(*row).value
            assert formula.startswith("=")
            assert stored == written(indicator, sum_of(reported, indicator)), indicator
            seen.append(indicator)
    assert seen == [
        *ids("sector"),
        *[i for i in declared().form.indicators if i not in ids("sector")],
    ]


def test_a_sum_spans_exactly_the_columns_of_the_reporters():
    data = fill_annex2(make_release(missing=("power",)), TEMPLATES)
    live, book = load(data, formulas=True), load(data)
    for title, keys in ((BY_SECTOR, declared().roster.sectors), (BY_UNIT, declared().roster.units)):
        first, *_, last = keys
        for indicator, place in rows_by_item(book[title]):
            if (
                not declared().form.indicators[indicator].is_yesno
                and declared().form.indicators[indicator].level != "office"
            ):
                left, right = (
                    cell_named(book, f"{key}_{indicator}").coordinate for key in (first, last)
                )
                assert live[title].cell(*place).value == f"=SUM({left}:{right})"


def test_each_row_says_how_many_are_in_its_sum(release, book):
    reported = reported_values(release)
    for title in (BY_SECTOR, BY_UNIT):
        for indicator, (row, column) in rows_by_item(book[title]):
            expected = {"sector": 12, "unit": 10, "office": 1}[
                declared().form.indicators[indicator].level
            ]
            counted = sum(i == indicator for _, i in reported)
            assert book[title].cell(row, column + 1).value == f"{counted}/{expected}"


def test_heads_name_sector_lead_unit_and_standing():
    sheet = fill(missing=("power",), late=("road",))[BY_SECTOR]
    columns = {column[2].value: [c.value for c in column[3:5]] for column in sheet.iter_cols()}
    assert columns["道路交通"] == ["区交警大队", "迟报"]
    assert columns["电力"] == ["临港供电中心", "未报送"]


def test_what_a_unit_is_not_asked_is_a_dash():
    book = fill()
    office = cell_named(book, "office_study_sessions")
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
    rows = {row[0]: row[1:] for row in fill(**wanted)[STATUS].iter_rows(values_only=True)}
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


def test_a_file_that_came_after_the_first_valid_one_is_told_with_its_time():
    release = make_release(late=("road",))
    later = [replace(f, received_at=f.received_at + timedelta(days=2)) for f in release.files]
    book = load(fill_annex2(replace(release, files=tuple(later)), TEMPLATES))
    rows = {row[0]: row for row in book[STATUS].iter_rows(values_only=True)}
    assert rows["道路交通"][4] == "7月29日19时05分"
    assert rows["道路交通"][6] == "按文件时间，请核对；又重报，采用7月31日19时05分收到的"
    assert rows["电力"][6].startswith("又重报，采用7月")


@pytest.mark.parametrize("path", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "=SUM(1,2).xlsx"])
def test_a_path_like_a_formula_stays_a_text(path):
    data = fill_annex2(make_release(files={"road": path}), TEMPLATES)
    cell = next(c for c in load(data, formulas=True)[STATUS]["F"] if c.value == path)
    assert cell.data_type == "s"
    assert "<f>" not in xml(data, 4)


def test_a_path_loses_its_control_characters():
    book = fill(files={"road": "inbox/a\x1b[31mb\u202exslx.\n区"})
    assert "inbox/a [31mb xslx. 区" in [c.value for c in book[STATUS]["F"]]


def test_a_path_is_not_cut():
    path = f"inbox/{'很长的文件夹/' * 30}区交警大队.xlsx"
    sheet = fill(files={"road": path})[STATUS]
    cell = next(c for c in sheet["F"] if c.value == path)
    assert sheet.row_dimensions[cell.row].height > 60


def _shown(book):
    """The sheets that somebody can print."""
    return [sheet for sheet in book if sheet.sheet_state == "visible"]


def test_invented_figures_say_so_on_every_sheet_and_every_page():
    note = declared().form.sample_note
    for sheet in _shown(fill(sample=True)):
        assert note in [c.value for c in next(sheet.iter_rows())]
        assert sheet.oddFooter.left.text == note
    for sheet in _shown(fill()):
        assert note not in [c.value for row in sheet.iter_rows() for c in row]
        assert sheet.oddFooter.left.text is None


def test_sheets_print_on_a4_with_their_heads_and_page_number():
    book = fill()
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


# --- the cells behind the totals -------------------------------------------------------------------------------------

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
        value = written(row.indicator, Decimal(str(row.value)))
        who = names[row.sector or row.unit]
        place = row.file, row.sheet, row.cell
        wanted.append((indicator.item, indicator.label, who, value, *place, hashes[row.file]))
    rows = [(*row[:7], row[8]) for row in _sources(book).values()]
    assert sorted(rows, key=str) == sorted(wanted, key=str)
    order = [i.label for i in declared().form.indicators.values()]
    assert [order.index(row[1]) for row in rows] == sorted(order.index(row[1]) for row in rows)


def test_a_row_says_when_its_file_came():
    release = make_release(late=("road",))
    rows = _sources(load(fill_annex2(release, TEMPLATES))).values()
    assert {row[7] for row in rows if row[2] == "道路交通"} == {"7月29日19时05分"}


def test_each_total_leads_to_its_own_values_and_to_no_others(release, book):
    rows, reported = _sources(book), reported_values(release)
    for title in (BY_SECTOR, BY_UNIT):
        links = {
            cell.coordinate for row in book[title].iter_rows() for cell in row if cell.hyperlink
        }
        for indicator, place in rows_by_item(book[title]):
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
            assert [row[3] for row in mine] == [written(indicator, v) for v in values]
            label = declared().form.indicators[indicator].label
            assert [n for n, row in rows.items() if row[1] == label] == list(range(first, last + 1))
        assert not links


def test_a_total_that_leads_on_looks_as_before(book):
    for _, place in rows_by_item(book[BY_SECTOR]):
        cell = book[BY_SECTOR].cell(*place)
        if cell.hyperlink:
            assert (cell.font.u, cell.font.color.rgb, cell.font.b) == (None, "FF000000", True)


def test_the_list_of_sources_can_be_filtered_and_scrolled_under_its_heads():
    release = make_release(sample=True)
    data = fill_annex2(release, TEMPLATES)
    sheet = load(data)[SOURCES]
    last = 4 + len(release.state.values)
    assert f'<dimension ref="A1:I{last}"' in xml(data, 5)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A5", f"A4:I{last}")
    assert (sheet.print_title_rows, sheet.page_setup.fitToHeight) == ("$4:$4", 0)
    heights = [sheet.row_dimensions[n].height for n in range(5, last + 1)]
    assert min(heights) >= 18
    longest = max(ids("office"), key=lambda i: len(declared().form.indicators[i].label))
    label = declared().form.indicators[longest].label
    (row,) = [n for n, r in _sources(sheet.parent).items() if r[1] == label]
    assert sheet.row_dimensions[row].height > 24


def test_the_checksum_stands_whole_in_one_line_beside_what_is_printed():
    release = make_release(sample=True)
    sheet = load(fill_annex2(release, TEMPLATES))[SOURCES]
    assert sheet.print_area == f"'{SOURCES}'!$A$1:$H${4 + len(release.state.values)}"
    assert {str(r.coord) for r in sheet.merged_cells.ranges} == {f"A{n}:H{n}" for n in (1, 2, 3)}
    assert all(len(row[8]) == 64 for row in _sources(sheet.parent).values())
    assert sheet.column_dimensions["I"].width * 8 * 0.75 > 64 * 9 * 0.56


def test_a_source_keeps_its_digits_and_its_yes():
    values = {(s, "penalty_wan"): 0.1 for s in declared().roster.sectors}
    values |= {("gas", "penalty_wan"): 35.0, ("office", "media_column"): 1.0}
    sheet = fill(values=values)[SOURCES]
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
    rows = [r for r in load(data, formulas=True)[SOURCES].iter_rows() if r[2].value == "道路交通"]
    assert {(r[4].value, r[4].data_type) for r in rows} == {
        (path.replace("\x1b\u202e", "  ").replace("  ", " "), "s")
    }
    assert "<f>" not in xml(data, 5)


def test_where_nobody_reported_there_is_no_source_and_no_filter():
    book = fill(missing=tuple(declared().roster.sheets))
    assert _sources(book) == {}
    assert book[SOURCES].auto_filter.ref is None


def test_a_long_whole_number_is_shown_whole_everywhere():
    """General rounds what a column has no room for: 1.19E+10."""
    values = {(s, "self_found"): 987654321.0 for s in declared().roster.sectors}
    values |= {("gas", "self_found"): 35.0, ("office", "study_sessions"): 123456789.0}
    book = fill(values=values)
    total = 11 * 987654321 + 35
    for name, value, look in (
        ("fire_self_found", 987654321, "0"),
        ("gas_self_found", 35, "General"),
        ("total_self_found", total, "0"),
    ):
        cell = cell_named(book, name)
        assert (cell.value, cell.number_format) == (value, look)
    shown = [c for sheet in book for row in sheet.iter_rows() for c in row if _is_long(c.value)]
    assert {c.parent.title for c in shown} >= {"分行业领域", "分单位", SOURCES}
    assert all(c.number_format == "0" for c in shown)


def test_a_look_that_is_tried_later_leaves_those_before_as_they_are():
    """A long number looked as money does, which shows it as 987654321. with nothing behind the point."""
    values = {("fire", "checked_ent"): 987654321.0, ("fire", "penalty_wan"): 12.5}
    cells = [row[3] for row in fill(values=values)[SOURCES].iter_rows(min_row=4)]
    looks = {c.number_format for c in cells if _is_long(c.value)}
    assert looks == {"0"}
    assert {c.number_format for c in cells if c.value == 12.5} == {"0.####"}


def _is_long(value: object) -> bool:
    return isinstance(value, int) and abs(value) > 10**6
