"""A published folder, or a part of it, in the place of the one before, and a file beside it: all or nothing.

The new folder is built beside the old one, complete, and then takes its place at once. Until then nothing has changed;
from then on the old one, of which all that matters is also elsewhere, has only to be deleted.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.files.disk import same_file, sync_folders, sync_rename, take_after, write_file
from pipeline.files.exchange import begin, month_folder, put_in_place, recover
from pipeline.files.interrupts import stop_if_interrupted
from pipeline.files.long_output import Output
from pipeline.model.beside import Beside
from pipeline.outbox.aside import keep_aside, take_back
from pipeline.outbox.beside import Placing, in_place, plan_beside, try_beside
from pipeline.outbox.renewal import Renewal, Seen, look, plan, try_all, try_files


def renew(
    root: Path,
    period: str,
    outputs: Mapping[str, Output],
    concerns: Callable[[str], bool],
    ours: Mapping[str, str],
    beside: Beside | None = None,
) -> list[str]:
    """Put `outputs` in the place of all names that concern a command; where what is not ours lies now.

    ours: name -> sha256 of what the last run wrote. beside: a file beside the folders, renewed with this one.
    """
    folder = month_folder(root, period)
    renewal = plan(folder, outputs, concerns, ours)
    placing = plan_beside(root, beside) if beside else None
    if renewal.idle and (placing is None or placing.idle):
        return []
    stop_if_interrupted()
    try_all(folder, renewal)
    if placing:
        try_beside(root, placing)
    try:
        return _put(root, period, renewal, outputs, placing)
    finally:
        with suppress(OSError):  # what cannot be deleted now, the next command deletes
            recover(root)


def _put(
    root: Path,
    period: str,
    renewal: Renewal,
    outputs: Mapping[str, Output],
    placing: Placing | None,
) -> list[str]:
    """The new folder and the file beside it, each in its place where it is another now."""
    if not renewal.idle:
        _build(begin(root, period), month_folder(root, period), renewal, outputs)
    with in_place(root, placing) as beside_it:
        return [*([] if renewal.idle else _exchange(root, period, renewal)), *beside_it]


def _build(new: Path, folder: Path, renewal: Renewal, outputs: Mapping[str, Output]) -> None:
    """The new folder, complete and on the disk. What stays is under a second name there."""
    if folder.exists():
        take_after(folder, new)
    for name in renewal.other_folders:
        (new / name).mkdir()
    for name in renewal.stays:
        same_file(folder / name, new / name)
    for name in renewal.written:
        write_file(new / name, outputs[name])
    # Nothing more comes in now, which would change their times.
    for name in renewal.other_folders:
        take_after(folder / name, new / name)
    sync_folders(new)


def _exchange(root: Path, period: str, renewal: Renewal) -> list[str]:
    """The new folder in its place, and what a person made safe before that; also what was saved at that very time."""
    folder = month_folder(root, period)
    aside = keep_aside(root, period, folder, renewal.strange)
    try:
        old = put_in_place(root, period)
    except OSError as e:
        take_back(root, period, aside)
        if isinstance(e, PermissionError):  # on Windows an open file holds its folder: say which
            try_files(folder, renewal.seen)
        raise
    late = keep_aside(root, period, old, _changed(old, renewal.seen))
    sync_rename(folder.parent)
    return aside.shown() + late.shown()


def _changed(old: Path, seen: Seen) -> Sequence[str]:
    now, _ = look(old)
    return [name for name, state in now.items() if seen.get(name) != state]
