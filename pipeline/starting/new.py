"""A new workspace: what is asked, how it looks, and an empty inbox."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.declarations import load_declarations
from pipeline.forms.template_files import draw_templates
from pipeline.model.errors import PublishError, UsageError
from pipeline.words.wording import inert_path

_PACKAGE = Path(__file__).parents[1]
# The small form to be rewritten; what is not in it is as shipped.
_MINIMAL = Path(__file__).parent / "minimal"
_PARTS = ("schemas", "templates")
_NOTE = "说明.txt"
# The example has no closing report, and no ledger.
_NOT_NEEDED = tuple(
    f"templates/{n}" for n in ("final.txt.j2", "chase_hazards.txt.j2", "hazards.sql")
)
# Real submissions hold names and phones, and so does what is made from them.
_IGNORED = "# 真实报表和由它们生成的文件有姓名、电话，不进git\n/inbox/*\n/outbox/*\n~$*\n.~lock.*\n"
_STEPS = """这个文件夹由 pipeline new 生成，一项工作用一个。

schemas    报什么、怎样才算对、谁来报、什么时候报（TOML文本，用记事本就能改，存成UTF-8）
templates  表样和文件的样子：两个xlsx、一个docx可以在Excel、Word里改样式，正文的写法在bulletin.txt.j2
inbox      收到的报表放在这里，不改名也行；程序不改动这里的报表
outbox     生成的文件都在这里

在这个文件夹里依次运行：
1. 改schemas里的文件（先roster.toml、form.toml，再campaign.toml、rules.toml、bulletin.toml）
2. pipeline lint        有没有写错，错在哪个文件哪一项
3. pipeline templates   指标改过的，重画表样（会覆盖templates里三个模板的手工样式）
4. pipeline forms --month 年-月   生成空白表，发给各单位
5. pipeline monthly     收到的报表放进inbox以后，汇总并编写通报
"""


def start_workspace(folder: Path, *, minimal: bool) -> list[str]:
    """Write a workspace into an empty or new folder; the names of what stands in it.

    minimal: the small example instead of the shipped form. UsageError where something is there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"“{inert_path(str(folder), 200)}”已经有内容，没有改动。请另选一个空文件夹，或写一个新的文件夹名。"
        )
    files = _files(minimal)
    try:
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for part in ("inbox", "outbox"):
            (folder / part).mkdir()
        if minimal:
            _draw(folder)
    except OSError as e:
        raise PublishError.of(e) from e
    return sorted({name.partition("/")[0] for name in files} | {"inbox", "outbox"})


def _files(minimal: bool) -> Mapping[str, bytes]:
    """The files by their path in the workspace."""
    source = shipped()
    files = _tree(source, ("templates",) if minimal else _PARTS)
    if minimal:
        for name in _NOT_NEEDED:
            del files[name]
        files |= _tree(_MINIMAL, _PARTS)
    return files | {_NOTE: _STEPS.encode("utf-8-sig"), ".gitignore": _IGNORED.encode()}


def shipped() -> Path:
    """The folder that holds the shipped schemas/ and templates/.

    In an installed wheel they are packed inside of the package; in a checkout they are beside it.
    """
    packed = _PACKAGE / "_workspace"
    return packed if packed.is_dir() else _PACKAGE.parent


def _tree(source: Path, parts: tuple[str, ...]) -> dict[str, bytes]:
    """All files of these folders but what is hidden or left behind by a program that has one open."""
    return {
        path.relative_to(source).as_posix(): path.read_bytes()
        for part in parts
        for path in sorted((source / part).rglob("*"))
        if path.is_file() and path.name[0] not in ".~"
    }


def _draw(folder: Path) -> None:
    """The xlsx templates are those of the example's own form."""
    for name, data in draw_templates(load_declarations(folder)).items():
        (folder / "templates" / name).write_bytes(data)
