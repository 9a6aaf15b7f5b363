"""`pipeline milestones`: a blank register in which the office notes when which unit did which task."""

from pathlib import Path

import click

from pipeline.files.lock import only_run
from pipeline.model.errors import UsageError
from pipeline.receiving.receive import load_workspace
from pipeline.words.console import say
from pipeline.words.wording import inert_path


@click.command()
@click.pass_obj
def milestones(root: Path) -> None:
    """生成一本空白的节点台账，登记各单位的节点任务（工作方案、联络人名单等）哪天完成。"""
    from pipeline.milestones.blank import blank_noted
    from pipeline.outbox.publishing import publish_part

    declared = load_workspace(root)
    if not declared.milestones:
        raise UsageError("schemas里没有milestones.toml，没有声明节点任务，不用节点台账。")
    file = declared.milestones.book.file
    with only_run(root):
        aside = publish_part(root, "台账", "空白", {file: blank_noted(declared)})
    for path in aside:
        say(f"原来的文件已另存：{inert_path(path, 200)}")
    say(f"已生成空白的{file}：outbox/台账/空白/{file}")
    if (root / "inbox" / file).exists():
        say(f"下一步：inbox里已有{file}，继续在那一本上填；新增了节点任务的，把新的行复制过去。")
    else:
        say("下一步：把它复制到inbox，完成一项填一个日期，以后都在inbox里的那一本上填。")
