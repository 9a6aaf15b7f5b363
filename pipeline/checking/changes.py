"""What a newer version of a sheet changed, cell by cell."""

from collections.abc import Iterable

from pipeline.model.declared import Declarations
from pipeline.model.received import Finding, SheetForm
from pipeline.words.faults import Place, found_by_reader
from pipeline.words.wording import inert, show


def told_changes(findings: Iterable[Finding], declared: Declarations) -> list[str]:
    """What the notices among some findings say of changes, with the cell of each."""
    code = declared.intake_rule("changed").code
    return [f"{inert(f.sheet or '')}!{f.cell} {f.message}" for f in findings if f.rule == code]


def changes(before: SheetForm, now: SheetForm, declared: Declarations) -> list[Finding]:
    """A notice for every value that differs from the version before, at its cell: what it is, and what it was."""
    findings = []
    for entry in now.entries.values():
        was = before.entries.get(entry.indicator)
        indicator = declared.form.indicators[entry.indicator]
        old = show(indicator, was.value, "空白") if was else "空白"
        new = show(indicator, entry.value, "空白")
        if old != new:
            place = Place(now.sector, entry.sheet, entry.cell, indicator)
            found = found_by_reader(declared, "changed", place, found=new, expected=old)
            findings.append(found)
    return findings
