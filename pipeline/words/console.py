"""The terminal: UTF-8 whatever the locale says, harmless whatever a text holds, Chinese also where click speaks."""

import os
import re
import sys
from contextlib import nullcontext, suppress
from io import TextIOWrapper

import click

from pipeline.words.wording import harmless_lines, inert

_UTF8 = ["-X", "utf8"]


def say(text: str, *, err: bool = False) -> None:
    """Print a text of one or more lines; whatever would move the cursor or turn the line is a space."""
    _print(harmless_lines(text), nl=True, err=err)


def say_again(text: str, *, err: bool = False) -> None:
    """A line in the place of the one before, on a terminal; the next `say` must end it."""
    _print(f"\r\x1b[K{harmless_lines(text)}", nl=False, err=err)


def _print(text: str, *, nl: bool, err: bool) -> None:
    """Where messages cannot be written (a full disk behind them, a closed window) the work goes on all the same."""
    with suppress(OSError) if err else nullcontext():
        click.echo(text, nl=nl, err=err)


def set_up_console() -> None:
    """Names of files in UTF-8, and characters that a console of GBK cannot show written as their numbers.

    In a locale that is neither UTF-8 nor plain C, or where PYTHONUTF8 is 0, Python takes file names for ASCII or GBK,
    could not write 附件2.xlsx, and another locale would give other names: so it is started once more.
    """
    if sys.platform != "win32" and sys.getfilesystemencoding() != "utf-8":
        _start_in_utf8()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _start_in_utf8() -> None:
    """The same command in Python's UTF-8 mode, in the place of this process; not twice."""
    if sys.orig_argv[1:3] == _UTF8:
        return
    shown = getattr(sys.stdout, "encoding", None) or "ascii"
    if shown not in ("ascii", "utf-8"):
        os.environ.setdefault("PYTHONIOENCODING", shown)  # the terminal's own
    os.execv(sys.executable, [sys.executable, *_UTF8, *sys.orig_argv[1:]])


def wrong_usage(error: click.ClickException) -> str:
    """What is wrong with a command line, and where to read how to write it."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.message  # which is the help itself
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "pipeline"
    return f"{_problem(error)}\n用法见：{command} --help"


def _problem(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return f"没有“{inert(error.option_name)}”这个选项。{_meant(error.possibilities)}"
        case click.NoSuchCommand():
            return f"没有“{inert(error.command_name)}”这个命令。{_meant(error.possibilities)}"
        case click.MissingParameter(param=click.Parameter() as missing):
            return f"缺少{_name(missing)}。"
        case click.BadParameter(param=click.Parameter() as wrong):
            return f"{wrong.opts[0]}写得不对：{inert(error.message, 200)}"
        case click.BadOptionUsage():
            return f"{inert(error.option_name)}后面要写一个值，或者不该写值。"
        case click.BadArgumentUsage():
            return "命令后面的词多了或少了。"
    extra = re.search(r"\((.+)\)", error.message)
    return f"多写了“{inert(extra[1])}”。" if extra else "还要写明是哪个命令。"


def _name(parameter: click.Parameter) -> str:
    """As the usage calls it: arguments go by what stands for them there."""
    named = parameter.metavar if isinstance(parameter, click.Argument) else None
    return named or parameter.opts[0]


def _meant(possibilities: list[str] | None) -> str:
    return f"是不是{'、'.join(possibilities)}？" if possibilities else ""
