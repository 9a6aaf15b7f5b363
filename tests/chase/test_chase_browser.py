"""The wall list and 考核参考 in a real Chromium: printed, and on a phone."""

import re
from datetime import date
from pathlib import Path

import pytest

from pipeline.chasing import chase_units
from tests.support.chromium import print_pdf, run_in_page, sheets_of, words_of
from tests.support.workspaces import declarations, form, put, sample_workspace, workspace

pytestmark = pytest.mark.browser

WALL, ASSESSMENT = "催报一览.html", "考核参考.html"
MEASURE = """
const page = document.documentElement;
tell([page.clientWidth, page.scrollWidth, performance.getEntriesByType("resource").length]);
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What is written for the sample, and where all but one unit owe all months, the longest list there can be."""
    folder = tmp_path_factory.mktemp("chased")
    sample, worst = sample_workspace(folder / "sample"), workspace(folder / "worst")
    for month in declarations().campaign.months:
        put(worst, f"{month}.xlsx", form("rescue", month), f"{month}-20T10:00:00+08:00")
    on = {sample: date(2023, 8, 5), worst: date(2024, 1, 5)}
    for root, day in on.items():
        chase_units(root, None, day, lambda _: None)
    return {root.name: root / "outbox/催报" / str(day) for root, day in on.items()}


def printed(folder: Path, page: Path) -> tuple[list[str], tuple[float, float]]:
    """The text of each sheet of paper, and its width and height in millimetres."""
    pdf = print_pdf(folder, page.read_text("utf-8"))
    first = words_of(pdf)[0]
    return sheets_of(pdf), (first.width, first.height)


@pytest.mark.parametrize("case", ["sample", "worst"])
def test_the_wall_list_is_one_sheet_of_a4(
    tmp_path: Path, pages: dict[str, Path], case: str
) -> None:
    sheets, size = printed(tmp_path, pages[case] / WALL)
    assert size == (pytest.approx(210, abs=0.5), pytest.approx(297, abs=0.5))
    assert len(sheets) == 1
    assert "办理记录" in sheets[0]
    units = [u.name for u in declarations().roster.units.values()]
    page = (pages[case] / WALL).read_text("utf-8")
    assert [name in page for name in units] == [True] * len(units)


@pytest.mark.parametrize("which", ["sample", "worst"])
def test_the_wall_list_is_no_wider_than_its_sheet(
    pages: dict[str, Path], tmp_path: Path, which: str
) -> None:
    page = (pages[which] / WALL).read_text("utf-8").replace("@media print", "@media all")
    measure = 'const s = document.querySelector(".scroll"); tell([s.scrollWidth, s.clientWidth])'
    wide, sheet = run_in_page(tmp_path, page, measure, frame="184mm")  # A4 without its margins
    assert wide <= sheet


def test_every_table_of_the_assessment_stands_whole_on_its_sheet(
    tmp_path: Path, pages: dict[str, Path]
) -> None:
    sheets, (width, height) = printed(tmp_path, pages["worst"] / ASSESSMENT)
    assert width > height
    for quarter in ("第二季度", "第三季度", "第四季度", "全部报告期"):
        (sheet,) = [s for s in sheets if f"{quarter}（" in s]
        table = sheet.partition(f"{quarter}（")[2]
        assert "合计（牵头单位）" in table
    headed = [s for s in sheets if re.search("危险化学品|民爆", s)]
    assert len(headed) > 1
    assert all("首次收到" in s for s in headed)  # the headings of the evidence repeat


@pytest.mark.parametrize("name", [WALL, ASSESSMENT])
def test_a_phone_scrolls_the_tables_alone_and_nothing_is_fetched(
    tmp_path: Path, pages: dict[str, Path], name: str
) -> None:
    page = (pages["sample"] / name).read_text("utf-8")
    shown, wide, fetched = run_in_page(tmp_path, page, MEASURE, frame="390px")
    assert (wide, fetched) == (shown, 0)
