"""Why an issued figure is another now, in the words of the unit or of the office, or else from what is known."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.inbox.decisions import Decision
from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.issued import Issue, Issues, Restatement
from pipeline.model.received import Submission
from pipeline.model.states import PeriodState, SheetState
from pipeline.sheets.remarks import LEDGER, WHOLE_SHEET, read_remarks, says_nothing

_CORRECTION = "更正"
_OPENING = re.compile(rf"{_CORRECTION}\s*[:：,，、;；。]?\s*")


def with_reasons(
    restated: Sequence[Restatement],
    issues: Issues,
    history: Sequence[PeriodState],
    candidates: Mapping[str, Candidate],
    decisions: Sequence[Decision],
    declared: Declarations,
) -> tuple[Restatement, ...]:
    """The restatements with a reason each, as it was said; totals follow from their parts and need none."""
    states = {state.period: state.sheets for state in history}
    found = []
    for r in restated:
        issue = issues.newest(r.month)
        if r.sheet and issue:
            state = states[r.month][r.sheet]
            counted = candidates.get(state.file or "")
            own = [d for d in decisions if d.period == r.month and r.sheet in d.sectors]
            said = _said(r, counted.submission, declared) if counted else ""
            words = said or _decided(r, counted, own) or _known(r, state, counted, issue)
            r = replace(r, reason=words)
        found.append(r)
    return tuple(found)


def _said(r: Restatement, submission: Submission, declared: Declarations) -> str:
    """What the unit says in 情况说明 of a correction: of the item, of the whole sheet, or at all."""
    forms = sorted(submission.submitted, key=lambda f: f.sector != r.sheet)  # its own sheet first
    texts = [f.headings["remarks"].text for f in forms]
    text = next((t for t in texts if t.startswith(_CORRECTION)), "")
    if not text:
        return ""
    said = read_remarks(text, declared)
    item = declared.form.indicators[r.indicator].item
    first = text.split("\n")[0]
    opening = _OPENING.sub("", first, count=1).strip(" 。")
    # Words about other items are no reason for this one; those about hazards are for nobody else to read.
    at_all = not said.keys() - {LEDGER} and LEDGER not in read_remarks(first, declared)
    words = said.get(item) or said.get(WHOLE_SHEET) or (opening if at_all else "")
    return "单位更正" if says_nothing(words, declared) else f"单位更正：{words}"


def _decided(r: Restatement, counted: Candidate | None, own: Sequence[Decision]) -> str:
    """What the office decided: a file withdrawn, a fault waived, more time given."""
    for d in own:
        if d.decision == "withdraw":
            return f"撤回原报表：{d.reason}"
    found = counted.findings if counted else ()
    if any(x.waived and x.sector == r.sheet for x in found):
        return next((f"经同意：{d.reason}" for d in own if d.decision == "waive"), "")
    if r.old is None:
        return next((f"延期报送：{d.reason}" for d in own if d.decision == "extend"), "")
    return ""


def _known(r: Restatement, state: SheetState, counted: Candidate | None, issue: Issue) -> str:
    """What the facts say."""
    if r.new is None:
        return "该项不再填报" if counted else f"原报表不再有效，{state.word}"
    if r.old is None:
        late = {"迟报": "迟报补报", "退回后补正": "退回后补正"}
        return late.get(state.word, "补报") if r.sheet not in _reported(issue) else "补填"
    sha256 = counted.submission.arrival.sha256 if counted else None
    return "按原有报表重新核定" if sha256 in issue.files.values() else "报送了新的报表"


def _reported(issue: Issue) -> set[str]:
    """The sheets of which something was in the issued figures."""
    return {sheet for sheet, values in issue.figures.items() if values}
