"""`pipeline final`: the report on the whole campaign, once its last month has come in."""

from pathlib import Path

import click

from pipeline.commands.options import crew_options, end, progress, strict_option
from pipeline.files.lock import only_run
from pipeline.pools.crew import Crew


@click.command()
@strict_option
@crew_options
@click.pass_obj
def final(root: Path, strict: bool, crew: Crew) -> None:
    """编写整个行动的总结报告（要有最后一个月的报表）。"""
    from pipeline.receiving.ready import get_ready

    with only_run(root):
        ready = get_ready(root, progress, crew)
        # With pandas, while the inbox is being read.
        from pipeline.closing import FOLDER, publish_closing

        published = publish_closing(root, progress, ready)
    from pipeline.screens.closing import show_closing
    from pipeline.screens.month import show_findings, show_status
    from pipeline.screens.verdict import expected_is_lacking

    show_status(published.release)
    show_findings(published.release)
    show_closing(published.release, FOLDER, published.aside, published.remarks)
    end(strict and expected_is_lacking(published.release))
