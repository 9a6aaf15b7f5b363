"""Inboxes with files of any kind, and what became of them."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.published import command, files
from tests.support.workspaces import JUNE, declarations, form

UNITS = [u for u in declarations().roster.units if u != "office"]


@cache
def good(unit: str) -> bytes:
    """A unit's form for June without a fault."""
    return form(unit, JUNE)


def received(root: Path) -> dict[str, dict[str, Any]]:
    """The files of the manifest after a run, by path without inbox/."""
    assert command(root, "monthly", "--month", "2023-06") == 0
    run = {p.removeprefix("inbox/"): f for p, f in files(root, "2023-06").items()}
    found = (p for p in (root / "inbox").rglob("*") if p.is_symlink() or not p.is_dir())
    assert sorted(run) == sorted(
        os.fsencode(p.relative_to(root / "inbox")).decode("utf-8", "backslashreplace")
        for p in found
    )
    return run


def rules(file: dict[str, Any]) -> list[str]:
    return [f["rule"] for f in file["findings"]]


def link_to_file(at: Path, outside: Path) -> None:
    at.symlink_to(outside / "电力.xlsx")


def pipe(at: Path, _: Path) -> None:
    os.mkfifo(at)
