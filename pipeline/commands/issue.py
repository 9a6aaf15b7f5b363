"""`pipeline issue`: freezes a month's papers, with number and date, and all that they were made from."""

import re
from datetime import date
from pathlib import Path

import click

from pipeline.commands.options import DayType, month_option, progress
from pipeline.files.lock import only_run
from pipeline.model.month import Month
from pipeline.words.wording import inert

_NUMBER = re.compile(r"(?:〔([0-9]{4})〕)?(?:第)?([1-9][0-9]{0,3})号?")


class DocumentNumberType(click.ParamType[tuple[int | None, int]]):
    """A document number as people type it: 7, 7号 or 〔2023〕7号; (year or None, number)."""

    name = "N"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int | None, int]:
        """The number, or a usage error."""
        if isinstance(value, tuple):
            return value
        match = _NUMBER.fullmatch(str(value).strip())
        if match is None:
            self.fail(f"“{inert(str(value))}”不是文号，应写成7或〔2023〕7号这样", param, ctx)
        return (int(match[1]) if match[1] else None), int(match[2])


@click.command()
@month_option
@click.option("--date", "day", type=DayType(), help="印发日期，如2023-07-31；不写则留空。")
@click.option(
    "--number", type=DocumentNumberType(), help="文号里的号数，如7，或〔2023〕7号；不写则留空。"
)
@click.option(
    "--file",
    "file",
    metavar="文件.docx",
    type=click.Path(readable=False, path_type=Path),
    help="在Word里改定的稿子（docx），一并存档，并列出与系统不一致的数。",
)
@click.pass_obj
def issue(
    root: Path,
    month: Month | None,
    day: date | None,
    number: tuple[int | None, int] | None,
    file: Path | None,
) -> None:
    """印发一个月：把发出的文件连同来源原样存档，以后不再改动。"""
    from pipeline.issues.stamping import Asked
    from pipeline.issuing import issue_month
    from pipeline.screens.issue import show_issued

    year, no = number or (None, None)
    with only_run(root):
        issued = issue_month(root, month, Asked(day, no, year, file), progress)
    show_issued(issued)
