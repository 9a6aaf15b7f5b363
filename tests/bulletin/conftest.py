"""Fixtures for the tests in this folder."""

import shutil
from pathlib import Path

import pytest

from pipeline.model.released import Release
from tests.support.bulletin_pages import Element, Page, html_of
from tests.support.papers import TEMPLATES
from tests.support.releases import declared, make_release


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


GAPS = {
    "missing": ("power",),
    "returned": ("commerce",),
    "corrected": ("hazchem",),
    "late": ("fire",),
}
RELEASES = {
    "complete": {"month": "2023-06"},
    "gaps": {**GAPS, "missing_before": ("gas",), "sample": True},
    "nobody": {"missing": tuple(declared().roster.sheets)},
}


@pytest.fixture(scope="package", params=RELEASES)
def release(request: pytest.FixtureRequest) -> Release:
    return make_release(**RELEASES[request.param])


@pytest.fixture(scope="package")
def html(release: Release) -> str:
    return html_of(release)


@pytest.fixture(scope="package")
def page(html: str) -> Element:
    return Page(html).root
