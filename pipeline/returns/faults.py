"""The faults of a returned file as its sender is told them: what about, where, what stands there, what should."""

from collections.abc import Collection, Mapping
from dataclasses import field, replace

from pipeline.checking.gathering import items_of, members
from pipeline.declarations.ledger_rules import KINDS as LEDGER_KINDS
from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.received import Finding, SheetForm
from pipeline.model.record import record
from pipeline.model.rule import SEVERITIES
from pipeline.sheets.located import At
from pipeline.words.faults import wanted
from pipeline.words.wording import inert

BLANK = "（空白）"
_ZERO = "没有发生的填0"
_CHECK = "核对有关各格后改正"
_OF_ONE_CELL = ("intake", "value")  # the kinds of rules that look at one cell alone


@record
class Fault:
    """A finding, the cells that it is about, the indicator or heading by name, what the cell should hold.

    said: what is said in each cell; told: where that is something of its own. unless: of cells that are blank and may
    be zero, that in which the unit says so.
    """

    finding: Finding
    cells: tuple[At, ...]
    subject: str
    wanted: str
    said: str
    told: Mapping[At, str] = field(default_factory=dict)
    unless: Mapping[At, At] = field(default_factory=dict)


def faults_of(candidate: Candidate, declared: Declarations) -> list[Fault]:
    """What the sender can act on, errors first; what was explained or waived is settled."""
    forms = {form.sector: form for form in candidate.submission.sheets}
    open_ = [f for f in candidate.findings if not (f.explanation or f.waived)]
    ranked = sorted(open_, key=lambda f: SEVERITIES.index(f.severity))
    return [_fault(f, forms.get(f.sector or ""), declared) for f in ranked]


def cells_of(finding: Finding, declared: Declarations) -> dict[At, str]:
    """The cells that a finding points at, each with what is said there; of a gathered one all that it gathers."""
    return {(f.sheet, f.cell): f.message for f in members(finding, declared) if f.sheet and f.cell}


def _fault(finding: Finding, form: SheetForm | None, declared: Declarations) -> Fault:
    if form and finding.rule == declared.intake_rule("blanks").code:
        return _blanks(finding, form, declared)
    found = cells_of(finding, declared)
    about, should = _subject(finding, form, found, declared)
    if finding.rule == declared.intake_rule("heading_blank").code:  # its value: which are empty
        finding = replace(finding, value=BLANK)
    said = finding.message
    if finding.expected and should not in said:
        said += f"\n应填：{should}"
    return Fault(finding, tuple(found), about, should, said, found if len(found) > 1 else {})


def _subject(
    finding: Finding, form: SheetForm | None, cells: Collection[At], declared: Declarations
) -> tuple[str, str]:
    """The value, heading, ledger or items that it is about, by name, and what should stand there."""
    indicator = declared.form.indicators.get(finding.indicator or "")
    if indicator:
        return f"{indicator.item} {indicator.name}", _wanted(finding, indicator, declared)
    items = items_of(members(finding, declared), declared)
    if items:
        return items, _asked(finding, items, declared)
    if declared.ledger and declared.rule(finding.rule).kind in LEDGER_KINDS:
        return declared.ledger.title, _asked(finding, declared.ledger.sheet, declared)
    headings = form.headings.items() if form else ()
    heading = next((h for h, cell in headings if (cell.sheet, cell.cell) in cells), None)
    if heading:
        return declared.form.headings[heading].label, finding.expected
    return "", ""


def _blanks(finding: Finding, form: SheetForm, declared: Declarations) -> Fault:
    """All blanks of a sheet, of which the finding names the first."""
    zero, unless, cells = form.headings["blanks_are_zero"], dict[At, At](), list[At]()
    for entry in form.entries.values():
        if entry.state == "blank":
            cells.append((entry.sheet, entry.cell))
            indicator = declared.form.indicators[entry.indicator]
            if zero.sheet == entry.sheet and not (indicator.is_yesno or indicator.is_stock):
                unless[cells[-1]] = zero.sheet, zero.cell
    told, about = replace(finding, value=BLANK), f"没有填的{len(cells)}项"
    said = f"这一格没有填，{_ZERO}。"
    return Fault(told, tuple(cells), about, _ZERO, said, unless=unless)


def _wanted(finding: Finding, indicator: Indicator, declared: Declarations) -> str:
    """What a value cell should hold, or where to explain it."""
    if finding.sector and not declared.roster.asks(indicator, finding.sector):
        return "留空"
    if finding.severity == "error":
        of_one_cell = declared.rule(finding.rule).kind in _OF_ONE_CELL
        return wanted(indicator) if of_one_cell else _CHECK
    return _asked(finding, indicator.item, declared)


def _asked(finding: Finding, begins: str, declared: Declarations) -> str:
    """What is to be done about cells that do not fit others; begins: how the line of an explanation does."""
    if finding.severity == "warning":
        remarks = declared.form.headings["remarks"].label
        return f"核对；属实的，在“{remarks}”写明“{begins}：原因”"
    return ""


def told_shortly(fault: Fault, longest: int) -> str:
    """A fault in one line of a message: its place, and what is wrong and to be done, cut to a length."""
    finding = fault.finding
    sheet, cell = fault.cells[0] if fault.cells else (finding.sheet or "", "")
    place = f"{inert(sheet)} {cell}".strip()
    return (f"{place}：" if place else "") + inert(finding.message, longest)
