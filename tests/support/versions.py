"""Forms sent at certain times, and what became of them: for the tests of versions."""

import csv
import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.model.states import FileState
from tests.support.cells import typed
from tests.support.workspaces import (
    JULY,
    check,
    declarations,
    drawn,
    filled_in,
    form,
    right_values,
    workspace,
)

DECLARED = declarations()
Files = Mapping[str, tuple[bytes, str]]
WRONG = {"fire_self_found": 1, "fire_self_fixed": 2}  # breaks H1


@cache
def filled(unit: str, month: Month = JULY, only: tuple[str, ...] | None = None) -> bytes:
    return form(unit, month, only=only)


def fire(month: Month = JULY, **changes: object) -> bytes:
    """The fire brigade's form with some values or headings changed."""
    return typed(filled("rescue", month), {f"fire_{k}": v for k, v in changes.items()})


def wrong(month: Month = JULY) -> bytes:
    return typed(filled("rescue", month), WRONG)


def july(day: int, hour: int = 10) -> str:
    return f"2023-07-{day:02d}T{hour:02d}:00:00+08:00"


def received(folder: Path, files: Files, month: Month = JULY) -> Release:
    return check(workspace(folder / "w", files), month)


def file(release: Release, name: str) -> FileState:
    return next(f for f in release.files if f.path == f"inbox/{name}")


def statuses(release: Release) -> dict[str, str]:
    """File name -> status, of the forms."""
    return {
        f.path.removeprefix("inbox/"): f.status for f in release.files if f.path.endswith(".xlsx")
    }


def codes(state: FileState, severity: str = "error") -> list[str]:
    return [f.rule for f in state.findings if f.severity == severity]


def standing(release: Release, sheet: str = "fire") -> tuple[str, str]:
    """(state, word) of a sheet."""
    return release.state.sheets[sheet].state, release.state.sheets[sheet].word


def value(release: Release, sheet: str, indicator: str) -> float | None:
    figure = release.figures.get(sheet, {}).get(indicator)
    return None if figure is None else float(figure)


def decided(root: Path, *decisions: tuple[str, ...]) -> Release:
    """The month with decisions: (period, unit, sector, decision, target)."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(("报告期", "单位", "行业领域", "决定", "对象", "理由", "决定人", "决定日期"))
    rows.writerows((*d, "特殊情况", "王主任", "2023/7/29") for d in decisions)
    (root / "inbox" / "decisions.csv").write_text(out.getvalue(), "utf-8-sig")
    return check(root, JULY)


@cache
def samples() -> dict[str, bytes]:
    """Two sample files."""
    made = {u: drawn(DECLARED, u, JULY, sample=True) for u in ("rescue", "traffic")}
    return {f"样例/{u}.xlsx": filled_in(d, right_values(u, JULY), {}) for u, d in made.items()}
