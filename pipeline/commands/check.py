"""`pipeline check`: takes in and checks what came for a month, and publishes nothing."""

from pathlib import Path

import click

from pipeline.commands.options import crew_options, end, month_option, progress, strict_option
from pipeline.files.lock import only_run
from pipeline.model.month import Month
from pipeline.pools.crew import Crew


@click.command()
@month_option
@strict_option
@crew_options
@click.pass_obj
def check(root: Path, month: Month | None, strict: bool, crew: Crew) -> None:
    """只接收和核对，不发布。"""
    from pipeline.receiving.ahead import receive_ahead

    with only_run(root):
        receive = receive_ahead(root, progress, crew)
        from pipeline.monthly import check_month  # pandas, while the inbox is being read

        checked = check_month(root, month, receive)
    from pipeline.screens.month import show_findings, show_status
    from pipeline.screens.verdict import expected_is_lacking, show_verdict

    release = checked.release
    show_status(release)
    show_findings(release)
    show_verdict(release, [], checked.remarks, published=False)
    end(strict and expected_is_lacking(release))
