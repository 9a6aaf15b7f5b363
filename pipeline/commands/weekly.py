"""`pipeline weekly`: the filled Annex 2, the note and all else of a week."""

from pathlib import Path

import click

from pipeline.commands.options import WeekType, crew_options, end, progress, strict_option
from pipeline.files.lock import only_run
from pipeline.model.week import Week
from pipeline.pools.crew import Crew


@click.command()
@click.option(
    "--week",
    type=WeekType(),
    help="2023-W28，或该周任何一天，如2023-07-12；不写则取收到报表的最新一周。",
)
@strict_option
@crew_options
@click.pass_obj
def weekly(root: Path, week: Week | None, strict: bool, crew: Crew) -> None:
    """汇总一周，填写汇总表，编写周调度。"""
    from pipeline.receiving.ready import get_ready

    with only_run(root):
        ready = get_ready(root, progress, crew)
        from pipeline.weekly import publish_week  # pandas, while the inbox is being read

        published = publish_week(root, week, progress, ready)
    from pipeline.screens.month import show_findings, show_status
    from pipeline.screens.verdict import expected_is_lacking, show_verdict

    show_status(published.release)
    show_findings(published.release)
    show_verdict(
        published.release, published.aside, published.remarks, published=True, paper="周调度"
    )
    end(strict and expected_is_lacking(published.release))
