"""What a person edited or put into a published folder: kept in outbox/<period>.手改/<n>/, never lost."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.files.disk import same_file, sync_folders, sync_rename
from pipeline.files.exchange import kept_folder, last_number, new_folder, next_number
from pipeline.model.record import record


@record
class Aside:
    """Files kept in a numbered folder; `fresh` if it was made for them."""

    folder: Path
    names: Sequence[str]
    fresh: bool

    def shown(self) -> list[str]:
        """Where they lie now, relative to the workspace; bytes that are no UTF-8 are written out."""
        outbox = self.folder.parents[1]
        paths = [(self.folder / n).relative_to(outbox.parent).as_posix() for n in self.names]
        return [os.fsencode(p).decode("utf-8", "backslashreplace") for p in paths]


def keep_aside(root: Path, period: str, source: Path, names: Sequence[str]) -> Aside:
    """Give files of `source` a second place under the next number, all at once; `source` stays as it is.

    Where a run that was killed had just done so, its number stands.
    """
    kept = kept_folder(root, period)
    last = kept / str(last_number(kept))
    if not names or _holds(last, source, names):
        return Aside(last, names, fresh=False)
    stage = new_folder(root, period).with_name("aside")
    for name in names:
        same_file(source / name, stage / name)
    sync_folders(stage)
    try:
        target = stage.rename(next_number(kept))
    except OSError:
        _remove_empty(kept)
        raise
    sync_rename(kept)
    return Aside(target, names, fresh=True)


def take_back(root: Path, period: str, aside: Aside) -> None:
    """Undo `keep_aside`: the files are still where they were."""
    if aside.fresh:
        aside.folder.rename(new_folder(root, period).with_name("taken back"))
        _remove_empty(aside.folder.parent)


def _remove_empty(kept: Path) -> None:
    with suppress(OSError):  # what was kept before is in it
        kept.rmdir()


def _holds(folder: Path, source: Path, names: Sequence[str]) -> bool:
    """Whether a folder holds exactly these files of `source`."""
    held = [p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()]
    if {p.relative_to(folder).as_posix() for p in held} != set(names):
        return False
    pairs = [(source / name, folder / name) for name in names]
    return all(_regular(p) for pair in pairs for p in pair) and all(
        one.read_bytes() == other.read_bytes() for one, other in pairs
    )


def _regular(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
