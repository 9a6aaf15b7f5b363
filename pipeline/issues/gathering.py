"""The sources of a month as they lie in the workspace, to be frozen with an issue: the same bytes, the same paths."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from pipeline.files.regular_file import NotRegularError, read_regular
from pipeline.files.walking import FolderEntry, walk
from pipeline.inbox.decisions import DECISIONS
from pipeline.inbox.ignored import is_rubbish
from pipeline.inbox.own_names import is_own_text
from pipeline.inbox.receipts import RECEIPTS
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.model.states import FileState
from pipeline.words.wording import inert_path

_DECLARED = ("schemas", "templates")


def gather(
    root: Path, files: Sequence[FileState], month: Month, own: Collection[str] = ()
) -> tuple[dict[str, bytes], list[str]]:
    """Path -> bytes of all that a month's figures come from, and the paths of what could not be kept.

    Kept are the office's own files, schemas/ and templates/, and every file of the inbox that was looked into, of
    this month and of earlier ones, with which it is compared: not forms of later months or of weeks, scans and rubbish.
    own: paths of files that the office keeps besides those named here.
    UsageError where a file is another than the one that was just checked.
    """
    wanted = {f.path: f.sha256 for f in files if _counts_in(f, month)}
    kept, left = dict[str, bytes](), list[str]()
    for entry in walk(root / "inbox"):
        if entry.name in wanted or entry.name in own or _is_own(entry.name):
            _keep(entry, wanted.get(entry.name), kept, left)
    for entry in (e for folder in _DECLARED for e in walk(root / folder)):
        if not is_rubbish(entry.name):  # these may be links: what they lead to is what was used
            _keep(FolderEntry(entry.name, os.path.realpath(entry.path)), None, kept, left)
    return kept, sorted(left)


def _counts_in(file: FileState, month: Month) -> bool:
    if file.status != "other_period" or file.period is None:
        return file.status != "ignored"
    return file.period.kind == month.kind and file.period <= month  # a week is no part of it


def _is_own(name: str) -> bool:
    """What a month is made of besides forms; phones of liaisons are in none of its papers."""
    is_text = name.count("/") == 1 and is_own_text(name.rpartition("/")[2])
    return is_text or name in (RECEIPTS, DECISIONS)


def _keep(entry: FolderEntry, sha256: str | None, kept: dict[str, bytes], left: list[str]) -> None:
    try:
        read = read_regular(entry.path)
    except (NotRegularError, OSError):
        read = None
    if read is None or read.data is None or (sha256 is None and not read.settled):
        left.append(entry.name)
        return
    if sha256 and read.sha256 != sha256:
        raise UsageError(f"“{inert_path(entry.name, 120)}”在核对之后又变了，请稍后再运行一次。")
    kept[entry.name] = read.data
