"""A hazard's history as the office sees it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.ledger.outputs import DATABASE
from pipeline.ledger.tracing import HazardTrace, Step
from pipeline.model.ledger import Ledger
from pipeline.model.released import Release
from pipeline.words.console import say
from pipeline.words.periods import parse_period
from pipeline.words.plain_text import sample_lines
from pipeline.words.wording import LONGEST_PATH, chinese_date, inert, inert_path

_LONGEST = 60
_EMPTY = "（空）"


def show_hazards(traces: Sequence[HazardTrace], release: Release) -> None:
    """Every hazard, one below the other."""
    for line in sample_lines(release.sample_note):
        say(line)
    for trace in traces:
        say("")
        for line in _lines(trace, release):
            say(line)


def no_hazard(root: Path, name: str, release: Release) -> str:
    """Why nothing is found, and where the keys of hazards without a number stand, once there is a database."""
    book, until = release.hazards, f"截至{release.period.chinese}"
    if book is None or not (book.hazards or book.vanished):
        return f"{until}没有收到填了内容的隐患台账，没有可查的隐患。"
    makes = release.declared.commands.publish(release.period.kind)
    made = "" if (root / "outbox" / DATABASE).is_file() else f"（运行 {makes} 后才有）"
    return (
        f"{until}的台账里没有隐患编号“{inert(name)}”。"
        f"没有编号的隐患，标识见outbox/{DATABASE}{made}。"
    )


def _lines(trace: HazardTrace, release: Release) -> Iterator[str]:
    hazard, declared = trace.hazard, release.declared
    ledger, plan = declared.ledger, declared.hazards
    assert ledger
    assert plan
    names = (
        declared.roster.sheets[hazard.entry.sector].name,
        inert(hazard.values.get(ledger.roles["id"], "")),
    )
    yield f"{'　'.join(filter(None, names))}　{plan.states[hazard.state]}{_due(trace, ledger)}"
    if trace.vanished:
        yield "最近一次报送的台账里已没有这一行。"
    for step in trace.steps:
        yield from _step(step, first=step is trace.steps[0])


def _due(trace: HazardTrace, ledger: Ledger) -> str:
    hazard, label = trace.hazard, ledger.columns[ledger.roles["due"]].label
    late = f"，逾期{hazard.days_overdue}天" if hazard.days_overdue is not None else ""
    return f"，{label}{chinese_date(hazard.due)}{late}" if hazard.due else f"，没有{label}"


def _step(step: Step, *, first: bool) -> Iterator[str]:
    month, entry = parse_period(step.month), step.entry
    name = month.chinese if month else step.month
    place = f"{inert(entry.ledger.sheet)}第{entry.row.number}行"
    yield f"  {name}　{inert_path(entry.file, LONGEST_PATH)}　{place}"
    if not step.changes:
        yield "    与上次相同"
    for change in step.changes:
        now = inert(change.now, _LONGEST) or _EMPTY
        told = now if first else f"{inert(change.before, _LONGEST) or _EMPTY} → {now}"
        yield f"    {inert(change.cell)} {change.label}：{told}"
