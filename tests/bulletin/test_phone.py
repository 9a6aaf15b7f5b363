"""Every page that the office passes on, as a phone of 390 pixels shows it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.chasing import chase_units
from pipeline.model.week import Week
from tests.support.campaigns import DECEMBER, campaign
from tests.support.chromium import run_in_page
from tests.support.published import command
from tests.support.workspaces import form, publish, publish_weekly, put, sample_workspace, workspace

pytestmark = pytest.mark.browser

PAGES = ("月通报", "送阅件", "催报一览", "考核参考", "周调度", "总结报告")
WEEK = Week.parse("2023-W28")

MEASURE = """
const wide = document.documentElement.clientWidth;
const all = (what) => [...document.body.querySelectorAll(what)];
const scrolls = (e) => e && getComputedStyle(e).overflowX === "auto";
const held = (e) => !e.matches(".scroll") && scrolls(e.closest(".scroll"));
const seen = (e) => e.getClientRects().length > 0;
const outside = (e) => {
  const box = e.getBoundingClientRect();
  return box.left < 0 || box.right > wide + 0.5;
};
const size = (e) => parseFloat(getComputedStyle(e).fontSize);
const range = document.createRange();
range.selectNodeContents(document.querySelector("h1"));
for (const panel of all(".origin")) {
  location.hash = panel.id;
  if (getComputedStyle(panel).display === "none") throw panel.id;
  if (document.documentElement.scrollWidth > wide) throw panel.id;
  location.hash = "#0";
}
tell({
  scroll: document.documentElement.scrollWidth - wide,
  out: all("*").filter((e) => seen(e) && !held(e) && outside(e)).map((e) => e.outerHTML.slice(0, 80)),
  least: Math.min(...all("p, h1, h2, h3, th, td, caption, figcaption").filter(seen).map(size)),
  title: document.querySelectorAll("h1 br").length + 1,
  shown: new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 8))).size,
});"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of the sample's July, of a round of chasing, of a week, and of the closed campaign, by name."""
    folder = tmp_path_factory.mktemp("phone")
    sample, week = sample_workspace(folder / "sample"), workspace(folder / "week")
    publish(sample, None)
    chase_units(sample, None, date(2023, 7, 31), lambda _: None)
    for unit in ("rescue", "police", "office"):
        put(week, f"{unit}.xlsx", form(unit, WEEK), "2023-07-17T10:00:00+08:00")
    publish_weekly(week, WEEK)
    closed = campaign(folder / "closed", {}, {(DECEMBER, "grid")})
    assert command(closed, "final") == 0
    return {p.stem: p for root in (sample, week, closed) for p in _html(root / "outbox")}


def _html(outbox: Path) -> Iterator[Path]:
    return outbox.rglob("*.html")


def test_these_are_all_pages(pages: dict[str, Path]) -> None:
    assert sorted(pages) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_shows_it_whole_large_enough_and_with_the_title_as_declared(
    tmp_path: Path, pages: dict[str, Path], name: str
) -> None:
    text = pages[name].read_text("utf-8")
    seen: dict[str, Any] = run_in_page(tmp_path, text, MEASURE, frame="390px")
    assert (seen["scroll"], seen["out"]) == (0, [])
    assert seen["shown"] == seen["title"]
    assert seen["least"] >= 12
