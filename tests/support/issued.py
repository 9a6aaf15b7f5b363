"""Issued months, their records and what the next bulletin restates."""

import json
from pathlib import Path
from typing import Any

from tests.support.published import snapshot
from tests.support.workspaces import JUNE, form, put

ISSUED = "outbox/2023-07/issued"
STAMP = ("--number", "7", "--date", "2023-07-31")
LATE = "2023-08-05T10:00:00+08:00"


def month_of(root: Path, month: str = "2023-07") -> dict[str, bytes]:
    """The month's own outputs, without what was issued."""
    files = snapshot(root / "outbox" / month)
    return {n: data for n, (data, _) in files.items() if not n.startswith(("issued/", "forms/"))}


def record(root: Path, n: int = 1, month: str = "2023-07") -> dict[str, Any]:
    text = (root / f"outbox/{month}/issued/{n}/issue.json").read_text("utf-8")
    content = json.loads(text)
    assert isinstance(content, dict)
    return content


def corrected(root: Path, remarks: str = "更正：1-1：漏报两个") -> None:
    """A late workbook of June that corrects two values of 消防."""
    changes = {"fire_self_found": 76, "fire_dept_found": 70}
    data = form("rescue", JUNE, changes, headings={"remarks": remarks})
    put(root, "6月消防（更正）.xlsx", data, LATE)
