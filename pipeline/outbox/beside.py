"""A file beside the months in outbox/, put in its place as a whole; what a person changed in it is kept aside first."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.files.disk import same_file, sync_rename, take_after, takes_files, write_file
from pipeline.files.exchange import new_folder
from pipeline.model.beside import Beside
from pipeline.model.record import record
from pipeline.outbox.aside import Aside, keep_aside, take_back
from pipeline.outbox.renewal import try_files


@record
class Placing:
    """What becomes of the file. strange: names that are kept aside; nothing is to be done where it is idle."""

    file: Beside
    is_there: bool
    strange: Sequence[str]
    idle: bool


@record
class _Placed:
    """What was done, so that it can be undone. old: where the file lies that was there before, if one was."""

    place: Path
    old: Path | None
    aside: Aside | None


def plan_beside(root: Path, file: Beside) -> Placing:
    """What is to be done, nothing changed. Where there is to be no file, one that is not ours is not touched."""
    outbox = root / "outbox"
    names = [n for n in _names(file) if os.path.lexists(outbox / n)]
    is_there = file.name in names
    present = _content(outbox / file.name) if is_there else None
    if is_there and present == file.data:
        return Placing(file, is_there, (), idle=True)
    is_ours = present is not None and file.is_ours(present)
    if file.data is None:
        return Placing(file, is_there, (), idle=not is_ours)
    followed = names != [file.name]  # another program was at work on it
    strange = names if names and (not is_ours or followed) else []
    return Placing(file, is_there, strange, idle=False)


def try_beside(root: Path, placing: Placing) -> None:
    """Stop where the file cannot be replaced, before anything is changed."""
    outbox = root / "outbox"
    if not placing.idle and outbox.exists():
        try_files(outbox, [placing.file.name, *placing.strange])
        takes_files(outbox)


@contextmanager
def in_place(root: Path, placing: Placing | None) -> Iterator[list[str]]:
    """The file in its place while the months are renewed: as it was before where that fails.

    Gives where what was kept aside lies, relative to the workspace.
    """
    done = None if placing is None or placing.idle else _place(root, placing)
    try:
        yield done.aside.shown() if done and done.aside else []
    except OSError:
        if done:
            with suppress(OSError):
                _undo(root, done)
        raise


def _place(root: Path, placing: Placing) -> _Placed:
    """Put the file in its place; the one before it is kept until the run ends."""
    file, outbox = placing.file, root / "outbox"
    fresh, target = new_folder(root, file.name).with_name("fresh"), outbox / file.name
    if file.data is not None:
        write_file(fresh, file.data)
    old = fresh.with_name("before") if placing.is_there else None
    if old:
        same_file(target, old)
    aside = keep_aside(root, file.name, outbox, placing.strange) if placing.strange else None
    placed = _Placed(target, old, aside)
    try:
        for name in placing.strange:
            if name != file.name:  # left behind it would be taken for the new one's
                (outbox / name).unlink()
        _put(fresh if file.data is not None else None, target)
    except OSError:
        with suppress(OSError):
            _undo(root, placed)
        raise
    return placed


def _undo(root: Path, placed: _Placed) -> None:
    """The file that was there before, and what belonged to it, in their places again."""
    if placed.aside:
        for name in placed.aside.names:
            if not os.path.lexists(placed.place.with_name(name)):
                same_file(placed.aside.folder / name, placed.place.with_name(name))
        take_back(root, placed.place.name, placed.aside)
    _put(placed.old, placed.place)


def _names(file: Beside) -> list[str]:
    return [file.name, *(f"{file.name}{ending}" for ending in file.followers)]


def _content(path: Path) -> bytes | None:
    """The bytes of a file; None of what is no file."""
    return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None


def _put(source: Path | None, target: Path) -> None:
    """A file in the place of another at once; None: nothing in its place."""
    try:
        if source is None:
            target.unlink(missing_ok=True)
        else:
            if target.is_file() and not target.is_symlink():
                take_after(target, source)
                os.utime(source)
            source.replace(target)
    except OSError as e:
        e.filename, e.filename2 = str(target), None  # the other name says nothing to an office
        raise
    sync_rename(target.parent)
