"""Outputs to outbox/<period>/, all or nothing. What a person edited or put there since the last run is never lost.

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
from pipeline.model.errors import PublishError
from pipeline.outbox.aside import keep_aside, take_back
from pipeline.outbox.beside import in_place, plan_beside, try_beside
from pipeline.outbox.last_run import MANIFEST, recorded_outputs
from pipeline.outbox.renewal import Renewal, Seen, look, plan, try_all, try_files

KEPT = ("forms", "issued")  # written by other commands, never touched by publish


def publish(
    root: Path, period: str, outputs: Mapping[str, Output], beside: Beside | None = None
) -> list[str]:
    """Publish all outputs by name together; where files that were moved aside lie, relative to the workspace.

    PublishError where the outbox cannot be written: then nothing has changed. Unchanged files keep their times.
    beside: a file beside the folders, renewed with one of them; a run killed half-way may leave it newer than that.
    """
    try:
        ours = recorded_outputs(month_folder(root, period))
        return _renew(root, period, outputs, lambda name: _top(name) not in KEPT, ours, beside)
    except OSError as e:
        raise PublishError.of(e) from None


def write_forms(root: Path, period: str, books: Mapping[str, bytes]) -> tuple[str, list[str]]:
    """Write a period's blank forms to outbox/<period>/forms/, which then holds exactly these: the folder.

    And the names of files that were moved aside: filled or saved there by somebody, or blank forms of older schemas.
    """
    outputs = {f"forms/{name}": data for name, data in books.items()}
    try:
        aside = _renew(root, period, outputs, lambda name: _top(name) == "forms", {})
    except OSError as e:
        raise PublishError.of(e) from None
    return f"outbox/{period}/forms", aside


def publish_part(root: Path, period: str, part: str, outputs: Mapping[str, Output]) -> list[str]:
    """Publish outputs to outbox/<period>/<part>/, which then holds exactly these; where what was moved aside lies.

    The other folders beside it stay as they are.
    """
    try:
        ours = recorded_outputs(month_folder(root, period) / part, depth=3)
        named = {f"{part}/{name}": data for name, data in outputs.items()}
        ours = {f"{part}/{name}": digest for name, digest in ours.items()}
        return _renew(root, period, named, lambda name: _top(name) == part, ours)
    except OSError as e:
        raise PublishError.of(e) from None


def last_outputs(root: Path, period: str) -> tuple[dict[str, str], list[str]]:
    """What the last run published of a period: name -> sha256, and the names that are edited, gone or not ours now."""
    folder = month_folder(root, period)
    try:
        ours = recorded_outputs(folder)
        renewal = plan(folder, {}, lambda name: _top(name) not in KEPT, ours)
    except OSError as e:
        raise PublishError.of(e) from None
    gone = [name for name in ours if name not in renewal.seen]
    return ours, sorted([*renewal.strange, *gone])


def published_periods(root: Path) -> set[str]:
    """The months and weeks that were published at least once."""
    return {p.parent.name for p in root.glob(f"outbox/*/{MANIFEST}")}


def _top(name: str) -> str:
    return name.partition("/")[0]


def _renew(
    root: Path,
    period: str,
    outputs: Mapping[str, Output],
    concerns: Callable[[str], bool],
    ours: Mapping[str, str],
    beside: Beside | None = None,
) -> list[str]:
    """Put `outputs` in the place of all names that concern the command; where what is not ours lies now."""
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
        if not renewal.idle:
            _build(begin(root, period), folder, renewal, outputs)
        with in_place(root, placing) as beside_it:
            return [*([] if renewal.idle else _exchange(root, period, renewal)), *beside_it]
    finally:
        with suppress(OSError):  # what cannot be deleted now, the next command deletes
            recover(root)


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
