"""`pipeline lint`: what is wrong or odd about declarations, templates and the office's own files; opens no form."""

from pathlib import Path

import click

from pipeline.words.console import say
from pipeline.words.wording import listing


@click.command()
@click.pass_obj
def lint(root: Path) -> None:
    """检查一个工作文件夹：报表定义、模板、办公室自己填的文件，列出错误和提示；不读报表，不生成文件。"""
    from pipeline.starting.lint import look_through

    found = look_through(root)
    for number, text in enumerate(found.faults, 1):
        say(f"〔必须改正 {number}〕{text}")
    for text in found.hints:
        say(f"〔提示〕{text}")
    say("")
    if found.faults:
        later = f"{listing(found.waiting)}要等这些改好才能查。" if found.waiting else ""
        say(f"有{len(found.faults)}处必须改正。{later}")
        say("下一步：按上面写的文件和项改好，再运行 pipeline lint。")
        raise click.exceptions.Exit(1)
    say(f"没有错误，{len(found.hints)}条提示（不影响运行）。")
    say(
        "下一步：改过指标的先运行 pipeline templates，再运行 pipeline forms --month 年-月 看看空白表。"
    )
