"""`pipeline trace`."""

from pathlib import Path

import click

from pipeline.commands.options import month_option, progress
from pipeline.lock import only_run
from pipeline.model.month import Month
from pipeline.receiving import load_workspace


@click.command()
@click.argument("names", metavar="指标", nargs=-1)
@click.option("--sector", help="只看一个行业领域：标识、名称或附件1里的序号。")
@click.option("--unit", help="只看一个单位：标识或名称。")
@month_option
@click.pass_obj
def trace(
    root: Path, names: tuple[str, ...], sector: str | None, unit: str | None, month: Month | None
) -> None:
    """列出一个合计背后的每一格：谁报的、哪个文件、哪一格、历次报送。"""
    from pipeline.asking import questions

    asked = questions(names, sector, unit, load_workspace(root))
    from pipeline.monthly import check_month  # pandas: not before the question is understood
    from pipeline.trace import trace_total
    from pipeline.trace_screen import show_traces

    with only_run(root):
        checked = check_month(root, month, progress)
    release = checked.release
    show_traces([trace_total(q, release, checked.contents) for q in asked], release)
