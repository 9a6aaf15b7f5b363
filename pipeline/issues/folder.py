"""The folder of an issue, written once."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pipeline.files.disk import sync_folders, sync_rename, write_file
from pipeline.files.exchange import month_folder, new_folder, recover
from pipeline.files.interrupts import stop_if_interrupted
from pipeline.files.long_output import Output
from pipeline.model.errors import PublishError


def write_issue(root: Path, period: str, n: int, files: Mapping[str, Output]) -> str:
    """Write an issue to outbox/<period>/issued/<n>/, complete or not at all, and nothing else: the folder."""
    stop_if_interrupted()
    folder = month_folder(root, period) / "issued"
    stage = new_folder(root, period).with_name("issued")
    try:
        for name, data in files.items():
            write_file(stage / name, data)
        sync_folders(stage)
        folder.mkdir(parents=True, exist_ok=True)
        stage.rename(folder / str(n))
        sync_rename(folder)
    except OSError as e:
        for empty in (folder, folder.parent):  # made for nothing, if nothing is in them
            with suppress(OSError):
                empty.rmdir()
        raise PublishError.of(e) from None
    finally:
        with suppress(OSError):  # what cannot be deleted now, the next command deletes
            recover(root)
    return f"outbox/{period}/issued/{n}"
