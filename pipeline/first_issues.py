"""What each month was first issued from, as outbox/<month>/issued/<n>/issue.json says."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.model.month import Month


@dataclass(frozen=True, slots=True)
class FirstIssue:
    """The sha256 of all that was frozen with it, the workbooks among them; the day on it, if it has one."""

    hashes: frozenset[str]
    day: date | None


def first_issues(root: Path) -> Mapping[Month, FirstIssue]:
    """The first issue of every month that was issued; a record that cannot be read tells nothing."""
    found: dict[Month, tuple[int, FirstIssue]] = {}
    for month, number, file in _records(root):
        try:
            issue = _issue(json.loads(file.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue  # `pipeline issue` tells of it; here it only proves nothing
        if month not in found or number < found[month][0]:
            found[month] = number, issue
    return {month: issue for month, (_, issue) in found.items()}


def _records(root: Path) -> Iterator[tuple[Month, int, Path]]:
    """Month, number and place of all records; a person's own folders beside them are none."""
    for file in sorted(root.glob("outbox/*/issued/*/issue.json")):
        try:
            yield Month.parse(file.parents[2].name), int(file.parent.name), file
        except ValueError:
            continue


def _issue(plain: Any) -> FirstIssue:
    day = plain["date"]
    hashes = frozenset(str(file["sha256"]) for file in plain["files"])
    return FirstIssue(hashes, date.fromisoformat(day) if day else None)
