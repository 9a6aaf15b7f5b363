"""Faults of a file as they stand in the fresh form that is sent instead of it."""

from collections.abc import Mapping
from dataclasses import replace

from pipeline.ledger.filling import cell_key
from pipeline.model.declared import Declarations
from pipeline.model.received import SheetForm, Submission
from pipeline.returns.faults import Fault
from pipeline.sheets.located import At


def in_fresh_form(
    fault: Fault, submission: Submission, places: Mapping[str, At], declared: Declarations
) -> Fault:
    """The fault as it stands in the fresh form, where a cell that could not be read is blank."""
    finding, form = fault.finding, _sheet_of(fault, submission)
    entry = form.entries.get(finding.indicator or "") if form else None
    said, names = fault.said, _names(submission)
    if entry and entry.state == "unreadable" and entry.found and entry.found not in said:
        finding = replace(finding, value=entry.found)
        said += f"\n原来填的是“{entry.found}”"
    elsewhere = entry is not None and entry.state == "elsewhere"  # what stood there is gone
    targets = [] if elsewhere else _targets(fault, form, names, declared)
    cells = tuple(places[t] for t in targets if t in places)
    told = {_at(cell, names, places): text for cell, text in fault.told.items()}
    unless = {_at(a, names, places): _at(b, names, places) for a, b in fault.unless.items()}
    return replace(fault, finding=finding, cells=cells, said=said, told=told, unless=unless)


def _targets(
    fault: Fault, form: SheetForm | None, names: Mapping[At, str], declared: Declarations
) -> list[str]:
    """The names of the cells that it is about; of lost cells those that were not found."""
    finding, indicators = fault.finding, declared.form.indicators.values()
    if form and finding.rule == declared.intake_rule("names_lost").code:
        asked = [i.id for i in indicators if declared.roster.asks(i, form.sector)]
        return [f"{form.sector}_{i}" for i in asked if i not in form.entries]
    targets = [names[at] for at in fault.cells if at in names]
    return [f"{finding.sector}_{finding.indicator}", *targets[1:]] if finding.indicator else targets


def _at(cell: At, names: Mapping[At, str], places: Mapping[str, At]) -> At:
    return places.get(names.get(cell, ""), ("", ""))


def _sheet_of(fault: Fault, submission: Submission) -> SheetForm | None:
    return next((f for f in submission.sheets if f.sector == fault.finding.sector), None)


def _names(submission: Submission) -> dict[At, str]:
    """`<sheet id>_<heading or indicator>`, or the key of a cell of the ledger, by the cell in which it stood."""
    names = {
        (cell.sheet, cell.cell): f"{form.sector}_{key}"
        for form in submission.sheets
        for cells in (form.headings, form.entries)
        for key, cell in cells.items()
    }
    ledger = submission.ledger
    if ledger:
        for row in (*ledger.rows, *ledger.others):
            names |= {(ledger.sheet, ledger.cell(row, c)): cell_key(c, row) for c in ledger.columns}
    return names
