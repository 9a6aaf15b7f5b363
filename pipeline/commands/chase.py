"""`pipeline chase`: who is to report, who is behind, what was returned: a text for each unit, lists for the office."""

from datetime import date, datetime
from pathlib import Path

import click

from pipeline.commands.options import DayType, MonthType, crew_options, progress
from pipeline.files.lock import only_run
from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.pools.crew import Crew
from pipeline.receiving.receive import load_workspace
from pipeline.settling.campaign_days import window
from pipeline.words.wording import chinese_date


@click.command()
@click.option("--month", type=MonthType(), help="催哪个月，如2023-07；不写则为催报日所在的月份。")
@click.option("--on", "on", type=DayType(), help="催报日，如2023-07-29；不写则为今天。")
@crew_options
@click.pass_obj
def chase(root: Path, month: Month | None, on: date | None, crew: Crew) -> None:
    """催报：谁该报、谁逾期、谁退回，每个单位一段文字，一张一览表，一份考核参考。"""
    declared = load_workspace(root)
    day = on or datetime.now(declared.campaign.offset).date()
    _check(month, day, declared, told=on is not None)
    from pipeline.receiving.ready import ready_to_chase

    with only_run(root):
        ready = ready_to_chase(root, progress, crew)
        from pipeline.chasing import chase_units  # pandas, while the inbox is being read

        done = chase_units(root, month, day, progress, ready)
    from pipeline.screens.chase import show_round

    show_round(done, root)


def _check(month: Month | None, day: date, declared: Declarations, told: bool) -> None:
    """Refuse a month outside the campaign, and a day on which nothing of it is to be chased."""
    campaign = declared.campaign
    if month is not None and month not in campaign.months:
        first, last = campaign.first_month, campaign.last_month
        raise UsageError(f"{month.chinese}不在应报的报告期内（{first.chinese}至{last.chinese}）。")
    first_day, last_day = window(campaign)
    if not first_day <= day <= last_day:
        span = f"{chinese_date(first_day)}至{chinese_date(last_day)}"
        which = chinese_date(day) if told else f"今天（{chinese_date(day)}）"
        due = campaign.due(month or campaign.first_month)
        example = declared.commands.call("chase", month=month, on=due)
        hint = "" if told else f"请写明按哪一天催报，如 {example}。"
        raise UsageError(f"{which}不在报送期间（{span}）。{hint}")
