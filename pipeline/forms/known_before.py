"""What every sheet had before a period, for the blank forms of that period: as the inbox would be settled now."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.model.declared import Declarations
from pipeline.model.earlier import Earlier
from pipeline.model.errors import PipelineError
from pipeline.model.period import Period
from pipeline.model.received import Submission
from pipeline.model.record import record
from pipeline.receiving.receive import Progress, Received, receive


@record
class KnownBefore:
    """What sheets had before, by sheet id; None where nothing can be known. why: what the office hears of that."""

    earlier: Mapping[str, Earlier] | None = None
    why: str = ""


def known_before(root: Path, period: Period, say: Progress) -> KnownBefore:
    """Look into the inbox; a fault of the office's own lists stops no blank form, and samples are never looked at."""
    try:
        received = receive(root, say)
    except PipelineError as e:
        again = f"改好后再生成一次，空白表里就有上{period.kind}的数。"
        return KnownBefore(why=f"上{period.kind}的数没有用上：{e}\n{again}")
    if received.declared.campaign.is_first(period) or not _real(received, period):
        return KnownBefore()
    earlier = _of_forms(_settled_before(received, period), received.declared)
    count = sum(e.period == period.shift(-1) for e in earlier.values())
    return KnownBefore(earlier, f"上{period.kind}已报的数：{_told(count, earlier)}。")


def _told(count: int, earlier: Mapping[str, Earlier]) -> str:
    """How many sheets have something of the period before, and what the forms do with it."""
    if count:
        return f"{count}张表有，选中单元格时显示，自查时比较"
    older = "与更早报过的比较" if earlier else "不与以前比较"
    return f"各表都没有，自查时{older}"


def _real(received: Received, period: Period) -> bool:
    """Whether anything of its kind came that is no sample."""
    came = [s for s in received.read if isinstance(s, Submission)]
    return any(not s.sample and s.kind == period.kind for s in came)


def _of_forms(earlier: Mapping[str, Earlier], declared: Declarations) -> Mapping[str, Earlier]:
    """Without those of units that send an Annex 2: they get no form."""
    roster = declared.roster
    own = {s for s in earlier if roster.units[roster.sheets[s].unit].is_office}
    return {s: e for s, e in earlier.items() if s in own or declared.rollup is None}


def _settled_before(received: Received, period: Period) -> Mapping[str, Earlier]:
    # With pandas: not needed for the forms of a first month, or before anything came.
    from pipeline.receiving.withdrawing import set_aside
    from pipeline.settling.faults import find_faults
    from pipeline.settling.settle import settle

    declared, decisions = received.declared, received.decisions
    submissions, _ = set_aside(received.read, decisions, declared)
    findings = find_faults(submissions, declared)
    return settle(submissions, findings, decisions, declared, period.shift(-1)).earlier
