"""Why an issued figure is another now, in the words of the unit or of the office, or else from what is known."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.inbox.decisions import Decision
from pipeline.inbox.waivers import meets
from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.issued import Issue, Issues, Restatement
from pipeline.model.received import Submission
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.model.states import SheetState
from pipeline.sheets.remarks import LEDGER, WHOLE_SHEET, read_remarks, says_nothing

_CORRECTION = "更正"
_OPENING = re.compile(rf"{_CORRECTION}\s*[:：,，、;；。]?\s*")


@record
class _Original:
    """What was issued of a month.

    counted: by sheet, all names of the workbook whose figures were issued: its path then, its sha256, its paths now.
    sheets: those of which something was in the figures. contents: the sha256 of all that was kept.
    """

    counted: Mapping[str, frozenset[str]]
    sheets: frozenset[str]
    contents: frozenset[str]


def with_reasons(
    restated: Sequence[Restatement],
    issues: Issues,
    release: Release,
    candidates: Mapping[str, Candidate],
    decisions: Sequence[Decision],
) -> tuple[Restatement, ...]:
    """The restatements with a reason each, as it was said; totals follow from their parts and need none."""
    states = {state.period: state.sheets for state in release.history}
    months = {r.month: issues.newest(r.month) for r in restated}
    originals = {month: _original(issue, release) for month, issue in months.items() if issue}
    found = []
    for r in restated:
        was = originals.get(r.month)
        if r.sheet and was:
            state = states[r.month][r.sheet]
            counted = candidates.get(state.file or "")
            own = [d for d in decisions if d.period == r.month and r.sheet in d.sectors]
            said = _said(r, counted.submission, release.declared) if counted else ""
            words = said or _decided(r, state, counted, own, was) or _known(r, state, counted, was)
            r = replace(r, reason=words)
        found.append(r)
    return tuple(found)


def _original(issue: Issue, release: Release) -> _Original:
    """Worked out once for a month, not for each of its cells."""
    now: dict[str, set[str]] = {}
    for f in release.files:
        now.setdefault(f.sha256 or "", set()).add(f.path)
    named = {}
    for path in set(issue.counted.values()):
        sha256 = issue.files.get(path)
        named[path] = frozenset({path, *([sha256, *now.get(sha256, ())] if sha256 else [])})
    return _Original(
        counted={sheet: named[path] for sheet, path in issue.counted.items()},
        sheets=frozenset(sheet for sheet, values in issue.figures.items() if values),
        contents=frozenset(issue.files.values()),
    )


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


def _decided(
    r: Restatement,
    state: SheetState,
    counted: Candidate | None,
    own: Sequence[Decision],
    was: _Original,
) -> str:
    """What the office decided: the workbook that was issued withdrawn, a fault waived, more time given."""
    originals = was.counted.get(r.sheet, frozenset())
    for d in own:
        if d.decision == "withdraw" and d.target in originals:
            return f"撤回原报表：{d.reason}"
    found = [x for x in (counted.findings if counted else ()) if x.waived and x.sector == r.sheet]
    for x in sorted(found, key=lambda x: x.indicator != r.indicator):  # its own fault first
        for d in own:
            if d.decision == "waive" and meets(d, x):
                return f"经同意：{d.reason}"
    for d in own:
        in_time = d.decision == "extend" and state.on_time and d.until == state.due
        if in_time and r.sheet not in was.sheets:
            return f"延期报送：{d.reason}"
    return ""


def _known(r: Restatement, state: SheetState, counted: Candidate | None, was: _Original) -> str:
    """What the facts say."""
    if r.new is None:
        return "该项不再填报" if counted else f"原报表不再有效，{state.word}"
    if r.old is None:
        late = {"迟报": "迟报补报", "退回后补正": "退回后补正"}
        return late.get(state.word, "补报") if r.sheet not in was.sheets else "补填"
    sha256 = counted.submission.arrival.sha256 if counted else None
    return "按原有报表重新核定" if sha256 in was.contents else "报送了新的报表"
