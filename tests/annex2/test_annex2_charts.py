"""The charts below the table of sectors: their cells, what they leave out, where they stand."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.annex2.book import fill_annex2
from pipeline.declarations import load_declarations
from pipeline.model.bulletin_plan import SheetChart
from pipeline.model.errors import DeclarationError
from pipeline.model.released import Release
from tests.support.libreoffice import convert
from tests.support.releases import ROOT, declared, make_release
from tests.support.typed_cells import unpacked
from tests.support.workspaces import workspace

TEMPLATES, BY_SECTOR = ROOT / "templates", "分行业领域"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SECTORS = declared().roster.sectors


@dataclass(frozen=True, slots=True)
class Series:
    """A series as its chart part tells it: references, and what is remembered of the cells."""

    names_at: str
    values_at: str
    names: dict[int, str]
    values: dict[int, str]


def charts(data: bytes) -> list[ElementTree.Element]:
    return [
        ElementTree.fromstring(xml) for n, xml in sorted(unpacked(data).items()) if "/charts/" in n
    ]


def series(chart: ElementTree.Element) -> Iterator[Series]:
    for one in chart.iter(f"{CHART}ser"):
        found = []
        for kind in ("cat", "val"):
            place = next(one.iter(f"{CHART}{kind}"))
            points = {
                int(p.attrib["idx"]): str(p.findtext(f"{CHART}v")) for p in place.iter(f"{CHART}pt")
            }
            found.append((str(next(place.iter(f"{CHART}f")).text), points))
        (names_at, names), (values_at, values) = found
        yield Series(names_at, values_at, names, values)


def cells(sheet: Worksheet, reference: str) -> list[object]:
    """What stands in the cells of '分行业领域'!$C$36:$N$36."""
    title, _, area = reference.replace("$", "").rpartition("!")
    assert title.strip("'") == sheet.title
    return [cell.value for row in sheet[area] for cell in row]


def stored(data: bytes) -> Worksheet:
    return load_workbook(io.BytesIO(data), data_only=True)[BY_SECTOR]


@pytest.fixture(scope="module")
def gaps() -> Release:
    return make_release(
        missing=("power",), returned=("sewage",), blank=(("gas", "dept_fixed"),), seed=4
    )


@pytest.fixture(scope="module")
def data(gaps: Release) -> bytes:
    return fill_annex2(gaps, TEMPLATES)


def expected(release: Release, sheet: str, value: str) -> Decimal | None:
    """A charted figure worked out anew, a rate to three decimals."""
    own, form = release.figures.get(sheet, {}), declared().form
    planned = form.measures[value]
    if any(i not in own for i in (*planned.sum, *planned.less, *planned.over)):
        return None
    part = sum(own[i] for i in planned.sum) - sum(own[i] for i in planned.less)
    if not planned.over:
        return Decimal(part)
    whole = sum(own[i] for i in planned.over)
    return (part / whole).quantize(Decimal("0.001"), "ROUND_HALF_UP") if whole else None


def test_each_series_is_the_planned_figure_of_every_sector_and_a_gap_where_there_is_none(
    gaps: Release, data: bytes
) -> None:
    sheet = stored(data)
    planned = [c.bars for c in declared().bulletin.sheet_charts]
    drawn = [list(series(chart)) for chart in charts(data)]
    assert [len(d) for d in drawn] == [len(p) for p in planned]
    for value, one in zip(sum(planned, ()), [s for d in drawn for s in d], strict=True):
        wanted = [expected(gaps, s, value) for s in SECTORS]
        shown = [None if c is None else Decimal(str(c)) for c in cells(sheet, one.values_at)]
        assert shown == wanted, value
        assert one.values.keys() == {n for n, v in enumerate(wanted) if v is not None}
        assert {n: float(v) for n, v in one.values.items()} == pytest.approx(
            {n: float(v) for n, v in enumerate(wanted) if v is not None}
        )


def test_the_names_beside_the_bars_say_who_is_not_drawn(data: bytes) -> None:
    sheet = stored(data)
    lacking = {"power", "sewage", "gas"}
    wanted = [f"{s.name}\n（未报）" if k in lacking else s.name for k, s in SECTORS.items()]
    for chart in charts(data):
        for one in series(chart):
            assert cells(sheet, one.names_at) == wanted == list(one.names.values())


def test_a_sector_that_found_nothing_has_a_zero_and_no_rate() -> None:
    ids = ("self_found", "self_fixed", "dept_found", "dept_fixed")
    release = make_release(values={("gas", i): 0.0 for i in ids})
    found, fixed, rate = (s for c in charts(fill_annex2(release, TEMPLATES)) for s in series(c))
    at = list(SECTORS).index("gas")
    assert (found.values[at], fixed.values[at]) == ("0", "0")
    assert at not in rate.values
    assert "未报" not in rate.names[at]


@pytest.mark.parametrize(
    ("fixed", "shown"), [(0, "0.0"), (1, "0.001"), (1999, "0.999"), (2000, "1.0"), (1001, "0.501")]
)
def test_a_rate_is_the_one_that_the_bulletin_prints(fixed: int, shown: str) -> None:
    changed = {("gas", "self_found"): 2000.0, ("gas", "self_fixed"): float(fixed)}
    changed |= {("gas", "dept_found"): 0.0, ("gas", "dept_fixed"): 0.0}
    release = make_release(values=changed)
    rate = next(series(charts(fill_annex2(release, TEMPLATES))[1]))
    assert float(rate.values[list(SECTORS).index("gas")]) == float(shown)


def test_axes_are_shown_and_named_in_chinese_and_no_title_lies_on_the_bars(data: bytes) -> None:
    for chart, planned in zip(charts(data), declared().bulletin.sheet_charts, strict=True):
        axes = [*chart.iter(f"{CHART}catAx"), *chart.iter(f"{CHART}valAx")]
        titles = ["".join(next(axis.iter(f"{CHART}title")).itertext()) for axis in axes]
        assert titles == ["行业领域", planned.axis]
        hidden = [next(axis.iter(f"{CHART}delete")).attrib["val"] for axis in axes]
        assert hidden == ["0", "0"]
        assert "".join(next(chart.iter(f"{CHART}title")).itertext()) == planned.caption
        assert {o.attrib["val"] for o in chart.iter(f"{CHART}overlay")} == {"0"}
        turned = [next(axis.iter(f"{CHART}orientation")).attrib["val"] for axis in axes]
        assert turned == ["maxMin", "minMax"]  # the first sector on top
        assert next(axes[1].iter(f"{CHART}crosses")).attrib["val"] == "max"  # the axis at the foot
        assert next(chart.iter(f"{CHART}dispBlanksAs")).attrib["val"] == "gap"


def test_the_charts_stand_below_the_table_within_its_columns_on_a_page_of_their_own(
    data: bytes,
) -> None:
    sheet = load_workbook(io.BytesIO(data))[BY_SECTOR]
    (pause,) = sheet.row_breaks.brk
    last_row = max(cell.row for cell in sheet["A"] if cell.value)
    edges = []
    for chart in sheet._charts:
        start, end = chart.anchor._from, chart.anchor.to
        assert start.row >= last_row > pause.id
        assert end.col < sheet.max_column
        edges += [start.col, end.col]
    assert edges == sorted(edges)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    *_, last = declared().form.at_level("sector")
    assert sheet.cell(pause.id, 1).value == last.item


def test_every_part_of_a_drawing_is_reachable_and_has_its_type(data: bytes) -> None:
    found = unpacked(data)
    types = found["[Content_Types].xml"].decode()
    for name in (n for n in found if re.search(r"/(charts|drawings)/[^/]+\.xml$", n)):
        assert f'PartName="/{name}"' in types
    assert b"drawing1.xml" in found["xl/worksheets/_rels/sheet2.xml.rels"]
    assert {"xl/charts/chart1.xml", "xl/charts/chart2.xml"} <= found.keys()


def test_where_nobody_reported_there_is_no_chart() -> None:
    data = fill_annex2(make_release(missing=tuple(declared().roster.sheets)), TEMPLATES)
    assert charts(data) == []
    assert not load_workbook(io.BytesIO(data))[BY_SECTOR].row_breaks.brk


def test_a_form_may_plan_other_charts_or_none() -> None:
    plan = declared().bulletin
    none = replace(declared(), bulletin=replace(plan, sheet_charts=()))
    assert charts(fill_annex2(make_release(declarations=none), TEMPLATES)) == []
    one = (SheetChart("罚款", "万元", ("penalty_wan", "open")),)
    other = replace(declared(), bulletin=replace(plan, sheet_charts=one))
    release = make_release(declarations=other, missing=("fire",))
    data = fill_annex2(release, TEMPLATES)
    (drawn,) = charts(data)
    money, left = series(drawn)
    first = next(iter(SECTORS))
    assert Decimal(money.values[0]) == release.figures[first]["penalty_wan"]
    assert Decimal(left.values[0]) == expected(release, first, "open")
    letters = re.findall(r"\$([A-Z]+)\$", money.values_at)
    assert [column_index_from_string(c) for c in letters] == [3, 2 + len(SECTORS)]


@pytest.mark.parametrize(
    ("bars", "key"),
    [
        ('["found", "fix_rate"]', "annex2_chart[1].bars"),
        ('["nothing"]', "annex2_chart[1].bars"),
        ('["inspectors"]', "annex2_chart[1].bars"),
        ("[]", "annex2_chart[1].bars"),
    ],
)
def test_what_cannot_be_charted_is_refused_with_its_key(
    tmp_path: Path, bars: str, key: str
) -> None:
    root = workspace(tmp_path / "w")
    file = root / "schemas/bulletin.toml"
    file.write_text(
        file.read_text("utf-8").replace('bars = ["fix_rate"]', f"bars = {bars}"), "utf-8"
    )
    text = file.read_text("utf-8")
    first, second = (text.index(s) for s in ("[[annex2_chart]]", f"bars = {bars}"))
    file.write_text(text[:first] + text[text.rindex("[[annex2_chart]]", 0, second) :], "utf-8")
    with pytest.raises(DeclarationError) as refused:
        load_declarations(root)
    assert f"schemas/bulletin.toml {key}" in str(refused.value).replace("：", " ")


@pytest.mark.libreoffice
def test_libreoffice_works_out_the_same_figures_and_keeps_the_charts(tmp_path: Path) -> None:
    counts = ("self_found", "self_fixed", "dept_found", "dept_fixed")
    extreme = {"gas": (2000, 1999, 0, 0), "road": (2000, 1, 0, 0), "fire": (9, 9, 0, 0)}
    extreme |= {"hazchem": (4, 5, 0, 0)}  # more than were found, where the office has waived that
    changed = {
        (s, i): float(v) for s, of in extreme.items() for i, v in zip(counts, of, strict=True)
    }
    data = fill_annex2(make_release(missing=("power",), values=changed), TEMPLATES)
    (tmp_path / "a.xlsx").write_bytes(data)
    again = convert(tmp_path / "a.xlsx", tmp_path / "out").read_bytes()
    ours, theirs = stored(data), stored(again)
    for row in ours.iter_rows():
        for cell in row:
            found = theirs[cell.coordinate].value
            if isinstance(cell.value, float):
                assert found == pytest.approx(cell.value, abs=1e-12), cell.coordinate
            else:
                assert (found or None) == (cell.value or None) or found == cell.value
    assert len(charts(again)) == len(charts(data))
