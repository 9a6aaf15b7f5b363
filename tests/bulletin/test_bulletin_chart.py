"""The chart on the bulletin's page."""

import re
from decimal import Decimal

import pytest
from jinja2 import Environment, FileSystemLoader

from pipeline.bulletin.tables import sector_chart
from pipeline.papers.blocks import Bar, ChartBlock
from tests.support.bulletin_pages import Element, Page
from tests.support.releases import ROOT, declared

TEMPLATES = ROOT / "templates"


def _chart(page: Element) -> Element:
    (chart,) = [
        s
        for s in page.all("svg")
        if s.attributes.get("aria-labelledby") == "chart-title chart-desc"
    ]
    return chart


def _drawn(chart: ChartBlock) -> Element:
    loader = FileSystemLoader(TEMPLATES)
    macro = Environment(loader=loader, autoescape=True).get_template("chart.html.j2").module
    return Page(macro.bar_chart(chart, "数据见表1")).root.all("svg")[0]


def _bars(
    *figures: tuple[Decimal | None, ...], names: tuple[str, ...] = ("发现", "整改")
) -> ChartBlock:
    labels = "甲乙丙丁戊己"
    return ChartBlock("c", "图", names, tuple(map(Bar, labels, figures)))


def test_the_chart_is_told_to_those_who_do_not_see_it(page):
    chart = _chart(page)
    assert chart.attributes["role"] == "img"
    assert chart.one("title").text == declared().bulletin.chart.title
    assert "数据见表" in chart.one("desc").text


def test_the_chart_shows_every_figure_as_text(release, page):
    texts = [e.text for e in _chart(page).all("text")]
    wanted = list(sector_chart(release).series)
    for bar in sector_chart(release).bars:
        shown = [f"{f:f}" for f in bar.figures if f is not None]
        wanted += [bar.label, *(shown or ["未报"])]
    assert texts == wanted


def test_bars_are_as_long_as_their_figures():
    svg = _drawn(_bars((Decimal(200), Decimal(100)), (Decimal("50.5"), Decimal(0))))
    widths = [
        Decimal(r.attributes["width"][:-1]) for r in svg.all("rect") if "%" in r.attributes["x"]
    ]
    assert len(widths) == 3  # nothing is drawn for a zero
    assert [round(w / widths[0] * 200, 1) for w in widths] == [200, 100, Decimal("50.5")]
    assert [t.text for t in svg.all("text")][-3:] == ["乙", "50.5", "0"]


def test_one_figure_that_is_missing_is_said_in_its_place():
    svg = _drawn(_bars((None, Decimal(3)), (None, None)))
    assert [t.text for t in svg.all("text")][2:] == ["甲", "未报", "3", "乙", "未报"]


def test_a_chart_of_zeros_is_drawn():
    texts = [t.text for t in _drawn(_bars((Decimal(0), Decimal(0)))).all("text")]
    assert texts == ["发现", "整改", "甲", "0", "0"]


def _shade(colour: str) -> float:
    """How light a colour is in a grey print, from 0 to 1."""
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_two_series_can_be_told_apart_in_a_grey_print_and_their_texts_be_read():
    svg = _drawn(_bars((Decimal(2), Decimal(1)), (None, None)))
    light, dark = ([r for r in svg.all("rect") if "em" in r.attributes["x"]][n] for n in (0, 1))
    assert _shade(light.attributes["fill"]) - _shade(dark.attributes["fill"]) > 0.5
    for rect in svg.all("rect"):
        assert _shade(rect.attributes["stroke"]) < 0.25
    colours = {e.attributes["fill"] for e in [svg, *svg.all("text")] if "fill" in e.attributes}
    assert all(_shade(c) < 0.35 for c in colours)


def test_a_chart_of_months_says_its_months_and_leaves_them_room():
    months = ["2023年5月至6月", "2023年7月"]
    bars = tuple(Bar(m, (Decimal(1100), None)) for m in months)
    svg = _drawn(ChartBlock("series", "逐月", ("发现", "整改"), bars))
    texts = svg.all("text")
    assert [t.text for t in texts if t.attributes.get("text-anchor") == "end"] == months
    (left,) = {t.attributes["x"] for t in texts if t.attributes.get("text-anchor") == "end"}
    assert 30 <= Decimal(left[:-1]) <= 40
    assert "领域" not in svg.one("desc").text
    assert svg.attributes["aria-labelledby"] == "series-title series-desc"


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_series_differ_in_tone_and_have_lines(count):
    names = tuple("子丑寅卯"[:count])
    svg = _drawn(_bars((Decimal(1),) * count, names=names))
    assert len({r.attributes["fill"] for r in svg.all("rect")}) == count
    assert all(r.attributes["stroke"] for r in svg.all("rect"))
    assert [t.text for t in svg.all("text")][:count] == list(names)


def test_coordinates_have_two_decimals(page):
    for e in page.all("svg")[0].inside:
        for name in ("x", "y", "x1", "x2", "y1", "y2", "width", "height"):
            assert re.fullmatch(r"\d+\.\d\d(%|em)|100%|", e.attributes.get(name) or ""), (
                e.tag,
                name,
            )


def test_bars_and_labels_stay_within_the_chart():
    figures = [(Decimal(10**n - 1), Decimal(10**n // 3)) for n in range(1, 6)]
    for e in _drawn(_bars(*figures)).all("rect", "text"):
        x, wide = ((e.attributes.get(n) or "0%") for n in ("x", "width"))
        if x.endswith("%"):
            assert Decimal(x[:-1]) + Decimal(wide[:-1].removesuffix("e")) <= 90
