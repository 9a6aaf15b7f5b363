"""The commands. The only module that knows the folders' root, prints errors and sets exit statuses."""

import gc
import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from pipeline.console import say, set_up_console, wrong_usage
from pipeline.headings import parse_period
from pipeline.lock import only_run
from pipeline.model.errors import PipelineError, PublishError, UsageError
from pipeline.model.month import Month
from pipeline.receiving import load_workspace
from pipeline.wording import inert, inert_path


def progress(text: str) -> None:
    """One line of progress, on the error stream so that the verdict can be piped."""
    say(f"… {text}", err=True)


class MonthType(click.ParamType[Month]):
    """A month as people type it: 2023-06, 2023-6 or 2023年6月."""

    name = "YYYY-MM"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Month:
        """The month, or a usage error."""
        month = value if isinstance(value, Month) else parse_period(str(value))
        if month is None:
            self.fail(f"“{inert(str(value))}”不是月份，应写成2023-06", param, ctx)
        return month


_month = click.option(
    "--month", type=MonthType(), help="报告期，如2023-06；不写则取收到报表的最新月份。"
)
_strict = click.option("--strict", is_flag=True, help="有缺报或退回时以状态3结束。")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--root",
    type=click.Path(readable=False, path_type=Path),
    default=Path(),
    help="工作文件夹（含schemas、templates、inbox、outbox）；不写则为当前文件夹。",
)
@click.pass_context
def cli(context: click.Context, root: Path) -> None:
    """汇总各单位的进展情况调度表，编写月通报。"""
    if not root.is_dir():
        raise UsageError(f"没有“{inert_path(str(root), 200)}”这个文件夹。")
    context.obj = root.resolve()


@cli.command()
@_month
@_strict
@click.pass_obj
def monthly(root: Path, month: Month | None, strict: bool) -> None:
    """汇总一个月，填写附件2，编写月通报。"""
    from pipeline.monthly import publish_month
    from pipeline.screen import show_findings, show_status
    from pipeline.verdict import expected_is_lacking, show_verdict

    with only_run(root):
        published = publish_month(root, month, progress)
    show_status(published.release)
    show_findings(published.release)
    show_verdict(published.release, published.aside, published.remarks, published=True)
    _end(strict and expected_is_lacking(published.release))


@cli.command()
@_month
@_strict
@click.pass_obj
def check(root: Path, month: Month | None, strict: bool) -> None:
    """只接收和核对，不发布。"""
    from pipeline.monthly import check_month
    from pipeline.screen import show_findings, show_status
    from pipeline.verdict import expected_is_lacking, show_verdict

    with only_run(root):
        checked = check_month(root, month, progress)
    release = checked.release
    show_status(release)
    show_findings(release)
    show_verdict(release, [], checked.remarks, published=False)
    _end(strict and expected_is_lacking(release))


@cli.command()
@click.argument("names", metavar="指标", nargs=-1)
@click.option("--sector", help="只看一个行业领域：标识、名称或附件1里的序号。")
@click.option("--unit", help="只看一个单位：标识或名称。")
@_month
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


@cli.command()
@click.option("--month", type=MonthType(), required=True, help="报告期，如2023-08。")
@click.pass_obj
def forms(root: Path, month: Month) -> None:
    """生成一个月的空白表，每个单位一本。"""
    from pipeline.forms import blank_forms
    from pipeline.publishing import write_forms

    declared = load_workspace(root)
    if month not in declared.campaign.months:
        raise UsageError(f"{month.chinese}不在行动的报告期内。")
    books = blank_forms(declared, root / "templates", month)
    with only_run(root):
        folder, aside = write_forms(root, str(month), books)
    for path in aside:
        say(f"原来的文件已另存：{inert_path(path, 200)}")
    say(f"已生成{month.chinese}的{len(books)}本空白表：{folder}/")
    say("下一步：把每个单位的一本发给该单位，填好后于当月报送日前发回。")


@cli.command()
@click.pass_obj
def templates(root: Path) -> None:
    """按schemas/form.toml重画templates里的两个xlsx模板（会覆盖手工调整的样式）。"""
    from pipeline.declarations import load_declarations
    from pipeline.disk import replace_file
    from pipeline.template_files import draw_templates

    drawn = draw_templates(load_declarations(root))
    with only_run(root):
        for name, data in drawn.items():
            replace_file(root / "templates" / name, data)
    for name in drawn:
        say(f"已重画：templates/{name}")


def _end(lacking: bool) -> None:
    if lacking:
        raise click.exceptions.Exit(3)


def main() -> NoReturn:
    """Run a command; errors become one Chinese message and the contract's exit status."""
    set_up_console()
    # Short runs: collecting among pandas' own objects only costs time.
    gc.set_threshold(200_000, 50, 50)
    status = _run()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)  # taking pandas apart object by object would cost a tenth of the run


def _run() -> int:
    try:
        return int(cli(standalone_mode=False, prog_name="pipeline") or 0)
    except PipelineError as e:
        say(str(e), err=True)
        return e.exit_status
    except OSError as e:
        say(str(PublishError.of(e)), err=True)
        return PublishError.exit_status
    except click.ClickException as e:
        say(wrong_usage(e), err=True)
        return 2
    except click.Abort:
        say("已中断：发布的文件要么还是原来的，要么已全部换新。", err=True)
        return PublishError.exit_status
