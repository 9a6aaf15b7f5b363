"""The help of the commands, in Chinese also where click speaks."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

_HEADINGS = {"Options": "选项", "Commands": "命令"}
_HELP = {"Show this message and exit.": "显示这份说明。"}
_VALUES = {
    "TEXT": "文字",
    "DIRECTORY": "文件夹",
    "FILE": "文件",
    "INTEGER RANGE": "数",
    "INTEGER": "数",
}
_VALUE = re.compile(rf" ({'|'.join(_VALUES)})\b")
_PIECES = {"[OPTIONS]": "[选项]", "COMMAND": "命令", "[ARGS]...": "……"}


class HelpPage(click.HelpFormatter):
    """A page of help; `Context.formatter_class` of every command once this is imported by the command line."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """用法：pipeline [选项] 命令."""
        super().write_usage(
            prog, " ".join(_PIECES.get(p, p) for p in args.split()), prefix or "用法："
        )

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """A list of options or commands, and what each is for."""
        shown = [(_VALUE.sub(_in_words, name), _HELP.get(said, said)) for name, said in rows]
        super().write_dl(shown, col_max, col_spacing)

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """A part under its heading."""
        with super().section(_HEADINGS.get(name, name)):
            yield


def _in_words(value: re.Match[str]) -> str:
    return f" {_VALUES[value[1]]}"
