"""`pipeline forms`."""

from pathlib import Path

import click

from pipeline.commands.options import MonthType
from pipeline.console import say
from pipeline.lock import only_run
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.receiving import load_workspace
from pipeline.wording import inert_path


@click.command()
@click.option("--month", type=MonthType(), required=True, help="报告期，如2023-08。")
@click.pass_obj
def forms(root: Path, month: Month) -> None:
    """生成一个月的空白表，每个单位一本。"""
    from pipeline.forms import blank_forms
    from pipeline.publishing import write_forms

    declared = load_workspace(root)
    if month not in declared.campaign.months:
        raise UsageError(f"{month.chinese}不在行动的报告期内。")
    books = blank_forms(declared, root / "templates", month)
    with only_run(root):
        folder, aside = write_forms(root, str(month), books)
    for path in aside:
        say(f"原来的文件已另存：{inert_path(path, 200)}")
    say(f"已生成{month.chinese}的{len(books)}本空白表：{folder}/")
    say("下一步：把每个单位的一本发给该单位，填好后于当月报送日前发回。")
