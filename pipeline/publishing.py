"""Outputs to outbox/<month>/. What a person edited or put there since the last run is kept aside, never lost."""

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from pipeline.model.errors import PublishError

KEPT = ("forms", "issued")  # written by other commands, never touched by publish
MANIFEST = "manifest.json"


def publish(root: Path, period: str, outputs: Mapping[str, bytes]) -> list[str]:
    """Write all outputs (name -> bytes); the names of files that were moved aside, relative to the workspace.

    PublishError where the outbox cannot be written. Unchanged files are left alone, so their times do not change.
    """
    folder = root / "outbox" / period
    try:
        present = [n for n in _files(folder) if n.split("/")[0] not in KEPT]
        return _renew(root, period, outputs, present, _last_outputs(folder))
    except OSError as e:
        raise PublishError.of(e) from None


def write_forms(root: Path, period: str, books: Mapping[str, bytes]) -> tuple[str, list[str]]:
    """Write a month's blank forms to outbox/<period>/forms/, which then holds exactly these: the folder.

    And the names of files that were moved aside: filled or saved there by somebody, or blank forms of older schemas.
    """
    folder = root / "outbox" / period
    try:
        present = [n for n in _files(folder) if n.startswith("forms/")]
        aside = _renew(root, period, {f"forms/{n}": b for n, b in books.items()}, present, {})
    except OSError as e:
        raise PublishError.of(e) from None
    return f"outbox/{period}/forms", aside


def issued_months(root: Path) -> set[str]:
    """The months of which something was issued."""
    return {p.parent.parent.name for p in root.glob("outbox/*/issued/*")}


def _files(folder: Path) -> list[str]:
    """All files below a folder, by their names in it."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _last_outputs(folder: Path) -> dict[str, str]:
    """What the last run says that it wrote: name -> sha256; nothing where there is no readable manifest."""
    try:
        written = json.loads((folder / MANIFEST).read_text("utf-8"))["outputs"]
        return {str(o["path"]).split("/", 2)[2]: o["sha256"] for o in written}
    except (FileNotFoundError, UnicodeDecodeError, ValueError, KeyError, TypeError, IndexError):
        return {}


def _renew(
    root: Path,
    period: str,
    outputs: Mapping[str, bytes],
    present: Collection[str],
    ours: Mapping[str, str],
) -> list[str]:
    """Put `outputs` in the place of `present` files; what neither the last run (`ours`) nor this one made goes aside.

    All that can fail is tried before anything is changed.
    """
    folder, stage = root / "outbox" / period, root / "outbox" / f".{period}.tmp"
    hashes = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in present}
    wanted = {n: hashlib.sha256(data).hexdigest() for n, data in outputs.items()}
    changed = [n for n in outputs if hashes.get(n) != wanted[n]]
    known = {n: (ours.get(n), wanted.get(n)) for n in present}
    strange = [n for n in present if n != MANIFEST and hashes[n] not in known[n]]
    stale = [n for n in present if n not in outputs and n not in strange]
    _try_all(folder, {*changed, *strange, *stale})
    try:
        for name in changed:
            _write(stage / name, outputs[name])
        aside = _move_aside(root, period, strange)
        for name in changed:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (stage / name).replace(folder / name)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    for name in stale:
        (folder / name).unlink()
    _remove_empty(folder)
    return aside


def _try_all(folder: Path, names: Collection[str]) -> None:
    """Stop where a file cannot be replaced: Excel holds it, or a folder has its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder / name for name in names):
        if path.exists():
            with path.open("r+b"):
                pass


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _move_aside(root: Path, period: str, names: Collection[str]) -> list[str]:
    """Move files to outbox/<period>.手改/<n>/ with the next free number; their new names."""
    kept = root / "outbox" / f"{period}.手改"
    numbers = [int(p.name) for p in kept.glob("*") if p.name.isdecimal()]
    target = kept / str(max(numbers, default=0) + 1)
    moved = []
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "outbox" / period / name).replace(target / name)
        shown = (target / name).relative_to(root).as_posix()
        moved.append(os.fsencode(shown).decode("utf-8", "backslashreplace"))
    return moved


def _remove_empty(folder: Path) -> None:
    """Remove folders in which nothing is left."""
    folders = [p for p in folder.rglob("*") if p.is_dir() and not p.is_symlink()]
    for path in sorted(folders, reverse=True):
        if path.relative_to(folder).parts[0] not in KEPT and not any(path.iterdir()):
            path.rmdir()
