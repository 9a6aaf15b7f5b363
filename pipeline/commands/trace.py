"""`pipeline trace`: every cell behind a total, or what became of a hazard month by month."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click

from pipeline.commands.options import FolderType, NumberType, month_option, progress
from pipeline.files.lock import only_run
from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.receiving.receive import load_workspace, receive
from pipeline.tracing.asking import Question, questions

Ask = Callable[[Declarations], list[Question]]  # in the words of a workspace


@click.command()
@click.argument("names", metavar="指标", nargs=-1)
@click.option("--sector", help="只看一个领域（不分领域的是单位）：标识、名称或名单里的序号。")
@click.option("--unit", help="只看一个单位：标识或名称。")
@click.option(
    "--issue", type=NumberType(), help="只从第几次印发的存档里查；不写--month则为最新的一个月。"
)
@click.option("--hazard", help="查一个隐患的来龙去脉：隐患编号，或hazards.db里的标识。")
@click.option(
    "--below",
    type=FolderType(),
    multiple=True,
    help="逐级汇总的，到这个文件夹里找下级收到的文件，一级一级往下查；可以写几次。",
)
@month_option
@click.pass_obj
def trace(
    root: Path,
    names: tuple[str, ...],
    sector: str | None,
    unit: str | None,
    issue: int | None,
    hazard: str | None,
    below: tuple[Path, ...],
    month: Month | None,
) -> None:
    """列出一个合计背后的每一格：谁报的、哪个文件、哪一格、历次报送；或一个隐患逐月的变化。"""
    if hazard is not None:
        if names or sector or unit or issue or below:
            raise UsageError("查隐患时只写--hazard，可加--month，不写其他。")
        _trace_hazard(root, hazard, month)
        return
    ask = partial(questions, names, sector, unit, when=_when(month, issue))
    if issue:
        _trace_issue(root, ask, issue, month)
    else:
        _trace_now(root, ask, below, month)


def _when(month: Month | None, issue: int | None) -> list[str]:
    """The options of the time that was asked for."""
    of_month = ["--month", str(month)] if month else []
    return [*of_month, "--issue", str(issue)] if issue else of_month


def _trace_now(root: Path, ask: Ask, below: Sequence[Path], month: Month | None) -> None:
    """Totals as the inbox has them today."""
    asked = ask(load_workspace(root))
    from pipeline.monthly import check_month  # pandas: not before the question is understood
    from pipeline.rollup.tracing import Files
    from pipeline.screens.trace import show_traces
    from pipeline.tracing.parts import trace_total

    with only_run(root):
        checked = check_month(root, month, partial(receive, root, progress))
    release = checked.release
    files = Files([root / "inbox", *below]) if release.declared.rollup else None
    show_traces([trace_total(q, release, checked.contents) for q in asked], release, files)


def _trace_hazard(root: Path, name: str, month: Month | None) -> None:
    """A hazard's history; UsageError where no ledger has it."""
    if load_workspace(root).ledger is None:
        raise UsageError("本次行动没有隐患台账（schemas里没有ledger.toml）。")
    from pipeline.ledger.tracing import trace_hazards
    from pipeline.monthly import check_month
    from pipeline.screens.hazard import no_hazard, show_hazards

    with only_run(root):
        release = check_month(root, month, partial(receive, root, progress)).release
    traces = trace_hazards(name, release)
    if not traces:
        raise UsageError(no_hazard(root, name, release))
    show_hazards(traces, release)


def _trace_issue(root: Path, ask: Ask, n: int, month: Month | None) -> None:
    """Totals out of what was frozen; ends with 1 where the record is no longer what it was."""
    from pipeline.issues.thawing import thawed
    from pipeline.monthly import check_month
    from pipeline.screens.frozen import show_held_against, show_issue
    from pipeline.screens.trace import show_traces
    from pipeline.tracing.parts import trace_total

    with only_run(root), thawed(root, n, month) as frozen:
        show_issue(frozen)
        asked = ask(load_workspace(frozen.root))
        received = partial(receive, frozen.root, progress)
        checked = check_month(frozen.root, frozen.issue.month, received)
        traces = [trace_total(q, checked.release, checked.contents) for q in asked]
        show_traces(traces, checked.release)
        show_held_against(traces, frozen)
        if frozen.faults:
            raise click.exceptions.Exit(1)
