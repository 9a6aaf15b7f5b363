"""A damaged workbook read and checked as in a run, and held against what the witness says."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from lxml import etree

from pipeline.checking.checks import check_sheets
from pipeline.model.form import Indicator
from pipeline.model.received import Arrival, Entry, Finding, SheetForm, Submission
from pipeline.reading.submission import read_arrival
from tests.fuzzing.witness import Grid, SilentWitnessError, Witness, squeezed, witness
from tests.support.cells import arrival, unpacked
from tests.support.grammar import by_the_list, yes_or_no
from tests.support.workspaces import declarations

_NEAR = Decimal("1e-9")


def outcome(data: bytes, kind: str) -> tuple[str, list[str]]:
    """What becomes of a file (refused, returned, accepted), and what is wrong with that."""
    read = read_arrival(arrival(data, f"inbox/a.{kind}"), declarations())
    if isinstance(read, Arrival):
        return "refused", [] if read.findings else ["refused without a reason"]
    checked = check_sheets([read], declarations())
    findings = [*read.findings, *(f for found in checked.values() for f in found)]
    if any(f.severity == "error" for f in findings):
        return "returned", []
    try:
        seen = witness(data, kind)
    except SilentWitnessError:
        return "accepted unseen", list(_invisible(read, data))
    return "accepted", list(contradictions(read, findings, seen))


def contradictions(read: Submission, findings: Sequence[Finding], seen: Witness) -> Iterator[str]:
    """What an accepted workbook is said to hold and does not."""
    for form in read.submitted:
        asked = [
            i
            for i in declarations().form.indicators.values()
            if declarations().roster.asks(i, form.sector)
        ]
        for indicator in asked:
            entry = form.entries.get(indicator.id)
            if not entry or entry.state not in ("number", "zero"):
                yield f"{form.sector}_{indicator.id}: accepted without a value"
            else:
                yield from _of_entry(form, entry, indicator, seen, findings)
        yield from _of_headings(read, form, findings, seen)
    yield from _lost(read, findings, seen)


def _of_entry(
    form: SheetForm, entry: Entry, indicator: Indicator, seen: Witness, findings: Sequence[Finding]
) -> Iterator[str]:
    where = f"{form.sector}_{indicator.id} {entry.sheet}!{entry.cell}"
    there = seen.cell(entry.sheet, entry.cell)
    if entry.state == "zero":
        if there is not None or form.headings["blanks_are_zero"].text != "是":
            yield f"{where}: a declared zero, but there stands {there!r}"
    elif not says(there, entry.value, indicator):
        yield f"{where}: read {entry.value!r}, but there stands {there!r}"
    labels = {squeezed(i.label): i.id for i in declarations().form.indicators.values()}
    beside = next((t for t in seen.left_of(entry.sheet, entry.cell) if t in labels), None)
    hidden = any(f.rule == "W-D3" and f.sheet == entry.sheet for f in findings)  # labels too
    if not hidden and (beside is None or labels[beside] != indicator.id):
        yield f"{where}: beside it stands {beside!r}"


def says(there: object, value: float, indicator: Indicator) -> bool:
    """Whether what stands in a cell is this number, in words that the list knows."""
    said: Decimal | None = None
    if isinstance(there, str):
        said = yes_or_no(there) if indicator.is_yesno else by_the_list(there, indicator.unit)
    elif isinstance(there, int | float) and not isinstance(there, bool) and not indicator.is_yesno:
        said = Decimal(repr(there))
    return said is not None and said.is_finite() and abs(said - Decimal(repr(value))) <= _NEAR


def _of_headings(
    read: Submission, form: SheetForm, findings: Sequence[Finding], seen: Witness
) -> Iterator[str]:
    """Whose and which month's a sheet is, by what stands in its heading, unless a finding names that cell."""
    told = " ".join(f.message for f in findings if f.sheet == form.sheet)
    roster = declarations().roster
    unit, sector = roster.units[read.unit], roster.sheets[form.sector]
    names = {"unit": (unit.name, *unit.spellings), "sector": (sector.name, *sector.spellings)}
    for key, allowed in names.items():
        cell = form.headings[key]
        there = squeezed(seen.cell(cell.sheet, cell.cell) or "") if cell.cell else ""
        if cell.cell not in told and not any(squeezed(name) in there for name in allowed):
            yield f"{form.sector}_{key}: accepted, but there stands {there!r}"
    period = form.headings["period"]
    if period.cell in told:
        return
    there = str(seen.cell(period.sheet, period.cell))
    if not form.period or str(form.period.year) not in there or str(form.period.month) not in there:
        yield f"{form.sector}_period: accepted as {form.period}, but there stands {there!r}"


def _lost(read: Submission, findings: Sequence[Finding], seen: Witness) -> Iterator[str]:
    """Pages full of numbers that are neither read nor told of."""
    labels = {squeezed(i.label) for i in declarations().form.indicators.values()}
    told = {f.sheet for f in findings} | {f.sheet for f in read.submitted}
    for title, grid in seen.sheets.items():
        rights = [_right_of(grid, at) for at, text in grid.items() if squeezed(text) in labels]
        filled = [v for v in rights if isinstance(v, int | float)]
        if title not in told and 2 * len(filled) > len(rights) > 5:
            yield f"{title}: {len(filled)} numbers beside labels, of which nothing is told"


def _right_of(grid: Grid, at: tuple[int, int]) -> object:
    """What stands right of a cell, a few columns away at most."""
    row, column = at
    return next((grid[row, c] for c in range(column + 1, column + 6) if (row, c) in grid), None)


def _invisible(read: Submission, data: bytes) -> Iterator[str]:
    """Without a witness: numbers that are the text of no element of any part."""
    plain = etree.XMLParser(remove_comments=True, remove_pis=True)
    wanted = [n for n in unpacked(data) if n == "content.xml" or re.fullmatch(r"xl/.*\.xml", n)]
    trees = [etree.fromstring(unpacked(data)[name], plain) for name in wanted]
    texts = {text for tree in trees for text in tree.itertext()}
    texts |= {value for tree in trees for e in tree.iter() for value in e.attrib.values()}
    indicators = declarations().form.indicators
    for form in read.submitted:
        for entry in form.entries.values():
            indicator = indicators[entry.indicator]
            there = (text if indicator.is_yesno else _number(text) for text in texts)
            if entry.state == "number" and not any(says(t, entry.value, indicator) for t in there):
                yield f"{form.sector}_{entry.indicator}: read {entry.value!r}, which stands nowhere"


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
