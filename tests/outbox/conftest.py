"""Fixtures for the tests in this folder."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.killing import Server, server
from tests.support.published import command
from tests.support.workspaces import JUNE, form, put

MEMORY = Path("/dev/shm")  # no disk to wait for; the same system calls


@pytest.fixture(scope="package")
def fire_form() -> bytes:
    return form("rescue", JUNE)


@pytest.fixture
def published(root: Path, fire_form: bytes) -> Path:
    """A workspace with one month published."""
    put(root, "消防.xlsx", fire_form)
    assert command(root, "monthly") == 0
    return root


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill loses nothing that a power cut would."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(scope="module")
def processes() -> Iterator[Server]:
    with server() as serving:
        yield serving


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the many copies of a workspace go."""
    if os.access(MEMORY, os.W_OK):
        with TemporaryDirectory(dir=MEMORY) as name:
            yield Path(name)
    else:
        yield tmp_path
