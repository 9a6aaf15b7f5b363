"""Decisions of the office that met nothing."""

from collections.abc import Sequence

from pipeline.inbox.decisions import Decision
from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from pipeline.model.states import FileState
from pipeline.words.wording import inert, inert_path


def idle_decisions(
    decisions: Sequence[Decision],
    files: Sequence[FileState],
    period: Period,
    declared: Declarations,
) -> list[str]:
    """What to say of a period's decisions that met no file and no fault: a slip of the pen, most likely."""
    said = [
        f"decisions.csv里要撤回的“{inert_path(d.target)}”不是该单位{d.period.chinese}的这张报表，没有撤回，请核对"
        f"（整本撤回，里面有几张表的，“{declared.roster.terms.sector}”空着）。"
        for d in decisions
        if d.decision == "withdraw" and _is_kept(d, files)
    ]
    present, met = {f.path for f in files} | {f.sha256 for f in files}, _met(files)
    for d in [d for d in decisions if d.period == period]:
        if d.decision == "withdraw" and d.target not in present:
            said.append(f"decisions.csv里要撤回的“{inert_path(d.target)}”不在收件夹里，请核对。")
        if d.decision == "waive" and not any((d.unit, s, d.target) in met for s in d.sectors):
            unit = declared.roster.units[d.unit].name
            said.append(f"decisions.csv里豁免{unit}的“{inert(d.target)}”没有对应的错误，请核对。")
    return said


def _met(files: Sequence[FileState]) -> set[tuple[str | None, str | None, str]]:
    """What was waived of whom: units, sheets, and each way to name the rule."""
    waived = [(f.unit, x) for f in files for x in f.findings if x.waived]
    return {
        (unit, x.sector, target)
        for unit, x in waived
        for target in (x.rule, f"{x.rule}:{x.indicator}")
    }


def _is_kept(decision: Decision, files: Sequence[FileState]) -> bool:
    """Whether a form that was to be withdrawn is none of the unit's for that period, and so was not."""
    named = {f.sha256 for f in files if decision.target in (f.path, f.sha256) and f.unit}
    return bool(named) and not any(f.status == "withdrawn" and f.sha256 in named for f in files)
