"""What several commands ask for in the same words."""

import click

from pipeline.console import say
from pipeline.headings import parse_period
from pipeline.model.month import Month
from pipeline.wording import inert


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


month_option = click.option(
    "--month", type=MonthType(), help="报告期，如2023-06；不写则取收到报表的最新月份。"
)
strict_option = click.option("--strict", is_flag=True, help="有缺报或退回时以状态3结束。")


def end(lacking: bool) -> None:
    """End with status 3 where something expected is lacking and that was asked about."""
    if lacking:
        raise click.exceptions.Exit(3)
