"""Outputs to outbox/<period>/, all or nothing. What a person edited or put there since the last run is never lost."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.files.exchange import month_folder
from pipeline.files.long_output import Output
from pipeline.model.beside import Beside
from pipeline.model.errors import PublishError
from pipeline.outbox.last_run import MANIFEST, recorded_outputs
from pipeline.outbox.renewal import plan
from pipeline.outbox.replacing import renew

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
        return renew(root, period, outputs, lambda name: _top(name) not in KEPT, ours, beside)
    except OSError as e:
        raise PublishError.of(e) from None


def write_forms(root: Path, period: str, books: Mapping[str, bytes]) -> tuple[str, list[str]]:
    """Write a period's blank forms to outbox/<period>/forms/, which then holds exactly these: the folder.

    And the names of files that were moved aside: filled or saved there by somebody, or blank forms of older schemas.
    """
    outputs = {f"forms/{name}": data for name, data in books.items()}
    try:
        aside = renew(root, period, outputs, lambda name: _top(name) == "forms", {})
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
        return renew(root, period, named, lambda name: _top(name) == part, ours)
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
