"""What tests look at after a run: published files as plain values, folders as snapshots, the command line."""

import csv
import hashlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

import pytest

from pipeline.cli import main

PAPERS = ("docx", "eml", "html", "md")  # the forms of every paper
# What every month has; ledgers, work reports and what goes back to units are there where something came.
OUTPUTS = ["附件2.xlsx", *(f"月通报.{s}" for s in PAPERS), "回执.txt"]
OUTPUTS += ["送阅件.html", "figures.csv", "totals.csv", "manifest.json"]


def command(root: Path, *arguments: str) -> int:
    """The exit status of `pipeline --root ROOT ARGUMENTS`, in this process."""
    here, leave_for_good = os.getpid(), os._exit

    def leave(status: int) -> NoReturn:
        if os.getpid() != here:  # a process that was split off must not come back into the tests
            leave_for_good(status)
        raise SystemExit(status)

    argv = ["pipeline", "--root", str(root), *arguments]
    with (
        patch.object(sys, "argv", argv),
        patch.object(os, "_exit", leave),
        pytest.raises(SystemExit) as end,
    ):
        main()
    assert isinstance(end.value.code, int)
    return end.value.code


def manifest(root: Path, month: str) -> dict[str, Any]:
    """manifest.json of a month."""
    run = json.loads((root / "outbox" / month / "manifest.json").read_text("utf-8"))
    assert isinstance(run, dict)
    return run


def files(root: Path, month: str) -> dict[str, dict[str, Any]]:
    """The manifest's files by path."""
    entries = manifest(root, month)["files"]
    by_path = {e["path"]: e for e in entries}
    assert len(by_path) == len(entries), "a file with two entries"
    return by_path


def table(root: Path, month: str, name: str) -> list[dict[str, str]]:
    """figures.csv or totals.csv as rows."""
    with (root / "outbox" / month / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def with_manifest(outputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Outputs of June with a manifest that names them, by which the next run knows them."""
    hashes = [
        {"path": f"outbox/2023-06/{name}", "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in outputs.items()
    ]
    return {**outputs, "manifest.json": json.dumps({"outputs": hashes}).encode()}


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every regular file below a folder."""
    return {name: data for name, (data, _) in snapshot(folder).items()}


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every regular file below a folder: its bytes and its time."""
    return {
        str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_mtime_ns)
        for p in folder.rglob("*")
        if p.is_file() and not p.is_symlink()
    }
