"""The rules of accessible pages, checked by axe-core in a real Chromium."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.annex2.print_pack import write_print_pack
from pipeline.bulletin.paper import bulletin
from pipeline.rendering.files import write_pages
from pipeline.rendering.templates import load_pages
from tests.support import axe, chromium
from tests.support.needs import need
from tests.support.releases import ROOT, declared, make_release

pytestmark = pytest.mark.browser

RELEASES = {
    "complete": {"month": "2023-06"},
    "gaps": {"missing": ("power",), "returned": ("commerce",), "late": ("fire",), "sample": True},
    "nobody": {"missing": tuple(declared().roster.sheets)},
}
PAGES = ("月通报.html", "送阅件.html")
# All of WCAG 2.2 A and AA, what is good practice besides, and what is on trial.
RUN = """
axe.run(document, { runOnly: { type: "tag", values: [
  "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental",
] } }).then((found) => {
  const told = (kind) => found[kind].map((r) => [r.id, r.nodes.map((n) => n.html.slice(0, 200))]);
  tell({ violations: told("violations"), incomplete: told("incomplete").map((r) => r[0]),
    passes: told("passes").map((r) => r[0]) });
});"""
# What axe leaves to the eye: a colour before a picture or in a frame that scrolls, and what is not shown now.
FOR_THE_EYE = {"color-contrast", "hidden-content"}


@pytest.fixture(scope="module")
def script() -> str:
    need(axe.lacks())
    if reason := axe.fetch():
        pytest.skip(reason)
    return axe.script()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("axe")


def _page(name: str, page: str) -> str:
    release, pages = make_release(**RELEASES[name]), load_pages(ROOT / "templates")
    paper = bulletin(release, pages)
    return {**write_pages(paper, pages), **write_print_pack(paper, release, pages)}[page].decode()


def _found(folder: Path, text: str, script: str, frame: str | None = None) -> Any:
    patient = "--virtual-time-budget=30000"  # axe tells later what it found
    return chromium.run_in_page(folder, text, script + RUN, patient, frame=frame)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("name", "frame"), [*((name, None) for name in RELEASES), ("gaps", "390px")]
)
def test_a_page_breaks_no_rule(folder, script, name, page, frame):
    found = _found(folder, _page(name, page), script, frame)
    assert found["violations"] == []
    assert set(found["incomplete"]) <= FOR_THE_EYE
    assert {"color-contrast", "heading-order", "td-has-header", "region"} <= set(found["passes"])


def test_what_a_total_is_made_of_breaks_no_rule_when_it_is_shown(folder, script):
    shown = ".origin:target, #of-self_found"
    text = chromium.changed(_page("gaps", "月通报.html"), ".origin:target {", f"{shown} {{")
    found = _found(folder, text, script)
    assert found["violations"] == []


FAULTS = {
    "html-has-lang": ('<html lang="zh-CN">', "<html>"),
    "document-title": ("<title>临", "<title></title><x>"),
    "heading-order": ("<h2>附件</h2>", "<h6>附件</h6>"),
    "landmark-one-main": ("<main>", "<div>"),
    "color-contrast": ("--quiet: #555555", "--quiet: #aaaaaa"),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_would_be_found(folder, script, rule):
    text = chromium.changed(_page("gaps", "月通报.html"), *FAULTS[rule])
    assert rule in [r for r, _ in _found(folder, text, script)["violations"]]
