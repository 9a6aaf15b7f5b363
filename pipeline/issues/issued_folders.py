"""Where the records of what was issued lie, outbox/<month>/issued/<n>/, and which numbers there are."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipeline.issues.tables import WrongRecordError
from pipeline.model.causes import reason
from pipeline.model.month import Month

_NUMBER = re.compile("[1-9][0-9]{0,5}")


def issued_folder(root: Path, month: Month) -> Path:
    """Where what was issued of a month lies."""
    return root / "outbox" / str(month) / "issued"


def issued_numbers(root: Path) -> dict[Month, list[int]]:
    """The numbers of what was issued, by month; what cannot be opened has none."""
    found = {}
    for month, folder in issued_months(root):
        with suppress(WrongRecordError):
            found[month] = numbers_in(folder)[0]
    return found


def issued_months(root: Path) -> Iterator[tuple[Month, Path]]:
    """The months of which anything was issued, and the folder of each."""
    for folder in sorted((root / "outbox").glob("*/issued")):
        try:
            yield Month.parse(folder.parent.name), folder
        except ValueError:
            continue  # what a person keeps beside the months is no month


def numbers_in(folder: Path) -> tuple[list[int], list[str]]:
    """The numbers of a month's records, and the names of all that is none. Links are not followed."""
    if folder.is_symlink():
        raise WrongRecordError("issued是链接，不是文件夹")
    try:
        with os.scandir(folder) as entries:
            records = {e.name: e.is_dir(follow_symlinks=False) for e in entries}
    except OSError as e:
        raise WrongRecordError(f"打不开（{reason(e)}）") from None
    numbers = {n for n, is_folder in records.items() if is_folder and _NUMBER.fullmatch(n)}
    return sorted(map(int, numbers)), sorted(records.keys() - numbers)
