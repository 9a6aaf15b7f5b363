"""The records of what was issued, outbox/<month>/issued/<n>/: read, and what is wrong with them told."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.files.regular_file import Contents, NotRegularError, read_regular
from pipeline.issues.issued_folders import issued_folder, issued_months, numbers_in
from pipeline.issues.record import ISSUE, parse_issue
from pipeline.issues.tables import WrongRecordError, parse_figures, parse_totals
from pipeline.model.causes import reason
from pipeline.model.declared import Declarations
from pipeline.model.issued import Damage, Issue, Issues
from pipeline.model.month import Month
from pipeline.words.few import some_of
from pipeline.words.wording import inert, listing

_MOST_NAMED = 3


def read_issues(root: Path, declared: Declarations) -> Issues:
    """All records of a workspace; those that cannot be read are told as damaged, never passed over."""
    sound, damaged, remarks = list[Issue](), list[Damage](), list[str]()
    for month, folder in issued_months(root):
        try:
            numbers, strange = numbers_in(folder)
        except WrongRecordError as e:
            damaged.append(Damage(month, 0, str(e)))
            continue
        remarks += [_foreign(month, strange)] if strange else []
        for n in numbers:
            try:
                sound.append(read_record(folder / str(n), month, n))
            except WrongRecordError as e:
                damaged.append(Damage(month, n, str(e)))
    issues = Issues(tuple(sorted(sound, key=lambda i: (i.order, i.month))), tuple(damaged))
    return _with_figures(root, issues, remarks, declared)


def read_record(folder: Path, month: Month, n: int) -> Issue:
    """One record without its figures; WrongRecordError where it is none, or another's."""
    data = _read(folder / ISSUE).data
    try:
        issue = parse_issue(json.loads(data or b""))
    except (ValueError, RecursionError):  # no JSON, no UTF-8, a number of thousands of digits
        raise WrongRecordError(f"{ISSUE}读不出来") from None
    if (issue.month, issue.stamp.n) != (month, n):
        raise WrongRecordError(f"{ISSUE}说的是{issue.month.chinese}第{issue.stamp.n}次")
    return issue


def _foreign(month: Month, names: Sequence[str]) -> str:
    named = [f"“{inert(os.fsencode(n).decode('utf-8', 'replace'))}”" for n in names[:_MOST_NAMED]]
    return f"outbox/{month}/issued/里的{some_of(named, len(names), '个')}不是印发存档，没有理会。"


def _with_figures(
    root: Path, issues: Issues, remarks: Sequence[str], declared: Declarations
) -> Issues:
    """With their figures, and a remark wherever files of a record are gone."""
    sound, damaged, told = list[Issue](), list(issues.damaged), list(remarks)
    for issue in issues.sound:
        folder = issued_folder(root, issue.month) / str(issue.stamp.n)
        told += _gone(folder, issue)
        try:
            sound.append(_filled(folder, issue, declared))
            told += _unknown(sound[-1], declared)
        except WrongRecordError as e:
            damaged.append(Damage(issue.month, issue.stamp.n, str(e)))
    return Issues(tuple(sound), tuple(damaged), tuple(told))


def _filled(folder: Path, issue: Issue, declared: Declarations) -> Issue:
    figures, counted = parse_figures(_verified(folder, "figures.csv", issue), declared)
    totals = parse_totals(_verified(folder, "totals.csv", issue))
    return replace(issue, figures=figures, totals=totals, counted=counted)


def _unknown(issue: Issue, declared: Declarations) -> list[str]:
    """What to say of issued figures that the declarations of today do not know: they are held against nothing."""
    names = {i for values in issue.figures.values() for i in values} - {*declared.form.indicators}
    names |= issue.figures.keys() - declared.roster.sheets.keys()
    if not names:
        return []
    shown = listing(inert(name) for name in sorted(names)[:_MOST_NAMED])
    place = f"{issue.month.chinese}第{issue.stamp.n}次印发"
    return [f"{place}里的{shown}等{len(names)}个标识现在的schemas里没有，这些数没有比对。"]


def _verified(folder: Path, name: str, issue: Issue) -> bytes:
    """A file of a record, if it is still the one that was issued."""
    read = _read(folder / name)
    if read.data is None or read.sha256 != issue.files.get(name):
        raise WrongRecordError(f"{name}被改动过")
    return read.data


def _read(path: Path) -> Contents:
    try:
        return read_regular(path)
    except NotRegularError as e:
        raise WrongRecordError(f"{path.name}是{e}，不是文件") from None
    except OSError as e:
        raise WrongRecordError(f"{path.name}读不到（{reason(e)}）") from None


def _gone(folder: Path, issue: Issue) -> list[str]:
    """What to say where files that were issued are no longer in a record."""
    gone = [name for name in issue.files if not os.path.lexists(folder / name)]
    if not gone:
        return []
    shown = some_of([inert(name, 80) for name in gone[:_MOST_NAMED]], len(gone), "个")
    where = f"outbox/{issue.month}/issued/{issue.stamp.n}/"
    return [f"印发存档{where}里少了文件：{shown}。请从备份恢复。"]
