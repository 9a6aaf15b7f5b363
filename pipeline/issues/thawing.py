"""An issue as a workspace again, for a question about it: a copy, so that the record itself is never touched."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.files.disk import write_file
from pipeline.files.regular_file import NotRegularError, read_regular
from pipeline.files.walking import walk
from pipeline.issues.issued_folders import issued_folder, issued_numbers
from pipeline.issues.record import ISSUE
from pipeline.issues.records import read_record
from pipeline.issues.tables import WrongRecordError, parse_totals
from pipeline.model.errors import PipelineError, UsageError
from pipeline.model.issued import Issue, TotalTexts
from pipeline.model.month import Month
from pipeline.model.record import record
from pipeline.words.few import some_of
from pipeline.words.wording import inert_path, listing

_MOST_NAMED = 5
_SOURCES = ("inbox/", "schemas/", "templates/")


@record
class Thawed:
    """A record's sources in a folder of their own, its issue and totals, and what is wrong with the record."""

    root: Path
    issue: Issue
    totals: dict[str, TotalTexts]
    faults: tuple[str, ...]


@contextmanager
def thawed(root: Path, n: int, month: Month | None) -> Iterator[Thawed]:
    """The n-th issue of a month (of the newest that has one) as it was frozen; gone when the question is answered.

    UsageError where there is none; PipelineError where its record cannot be read.
    """
    month = month or _newest_with(root, n)
    folder = issued_folder(root, month) / str(n)
    if not folder.is_dir() or folder.is_symlink():
        raise UsageError(f"{month.chinese}没有第{n}次印发的存档。{_known(root)}")
    try:
        issue = read_record(folder, month, n)
    except WrongRecordError as e:
        where = f"outbox/{month}/issued/{n}/"
        raise PipelineError(f"印发存档{where}不完整（{e}），查不了。请从备份恢复。") from None
    with TemporaryDirectory(prefix="pipeline-", ignore_cleanup_errors=True) as name:
        yield _copied(folder, issue, Path(name))


def _copied(folder: Path, issue: Issue, target: Path) -> Thawed:
    """The sources that are still there, whatever they hold now; what differs from the record is told."""
    changed, gone, totals = list[str](), list[str](), dict[str, TotalTexts]()
    for name, sha256 in issue.files.items():
        try:
            read = read_regular(folder / name)
        except (NotRegularError, OSError):
            gone.append(name)
            continue
        if read.sha256 != sha256:
            changed.append(name)
        if read.data is not None and name.startswith(_SOURCES):
            write_file(target / name, read.data)
        if name == "totals.csv" and read.sha256 == sha256 and read.data:
            totals = parse_totals(read.data)
    here = {e.name.partition("/")[2] for e in walk(folder)}
    added = sorted(here - {*issue.files, ISSUE})
    faults = [
        ("被改动过", changed),
        ("不见了（或读不到）", gone),
        ("是后来放进去的，没有用", added),
    ]
    return Thawed(target, issue, totals, tuple(_fault(w, names) for w, names in faults if names))


def _fault(what: str, names: Sequence[str]) -> str:
    named = [inert_path(os.fsencode(n).decode("utf-8", "replace"), 80) for n in names[:_MOST_NAMED]]
    return f"{some_of(named, len(names), '个文件')}{what}"


def _newest_with(root: Path, n: int) -> Month:
    months = [month for month, numbers in issued_numbers(root).items() if n in numbers]
    if not months:
        raise UsageError(f"没有哪个月有第{n}次印发的存档。{_known(root)}")
    return max(months)


def _known(root: Path) -> str:
    known = [
        f"{month.chinese}第{n}次"
        for month, numbers in issued_numbers(root).items()
        for n in numbers
    ]
    return f"已有的存档：{listing(known)}。" if known else "还没有印发过：请先运行 pipeline issue。"
