"""The bulletin of a release as text, and the sums that it must name."""

import re
from collections.abc import Iterable

from pipeline.model.released import Release
from pipeline.model.states import PeriodState
from pipeline.rendering.templates import load_pages
from tests.support.papers import write_bulletin
from tests.support.releases import make_release
from tests.support.workspaces import ROOT


def markdown(release: Release) -> str:
    """The bulletin in Markdown, without its escapes."""
    text = write_bulletin(release, load_pages(ROOT / "templates"))["月通报.md"].decode("utf-8")
    return re.sub(r"\\(.)", r"\1", text)


def line(text: str, word: str) -> str:
    """The one line that has a word in it."""
    (found,) = [s for s in text.splitlines() if word in s]
    return found


def rows(text: str) -> list[list[str]]:
    """The cells of all tables in Markdown."""
    lines = [s for s in text.splitlines() if s.startswith("|") and "---" not in s]
    return [s.replace("**", "").removeprefix("| ").removesuffix(" |").split(" | ") for s in lines]


def summed(state: PeriodState, names: Iterable[str], sheets: Iterable[str] | None = None) -> int:
    """Values of a month, added up by ourselves."""
    cells = state.values[state.values["indicator"].isin(list(names))]
    cells = cells if sheets is None else cells[cells["sheet_id"].isin(list(sheets))]
    return int(cells["value"].sum())


FOUND, FIXED = ("self_found", "dept_found"), ("self_fixed", "dept_fixed")


def rates(fixed: dict[str, int], found: dict[str, int] | None = None) -> Release:
    """Every sector found 10 and put 9 right, but for these."""
    sectors = make_release("2023-07").declared.roster.sectors
    values: dict[tuple[str, str], float] = {}
    for s in sectors:
        values |= {(s, "self_found"): (found or {}).get(s, 10), (s, "self_fixed"): fixed.get(s, 9)}
        values |= {(s, "dept_found"): 0, (s, "dept_fixed"): 0}
    return make_release("2023-07", values=values)
