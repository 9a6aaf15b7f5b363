"""What becomes of each file of a published folder when new outputs take its place."""

import hashlib
import os
import stat
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.files.disk import takes_files
from pipeline.files.long_output import Output, sha256_of
from pipeline.model.record import record

Seen = Mapping[str, tuple[int, ...]]  # by name: kind, number, size and time of a file


@record
class Renewal:
    """Names in a folder, by what becomes of them, and how its files stood."""

    written: Sequence[str]  # new, or other than now
    stays: Sequence[str]  # the same, or not this command's
    strange: Sequence[str]  # written neither by the last run nor by this one
    stale: Sequence[str]  # ours, and made no more
    own_folders: Sequence[str]
    other_folders: Sequence[str]  # not this command's
    seen: Seen
    idle: bool  # nothing is to be done


def plan(
    folder: Path,
    outputs: Mapping[str, Output],
    concerns: Callable[[str], bool],
    ours: Mapping[str, str],
) -> Renewal:
    """What becomes of each name when `outputs` take the place of all that concerns a command.

    ours: name -> sha256 of what the last run wrote. Links and pipes are never ours.
    """
    seen, folders = look(folder)
    present = {n: _digest(folder / n, state[0]) for n, state in seen.items() if concerns(n)}
    wanted = {n: sha256_of(data) for n, data in outputs.items()}
    written = [n for n in outputs if present.get(n) != wanted[n]]
    stays = [n for n in seen if n not in present or present[n] == wanted.get(n)]
    strange = [n for n, digest in present.items() if digest not in (ours.get(n), wanted.get(n))]
    stale = [n for n in present if n not in outputs and n not in strange]
    own = [f for f in folders if concerns(f)]
    used = {parent.as_posix() for n in outputs for parent in Path(n).parents}
    idle = not written and len(stays) == len(seen) and used.issuperset(own)
    other = [f for f in folders if not concerns(f)]
    return Renewal(written, stays, strange, stale, own, other, seen, idle)


def look(folder: Path) -> tuple[Seen, list[str]]:
    """All below a folder that is no folder, and the folders, by name and in order; links are not followed."""
    if not folder.exists():
        return {}, []
    files, folders = list[Path](), list[Path]()
    for path, below, names in os.walk(folder, onerror=_refuse):
        here = Path(path)
        links = [d for d in below if (here / d).is_symlink()]
        files += [here / n for n in (*names, *links)]
        folders += [here / d for d in below if d not in links]
    seen = {p.relative_to(folder).as_posix(): _state(p) for p in sorted(files)}
    return seen, sorted(f.relative_to(folder).as_posix() for f in folders)


def try_all(folder: Path, renewal: Renewal) -> None:
    """Stop where something can be neither replaced nor deleted, before anything is changed."""
    try_files(folder, [*renewal.written, *renewal.strange, *renewal.stale])
    for name in ("", *renewal.own_folders, *renewal.other_folders):
        path = folder / name
        # What was issued may be closed by its owner: it can be opened to be deleted.
        ours = name in renewal.other_folders and _is_mine(path)
        if path.exists() and not ours:
            takes_files(path)


def try_files(folder: Path, names: Iterable[str]) -> None:
    """Stop at a file that Excel holds, that may not be written, or whose name a folder has."""
    for path in sorted(folder / name for name in names):
        kind = stat.S_IFMT(path.lstat().st_mode) if os.path.lexists(path) else 0
        if kind in (stat.S_IFREG, stat.S_IFDIR):
            with path.open("r+b"):
                pass


def _refuse(error: OSError) -> None:
    raise error


def _state(path: Path) -> tuple[int, ...]:
    status = path.lstat()
    return status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns


def _is_mine(path: Path) -> bool:
    return sys.platform != "win32" and path.stat().st_uid == os.geteuid()


def _digest(path: Path, mode: int) -> str:
    """A file's sha256; nothing of what is no file."""
    if not stat.S_ISREG(mode):
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
