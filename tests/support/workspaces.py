"""Workspaces and filled forms for tests: everything real but the folder."""

import io
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, lru_cache, partial
from pathlib import Path

from openpyxl import Workbook, load_workbook

from pipeline.declarations import load_declarations
from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.forms.unit_form import draw_unit_form
from pipeline.forms.workbooks import blank_forms
from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.month import Month
from pipeline.model.outcomes import Published
from pipeline.model.period import Period
from pipeline.model.released import Release
from pipeline.model.week import Week
from pipeline.monthly import check_month, check_period, publish_month
from pipeline.receiving.receive import receive
from pipeline.weekly import publish_week
from tests.sample import Values, expected_values
from tests.support.measuring import unmeasured
from tests.support.named_cells import cell_named
from tests.support.places import ROOT
from tests.support.typed_cells import as_saved, plain, typed, unworked

JUNE, JULY, AUGUST = Month(2023, 6), Month(2023, 7), Month(2023, 8)
W27, W28, W29 = Week(2023, 27), Week(2023, 28), Week(2023, 29)
HEADINGS: Values = {
    "reporter": "经办人",
    "reviewer": "负责人",
    "phone": "0539-0000000",
    "filled_on": "2023年7月26日",
}


@lru_cache
def declarations() -> Declarations:
    """The repository's own declarations."""
    return load_declarations(ROOT)


def blanks(period: Period) -> dict[str, bytes]:
    """Unit id -> its blank form for a month or week (no sample)."""
    return {unit: blank(unit, period) for unit in declarations().roster.units}


@cache
def blanks_of(root: Path, period: Period) -> dict[str, bytes]:
    """The same in any workspace."""
    declared = load_declarations(root)
    books = blank_forms(declared, root / "templates", period).values()
    return dict(zip(declared.roster.units, books, strict=True))


@cache
def blank(unit: str, period: Period) -> bytes:
    """A unit's blank form; nearly all tests need few, and coverage need not look every time."""
    with unmeasured():
        return drawn(declarations(), unit, period)


def drawn(
    declared: Declarations,
    unit: str,
    period: Period,
    *,
    sample: bool = False,
    earlier: Mapping[str, Earlier] | None = None,
) -> bytes:
    """A unit's blank form as `blank_forms` draws it, without the other nine."""
    asked = declared.roster.units[unit]
    return stable_bytes(
        *draw_unit_form(declared, ROOT / "templates", asked, period, sample, earlier)
    )


def right_values(unit: str, period: Period) -> dict[str, Values]:
    """Sheet id -> correct values of a unit, plausible and free of findings in June; a week has those of its month."""
    later = expected_values(declarations(), min(max(period.months[-1], JUNE), JULY))
    return {s: dict(later[s]) for s in declarations().roster.units[unit].sectors}


def form(
    unit: str,
    period: Period,
    changes: Mapping[str, object] | None = None,
    *,
    only: tuple[str, ...] | None = None,
    headings: Mapping[str, object] | None = None,
    edit: Callable[[Workbook], None] | None = None,
) -> bytes:
    """A unit's filled form.

    changes: values by defined name (`gas_self_found`); None empties a cell. only: the sheets to fill (all). headings:
    heading values for every filled sheet. edit: anything else to be done to the openpyxl workbook.
    """
    data = _filled(unit, period, only, tuple((headings or {}).items()))
    if not edit and all(plain(v) for v in (changes or {}).values()):
        return typed(data, as_saved(changes)) if changes else data
    book = load_workbook(io.BytesIO(data))
    for name, value in (changes or {}).items():
        cell_named(book, name).value = value
    if edit:
        edit(book)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """An openpyxl workbook as a file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@lru_cache(maxsize=128)
def _filled(
    unit: str,
    period: Period,
    only: tuple[str, ...] | None,
    headings: tuple[tuple[str, object], ...],
) -> bytes:
    values = right_values(unit, period)
    chosen = {s: v for s, v in values.items() if only is None or s in only}
    return filled_in(blank(unit, period), chosen, {**HEADINGS, **dict(headings)})


def filled_in(form: bytes, sheets: Mapping[str, Values], headings: Values) -> bytes:
    """A blank form with values and headings typed in: what `sample.fill` makes, many times faster."""
    cells = {
        f"{s}_{k}": v for s, values in sheets.items() for k, v in {**values, **headings}.items()
    }
    return unworked(typed(form, as_saved(cells)))


def workspace(folder: Path, files: Mapping[str, bytes | tuple[bytes, str]] = {}) -> Path:
    """A workspace with the real schemas and templates; files: name in inbox -> bytes, or (bytes, received at)."""
    for name in ("schemas", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "inbox").mkdir()
    for name, content in files.items():
        put(folder, name, *(content if isinstance(content, tuple) else (content,)))
    return folder


def put(root: Path, name: str, data: bytes, received: str = "2023-07-26T10:00:00+08:00") -> Path:
    """A file in the inbox with its modification time, from which its receipt is made."""
    path = root / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    moment = datetime.fromisoformat(received).timestamp()
    os.utime(path, (moment, moment))
    return path


def sample_workspace(folder: Path) -> Path:
    """A copy of the repository's sample: schemas, templates, inbox."""
    for name in ("schemas", "templates", "inbox"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def check(root: Path, month: Month | None) -> Release:
    """What `pipeline check` finds, in this process."""
    return check_month(root, month, partial(receive, root, lambda _: None)).release


def publish(root: Path, month: Month | None) -> Published:
    """What `pipeline monthly` does, in this process."""
    return publish_month(root, month, lambda _: None)


def check_week(root: Path, week: Week | None) -> Release:
    """The release of a week, in this process."""
    return check_period(root, receive(root, lambda _: None), week, Week.kind, ()).release


def publish_weekly(root: Path, week: Week | None) -> Published:
    """What `pipeline weekly` does, in this process."""
    return publish_week(root, week, lambda _: None)
