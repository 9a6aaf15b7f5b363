"""Everything in a folder, at any depth, under names that a text can hold."""

import os
from collections.abc import Iterable
from pathlib import Path

from pipeline.model.record import record


@record
class FolderEntry:
    """One entry: its name as the manifest has it, where it is, and why it could not be looked into, if so."""

    name: str
    path: str
    error: OSError | None = None


def walk(folder: Path) -> list[FolderEntry]:
    """All below a folder that is no folder, and folders that cannot be opened, in the order of their names.

    Links are not followed. A missing folder holds nothing. Not by os.walk, which calls itself for every level.
    """
    found: list[tuple[str, OSError | None]] = []
    folders = [str(folder)]
    while folders:
        path = folders.pop()
        try:
            with os.scandir(path) as entries:
                listed = list(entries)
        except OSError as e:
            if path != str(folder) or not isinstance(e, FileNotFoundError):
                found.append((path, e))
            continue
        for entry in listed:
            if _is_folder(entry):
                folders.append(entry.path)
            else:
                found.append((entry.path, None))
    return _named(found, str(folder.parent))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """A folder itself; what Windows calls a junction is a link."""
    is_junction = getattr(entry, "is_junction", bool)  # new in Python 3.12
    try:
        return entry.is_dir(follow_symlinks=False) and not is_junction()
    except OSError:
        return False  # told when it is read


def _named(found: Iterable[tuple[str, OSError | None]], parent: str) -> list[FolderEntry]:
    """The entries with their names; each name once, although a written-out one can look like another."""
    names = {path: _name(path, parent) for path, _ in found}
    taken: set[str] = set()
    entries = []
    for path, error in sorted(found, key=lambda f: (_is_odd(f[0]), names[f[0]], f[0])):
        name = names[path]
        while name in taken:
            name += "′"
        taken.add(name)
        entries.append(FolderEntry(name, path, error))
    return sorted(entries, key=lambda e: e.name)


def _name(path: str, parent: str) -> str:
    """The path below `parent` with slashes; bytes that are no UTF-8 are written out."""
    name = path[len(parent.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _is_odd(path: str) -> bool:
    """Whether bytes of its name had to be written out."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
