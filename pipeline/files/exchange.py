"""One folder in the place of another: whoever looks sees the old one or the new one, complete.

Where the system can exchange two folders at once, it does. Elsewhere the old one steps aside before the new one takes
its place; a run that is killed between the two leaves neither, and the next command puts the old one back.
"""

import os
import sys
from pathlib import Path

from pipeline.files.disk import remove, temporary_of

_WORK = "outbox/.publishing"  # beside the months, so that moving from here is renaming
# What a killed run leaves: both folders where it ended between the two renames; one alone is either the new folder,
# built in part, or the old one, which was to be deleted.
_NEW, _OLD = "new", "old"


def month_folder(root: Path, period: str) -> Path:
    """The folder of a period, wherever a link may have put it."""
    return (root / "outbox" / period).resolve()


def new_folder(root: Path, period: str) -> Path:
    """Where the new folder of a period is built. All beside it may be lost at any time."""
    return root / _WORK / period / _NEW


def begin(root: Path, period: str) -> Path:
    """The folder to build in, made and empty."""
    new = new_folder(root, period)
    try:
        (root / "outbox").mkdir(exist_ok=True)
        new.mkdir(parents=True)
    except OSError as e:
        e.filename = str(root / "outbox")  # the hidden name says nothing to an office
        raise
    return new


def kept_folder(root: Path, period: str) -> Path:
    """Where what a person made of a period is kept."""
    return root / "outbox" / f"{period}.手改"


def put_in_place(root: Path, period: str) -> Path:
    """The new folder in the place of the old one; where the old one, if there was one, lies now.

    What an OSError leaves undone, `recover` undoes.
    """
    new, folder = new_folder(root, period), month_folder(root, period)
    if not folder.exists():
        new.rename(folder)
        return new
    if _swap(new, folder):
        return new
    old = folder.rename(new.with_name(_OLD))
    new.rename(folder)
    return old


def recover(root: Path) -> None:
    """Put right what a killed run left, before anything is read: every period has its folder, and nothing remains."""
    half_written = temporary_of(root / "inbox/receipts.csv")
    if half_written.exists():  # a disk that is read-only refuses to delete even what is not there
        half_written.unlink()
    for new in sorted((root / _WORK).glob(f"*/{_NEW}")):
        period, old = new.parent.name, new.with_name(_OLD)
        if old.exists():
            folder = month_folder(root, period)
            if folder.exists():  # a person missed it, and made one
                folder.rename(next_number(kept_folder(root, period)))
            old.rename(folder)
    if (root / _WORK).is_dir():
        remove(root / _WORK)


def next_number(kept: Path) -> Path:
    """The next free numbered folder among what is kept."""
    kept.mkdir(exist_ok=True)
    return kept / str(last_number(kept) + 1)


def last_number(kept: Path) -> int:
    """The highest number of what is kept, 0 if nothing is."""
    return max((int(p.name) for p in kept.glob("*") if p.name.isdecimal()), default=0)


def _swap(one: Path, other: Path) -> bool:
    """Exchange two folders' names at once; False where this system or this disk cannot."""
    if sys.platform == "win32":
        return False
    import ctypes  # 2 ms, and only when something is published

    library = ctypes.CDLL(None)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        return bool(library.renamex_np(*names, 2) == 0)  # RENAME_SWAP
    rename = getattr(library, "renameat2", None)
    here = -100  # AT_FDCWD
    return bool(rename and rename(here, names[0], here, names[1], 2) == 0)  # RENAME_EXCHANGE
