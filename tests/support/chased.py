"""A day of chasing, and what was written for it."""

import re
from datetime import date
from pathlib import Path

from pipeline.chase.round import Round
from pipeline.chasing import Chasing, chase_units
from pipeline.model.month import Month
from tests.support.workspaces import JULY, declarations, form

UNITS = declarations().roster.units
RETURNED = form("economy", JULY, {"commerce_dept_fixed": 5000})


def chase(root: Path, on: str, month: Month | None = None) -> Round:
    """What `pipeline chase` finds and writes, in this process."""
    return chasing(root, on, month).round


def chasing(root: Path, on: str, month: Month | None = None) -> Chasing:
    return chase_units(root, month, date.fromisoformat(on), lambda _: None)


def folder(root: Path, on: str) -> Path:
    return root / "outbox/催报" / on


def text(root: Path, on: str) -> str:
    return (folder(root, on) / "催报文字.txt").read_bytes().decode("utf-8-sig")


def told(root: Path, on: str) -> dict[str, str]:
    """Unit's name -> the lines that are pasted."""
    blocks = re.split(r"─+\r\n", text(root, on))[1:-1]
    heads = (re.match(r"〔[0-9]+〕(\S+)", b) for b in blocks)
    return {h[1]: b.partition("\r\n\r\n")[2] for h, b in zip(heads, blocks, strict=True) if h}
