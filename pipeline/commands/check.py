"""`pipeline check`."""

from pathlib import Path

import click

from pipeline.commands.options import end, month_option, progress, strict_option
from pipeline.lock import only_run
from pipeline.model.month import Month


@click.command()
@month_option
@strict_option
@click.pass_obj
def check(root: Path, month: Month | None, strict: bool) -> None:
    """只接收和核对，不发布。"""
    from pipeline.monthly import check_month
    from pipeline.screen import show_findings, show_status
    from pipeline.verdict import expected_is_lacking, show_verdict

    with only_run(root):
        checked = check_month(root, month, progress)
    release = checked.release
    show_status(release)
    show_findings(release)
    show_verdict(release, [], checked.remarks, published=False)
    end(strict and expected_is_lacking(release))
