"""`pipeline final`."""

from pathlib import Path

import click

from pipeline.commands.options import end, progress, strict_option
from pipeline.lock import only_run


@click.command()
@strict_option
@click.pass_obj
def final(root: Path, strict: bool) -> None:
    """编写整个行动的总结报告（要有最后一个月的报表）。"""
    from pipeline.closing import FOLDER, publish_closing
    from pipeline.closing_verdict import show_closing
    from pipeline.screen import show_findings, show_status
    from pipeline.verdict import expected_is_lacking

    with only_run(root):
        published = publish_closing(root, progress)
    show_status(published.release)
    show_findings(published.release)
    show_closing(published.release, FOLDER, published.aside, published.remarks)
    end(strict and expected_is_lacking(published.release))
