"""`pipeline monthly`: the filled Annex 2, the bulletin and all else of a month."""

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
@click.option("--no-pdf", is_flag=True, help="不生成PDF（装了生成PDF的组件时用，可快几秒）。")
@click.option("--no-word", is_flag=True, help="不生成Word稿和邮件草稿（先看数和网页时用，稍快）。")
@click.pass_obj
def monthly(
    root: Path, month: Month | None, strict: bool, crew: Crew, no_pdf: bool, no_word: bool
) -> None:
    """汇总一个月，填写汇总表，编写月通报。"""
    from pipeline.receiving.ready import get_ready

    with only_run(root):
        ready = get_ready(root, progress, crew, word=not no_word)
        from pipeline.monthly import publish_month  # pandas, while the inbox is being read

        published = publish_month(
            root, month, progress, pdf=not no_pdf, word=not no_word, ready=ready
        )
    from pipeline.screens.month import show_findings, show_status
    from pipeline.screens.verdict import expected_is_lacking, show_verdict

    show_status(published.release)
    show_findings(published.release)
    told = published.release, published.aside, published.remarks
    show_verdict(*told, published=True, also=["送阅件.html"], word=not no_word)
    end(strict and expected_is_lacking(published.release))
