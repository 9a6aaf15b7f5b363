"""What several commands ask for in the same words."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from pipeline.model.month import Month
from pipeline.model.week import Week
from pipeline.pools.crew import Crew
from pipeline.words.console import say
from pipeline.words.office_dates import day_of
from pipeline.words.periods import parse_period, parse_week
from pipeline.words.wording import inert

Command = Callable[..., object]
_MOST_WORKERS = 64  # any machine has fewer processors


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
        if not isinstance(month, Month):
            self.fail(f"“{inert(str(value))}”不是月份，应写成2023-06这样", param, ctx)
        return month


class WeekType(click.ParamType[Week]):
    """A week as people type it: 2023-W28, 2023年第28周, its days, or any one day of it."""

    name = "YYYY-Www"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Week:
        """The week, or a usage error."""
        week = value if isinstance(value, Week) else parse_week(str(value))
        if week is None:
            self.fail(
                f"“{inert(str(value))}”不是一周，应写成2023-W28这样，或该周任何一天，如2023-07-12",
                param,
                ctx,
            )
        return week


class DayType(click.ParamType[date]):
    """A day as people type it: 2023-07-29, 2023/7/29 or 2023年7月29日."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The day, or a usage error."""
        day = value if isinstance(value, date) else day_of(str(value).strip())
        if day is None:
            self.fail(f"“{inert(str(value))}”不是日期，应写成2023-07-29这样", param, ctx)
        return day


class NumberType(click.IntRange):
    """A whole number from 1 on, to `max` where that is given."""

    def __init__(self, most: int | None = None) -> None:
        """What is allowed."""
        super().__init__(1, most)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or a usage error."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            limits = f"1至{self.max}的" if self.max else "从1起的"
            self.fail(f"“{inert(str(value))}”不是{limits}整数", param, ctx)


class FolderType(click.Path):
    """A folder that is there."""

    def __init__(self) -> None:
        """What is allowed."""
        super().__init__(exists=True, file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder, or a usage error."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"没有“{inert(str(value), 200)}”这个文件夹", param, ctx)


month_option = click.option(
    "--month", type=MonthType(), help="报告期，如2023-06；不写则取收到报表的最新月份。"
)
strict_option = click.option("--strict", is_flag=True, help="有缺报或退回时以状态3结束。")


def end(lacking: bool) -> None:
    """End with status 3 where something expected is lacking and that was asked about."""
    if lacking:
        raise click.exceptions.Exit(3)


def crew_options(command: Command) -> Command:
    """Who reads the inbox, and whether that is kept: a command that is given it all as `crew`."""

    @wraps(command)
    def with_crew(
        *args: object, workers: int | None, scheduler: str, cache: bool, **options: object
    ) -> object:
        return command(*args, crew=Crew(workers, scheduler, cache), **options)

    for option in (_scheduler_option, _cache_option, _workers_option):
        with_crew = option(with_crew)
    return with_crew


_workers_option = click.option(
    "--workers", type=NumberType(_MOST_WORKERS), help="用几个进程读报表；不写则按文件多少决定。"
)
_scheduler_option = click.option(
    "--scheduler",
    default="",
    metavar="tcp://…",
    help="在已有的Dask集群上读报表；收件夹要在共享存储上。",
)
_cache_option = click.option(
    "--cache/--no-cache", default=True, help="文件很多时，读过的下次不再重读（默认）；或者都重读。"
)
