"""Outputs to outbox/<month>/. What a person edited or put there since the last run is kept aside, never lost."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from pipeline.model.errors import PublishError

KEPT = ("forms", "issued")  # written by other commands, never touched here


def publish(root: Path, period: str, outputs: Mapping[str, bytes]) -> list[str]:
    """Write all outputs (name -> bytes); the names of files that were moved aside, relative to the workspace.

    PublishError where the outbox cannot be written. Unchanged files are left alone, so their times do not change.
    """
    folder = root / "outbox" / period
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = _set_aside(root, folder, period)
        for name, data in outputs.items():
            _write(folder / name, data)
        _remove_stale(folder, outputs)
    except OSError as e:
        raise _cannot_write(e) from None
    return aside


def write_forms(root: Path, period: str, books: Mapping[str, bytes]) -> str:
    """Write the blank forms of a month to outbox/<period>/forms/, which then holds exactly these; the folder."""
    folder = root / "outbox" / period / "forms"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(
            p for p in folder.iterdir() if p.suffix == ".xlsx" and p.name not in books
        ):
            path.unlink()
        for name, data in books.items():
            _write(folder / name, data)
    except OSError as e:
        raise _cannot_write(e) from None
    return folder.relative_to(root).as_posix()


def _cannot_write(error: OSError) -> PublishError:
    name = f"“{Path(error.filename).name}”" if error.filename else "发布文件夹"
    return PublishError(
        f"写不了{name}（{error.strerror}）。请关闭正在打开它的Excel或WPS，"
        "检查outbox文件夹能否写入、磁盘是否已满，再运行一次。"
    )


def _set_aside(root: Path, folder: Path, period: str) -> list[str]:
    """Move away what is not as we wrote it: hand-edited files and strangers."""
    ours = _last_outputs(folder)
    moved: list[str] = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] in KEPT or name == "manifest.json":
            continue
        if ours.get(name) != hashlib.sha256(path.read_bytes()).hexdigest():
            target = _free_folder(root, period, bool(moved)) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
            moved.append(target.relative_to(root).as_posix())
    return moved


def _last_outputs(folder: Path) -> dict[str, str]:
    """What the last run says that it wrote: name -> sha256; nothing where there is no readable manifest."""
    try:
        written = json.loads((folder / "manifest.json").read_text("utf-8"))["outputs"]
        return {o["path"].split("/", 2)[2]: o["sha256"] for o in written}
    except (FileNotFoundError, UnicodeDecodeError, ValueError, KeyError, TypeError, IndexError):
        return {}


def _free_folder(root: Path, period: str, last: bool) -> Path:
    """outbox/<period>.手改/<n>/: the next free number, or (within one run) the last one taken."""
    kept = root / "outbox" / f"{period}.手改"
    numbers = [int(p.name) for p in kept.iterdir() if p.name.isdigit()] if kept.is_dir() else []
    return kept / str(max(numbers, default=0) + (0 if last else 1))


def _write(path: Path, data: bytes) -> None:
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(data)
    temporary.replace(path)


def _remove_stale(folder: Path, outputs: Mapping[str, bytes]) -> None:
    """Outputs of an earlier run that this one does not make."""
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] not in KEPT and path.is_file() and name not in outputs:
            path.unlink()
