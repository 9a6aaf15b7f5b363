"""`pipeline templates`: draws the Excel templates anew by the declared form, and the Word template."""

from pathlib import Path

import click

from pipeline.files.lock import only_run
from pipeline.words.console import say


@click.command(short_help="重画templates里的两个xlsx模板和Word模板。")
@click.pass_obj
def templates(root: Path) -> None:
    """按schemas/form.toml重画templates里的两个xlsx模板和Word模板bulletin.docx（会覆盖手工调整的样式）。"""
    from pipeline.declarations import load_declarations
    from pipeline.files.disk import replace_file
    from pipeline.forms.template_files import draw_templates

    drawn = draw_templates(load_declarations(root))
    with only_run(root):
        for name, data in drawn.items():
            replace_file(root / "templates" / name, data)
    for name in drawn:
        say(f"已重画：templates/{name}")
