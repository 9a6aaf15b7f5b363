"""Fixtures for the tests in this folder."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.model.released import Release
from tests.support.levels import NAMES
from tests.support.tree import JULY, annex2, district, send, upper
from tests.support.workspaces import publish


@pytest.fixture(scope="package")
def districts() -> dict[str, Release]:
    """Three districts; 燃气 of the second did not report."""
    lacking = {"gucheng": ["gas"]}
    return {
        unit: district(name, "2023-07", seed, lacking.get(unit, ()))
        for seed, (unit, name) in enumerate(NAMES.items())
    }


@pytest.fixture(scope="package")
def files(districts: Mapping[str, Release]) -> dict[str, bytes]:
    """What they publish."""
    return {unit: annex2(of) for unit, of in districts.items()}


@pytest.fixture(scope="package")
def city(tmp_path_factory: pytest.TempPathFactory, files: Mapping[str, bytes]) -> Path:
    """Their city, published."""
    root = upper(tmp_path_factory.mktemp("city"), NAMES, "南山市")
    for unit, data in files.items():
        send(root, f"{unit}/附件2.xlsx", data)
    publish(root, JULY)
    return root
