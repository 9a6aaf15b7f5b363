"""Fixtures for the tests in this folder."""

import pytest
from openpyxl import Workbook

from pipeline.annex2.book import fill_annex2
from pipeline.model.released import Release
from tests.support.annex2_books import load
from tests.support.releases import ROOT, declared, make_release

TEMPLATES = ROOT / "templates"
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


@pytest.fixture(scope="package", params=RELEASES)
def release(request) -> Release:
    return make_release(**RELEASES[request.param])


@pytest.fixture(scope="package")
def data(release: Release) -> bytes:
    return fill_annex2(release, TEMPLATES)


@pytest.fixture(scope="package")
def book(data: bytes) -> Workbook:
    return load(data)
