"""`pipeline new`: a new workspace, with its schemas, templates and an empty inbox."""

from pathlib import Path

import click

from pipeline.words.console import say
from pipeline.words.wording import inert_path


@click.command()
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option(
    "--minimal",
    is_flag=True,
    help="用一张小表作样子（有注释，供改成自己的表）；不写则用随程序的正式报表。",
)
@click.pass_obj
def new(root: Path, folder: Path, minimal: bool) -> None:
    """新建一个工作文件夹：报表定义、模板、空的收件夹。"""
    from pipeline.starting.new import start_workspace

    place = root / folder
    start_workspace(place, minimal=minimal)
    say(f"已新建：{inert_path(str(place), 200)}/（schemas、templates、inbox、outbox、说明.txt）")
    if minimal:
        say("这是一张小样表：照着改成自己的表，写法见docs里的《从Word表到自己的表》。")
    say("下一步：进入这个文件夹，改好schemas，运行 pipeline lint；收件夹是空的，没有样例。")
