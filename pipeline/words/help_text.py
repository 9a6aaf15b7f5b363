"""What --help prints: click's own few words in Chinese, like the rest."""

import re
from collections.abc import Iterable

import click

_HEADINGS = {"Options": "选项", "Commands": "命令"}
_VALUES = (
    *(("INTEGER RANGE", "N"), ("DIRECTORY", "…"), ("TEXT", "…"), ("PATH", "…")),
    *(("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 …")),
)
_HELP = "Show this message and exit."


class ChineseHelp(click.HelpFormatter):
    """Lays help out as click does."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line."""
        super().write_usage(prog, _translated(args), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """The line over options and commands."""
        self.write(f"{_HEADINGS.get(heading, heading)}：\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Options and commands with what they are for."""
        told = [(_translated(n), "显示这段说明。" if t == _HELP else _ranged(t)) for n, t in rows]
        super().write_dl(told, col_max, col_spacing)


class ChineseContext(click.Context):
    """Of a command whose help is in Chinese."""

    formatter_class = ChineseHelp


def _ranged(text: str) -> str:
    """What click says of a number's limits: [1<=x<=64], [x>=1]."""
    text = re.sub(r"\s*\[(\d+)<=x<=(\d+)\]", r"（\1至\2）", text)
    return re.sub(r"\s*\[x>=(\d+)\]", r"（从\1起）", text)


def _translated(text: str) -> str:
    for word, chinese in _VALUES:
        text = text.replace(word, chinese)
    return text
