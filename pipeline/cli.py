"""The command line: its root folder, and how a run ends. The only module that prints errors and sets exit statuses."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from pipeline.commands.chase import chase
from pipeline.commands.check import check
from pipeline.commands.final import final
from pipeline.commands.forms import forms
from pipeline.commands.issue import issue
from pipeline.commands.lint import lint
from pipeline.commands.milestones import milestones
from pipeline.commands.monthly import monthly
from pipeline.commands.new import new
from pipeline.commands.templates import templates
from pipeline.commands.trace import trace
from pipeline.commands.weekly import weekly
from pipeline.files.interrupts import end, end_if_interrupted
from pipeline.model.errors import PipelineError, PublishError, UsageError
from pipeline.words.console import say, set_up_console, wrong_usage
from pipeline.words.help_text import ChineseContext
from pipeline.words.wording import inert_path


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--root",
    type=click.Path(readable=False, path_type=Path),
    default=Path(),
    metavar="文件夹",
    help="工作文件夹（含schemas、templates、inbox、outbox）；不写则为当前文件夹。",
)
@click.pass_context
def cli(context: click.Context, root: Path) -> None:
    """汇总各单位按月、按周报送的表，编写月通报和周调度。"""
    if not root.is_dir():
        raise UsageError(f"没有“{inert_path(str(root), 200)}”这个文件夹。")
    context.obj = root.resolve()


def _in_workspace(command: click.Command) -> click.Command:
    """The command, refused in a folder that is no workspace: most likely another one was meant."""
    run = command.callback
    assert run

    @click.pass_obj
    def in_workspace(root: Path, /, *arguments: object, **options: object) -> object:
        if not (root / "schemas").is_dir():
            raise UsageError(
                f"“{inert_path(str(root), 200)}”里没有schemas，不是工作文件夹。请先进入工作文件夹，"
                "或用--root写明；要新建一个，运行 pipeline new 文件夹"
            )
        return run(*arguments, **options)

    command.callback = in_workspace
    return command


_WORKING = (monthly, weekly, final, check, chase, issue, trace, forms, milestones, templates)
for _command in (*map(_in_workspace, _WORKING), new, _in_workspace(lint)):
    _command.context_class = ChineseContext
    cli.add_command(_command)
cli.context_class = ChineseContext


def main() -> NoReturn:
    """Run a command; errors become one Chinese message and the contract's exit status."""
    set_up_console()
    status = _run()
    end_if_interrupted()
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
    except (
        SystemExit
    ):  # click's way out where nobody reads on, as behind `| head`; its 1 would blame a declaration
        return PublishError.exit_status
    except click.Abort:
        end(before="")  # click has ended the line
