"""What screens tell to type: by make where our Makefile lies, else by the program. Papers are the same with both."""

import ast
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from pipeline.declarations.commands import commands_in
from pipeline.model import commands
from pipeline.model.commands import Commands
from pipeline.model.week import Week
from pipeline.screens.closing import show_closing
from pipeline.starting.new import start_workspace
from tests.readme import targets
from tests.support.chased import RETURNED
from tests.support.issued import corrected
from tests.support.places import ROOT
from tests.support.published import command, contents
from tests.support.releases import make_release
from tests.support.workspaces import (
    JULY,
    JUNE,
    declarations,
    form,
    put,
    sample_workspace,
    workspace,
)

W28 = Week.parse("2023-W28")
BY_MAKE = re.compile(rf"(?<![a-z])make +(?:{'|'.join(targets())})\b")
# The commands that there are as targets too; others are the program's own in both.
BY_PROGRAM = re.compile(
    r"(?<![a-z])pipeline (monthly|weekly|final|forms|check|chase)\b((?: --[a-z]+ [-\dW]+)*)"
)


def by_make(said: str) -> str:
    """A text that names the program's commands, as it reads where there is a Makefile."""

    def line(match: re.Match[str]) -> str:
        options = re.findall(r"--([a-z]+) (\S+)", match[2])
        return " ".join(["make", match[1], *(f"{o.upper()}={v}" for o, v in options)])

    return BY_PROGRAM.sub(line, said)


@cache
def files() -> dict[str, bytes | tuple[bytes, str]]:
    """Three units in June; in July one, and one returned; what nobody can read; a form that does not tell its week."""
    june = {
        f"{u}6.xlsx": (form(u, JUNE), "2023-06-26T10:00:00+08:00")
        for u in ("rescue", "police", "traffic")
    }
    others: dict[str, bytes | tuple[bytes, str]] = {
        "7月.xlsx": form("rescue", JULY),
        "经发局.xlsx": RETURNED,
        "坏.xlsx": b"PK\x03\x04 broken",
        "周.xlsx": (form("ecology", W28, {"hazwaste_period": None}), "2023-07-17T10:00:00+08:00"),
    }
    return others | june


@pytest.fixture(params=[False, True], ids=["program", "make"])
def made(request: pytest.FixtureRequest) -> bool:
    """Whether the workspace is the repository, as far as commands go."""
    return bool(request.param)


class Screens:
    """What commands say in a workspace, held against how they are called there."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str], *, made: bool) -> None:
        self.root, self._capsys, self._made = root, capsys, made
        if made:
            shutil.copy(ROOT / "Makefile", root)

    def tell(self, *arguments: str, expected: tuple[str, ...], status: int = 0) -> None:
        """Run a command: it says what is expected (as written without a Makefile), and nothing of the other kind."""
        assert command(self.root, *arguments) == status
        self.told(expected)

    def told(self, expected: tuple[str, ...]) -> None:
        said = "".join(self._capsys.readouterr())
        assert [e for e in map(by_make if self._made else str, expected) if e not in said] == [], (
            said
        )
        assert not (BY_PROGRAM if self._made else BY_MAKE).search(said), said


def test_forms_of_a_week_are_made_and_named_only_where_weeks_are_added_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, week = tmp_path / "w", ("--week", "2025-W12")
    start_workspace(root, minimal=True)
    assert [command(root, "forms"), command(root, "forms", *week)] == [2, 0]
    of_both = "如 pipeline forms --month 2025-01、pipeline forms --week 2025-W01。"
    assert of_both in capsys.readouterr().err
    plan = root / "schemas/bulletin.toml"
    text = plan.read_text("utf-8")
    plan.write_text(
        re.sub(r"^\[weekly_table\].*?^growth[^\n]+", "", text, flags=re.M | re.S), "utf-8"
    )
    assert [command(root, "forms"), command(root, "forms", *week)] == [2, 2]
    said = capsys.readouterr().err
    assert "如 pipeline forms --month 2025-01。" in said
    assert "没有[weekly_table]，不编周调度，不用周报表。" in said


def test_where_nothing_came(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, made: bool
) -> None:
    screens = Screens(workspace(tmp_path / "w"), capsys, made=made)
    of_forms = "如 pipeline forms --month 2023-06、pipeline forms --week 2023-W21。"
    screens.tell("forms", expected=(of_forms,), status=2)
    screens.tell("chase", expected=("如 pipeline chase --on 2023-06-28。",), status=2)
    of_july = "如 pipeline chase --month 2023-07 --on 2023-07-28。"
    screens.tell("chase", "--month", "2023-07", expected=(of_july,), status=2)
    screens.tell("final", expected=("再运行 pipeline final。",), status=2)
    put(screens.root, "周.xlsx", form("rescue", W28))
    screens.tell("monthly", expected=("另有1份周报表，请运行 pipeline weekly。",), status=2)
    put(screens.root, "7月.xlsx", RETURNED)
    nothing = "收到报表后先运行 pipeline monthly。"
    screens.tell("issue", "--month", "2023-07", expected=(nothing,), status=2)


def test_a_month_checked_and_chased(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, made: bool
) -> None:
    screens = Screens(workspace(tmp_path / "w", files()), capsys, made=made)
    screens.tell(
        "check",
        expected=(
            "如要发布6月，请运行 pipeline monthly --month 2023-06。",
            "（由 pipeline chase --month 2023-07 生成）",
            "来不及等的，运行 pipeline monthly --month 2023-07，核对月通报后可以先印发。",
            "认不出报告期的：1个，由 pipeline weekly 退回。",
        ),
    )
    copies = "先运行 pipeline monthly --month 2023-07 生成退回件"
    screens.tell("chase", "--on", "2023-07-29", expected=("原因见 pipeline check。", copies))


def test_of_real_forms_a_new_round_is_one_of_today(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, made: bool
) -> None:
    mended = form("economy", JULY), "2023-07-30T10:00:00+08:00"
    root = workspace(tmp_path / "w", {"经发局.xlsx": RETURNED, "改正.xlsx": mended})
    screens = Screens(root, capsys, made=made)
    again = "再催一次（pipeline chase --month 2023-07）。"
    screens.tell("chase", "--on", "2023-07-29", expected=(again,))


def test_an_issued_month_that_is_another_now(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, made: bool
) -> None:
    june = {"消防.xlsx": (form("rescue", JUNE), "2023-06-26T10:00:00+08:00")}
    screens = Screens(workspace(tmp_path / "w", june), capsys, made=made)
    assert command(screens.root, "issue") == 0
    corrected(screens.root)
    draft = "要更正的，先运行 pipeline monthly --month 2023-06 写出更正稿"
    screens.tell("check", expected=(draft,))


def test_a_sample_a_hazard_and_copies_that_are_no_longer_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, made: bool
) -> None:
    screens = Screens(sample_workspace(tmp_path / "w"), capsys, made=made)
    hazard = "（运行 pipeline monthly 后才有）"
    screens.tell("trace", "--hazard", "没有这个", expected=(hazard,), status=2)
    day = "（由 pipeline chase --month 2023-07 --on 2023-07-31 生成）"
    screens.tell("check", expected=(day,))
    screens.tell(
        "chase",
        "--on",
        "2023-07-29",
        expected=("再催一次（pipeline chase --month 2023-07 --on 2023-07-30）。",),
    )


def test_the_closing_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, *, made: bool
) -> None:
    screens = Screens(tmp_path, capsys, made=made)
    here = replace(declarations(), commands=commands_in(tmp_path))
    release = make_release("2023-12", missing=["power"], declarations=here)
    show_closing(release, "总结", [], [])
    screens.told(
        ("（由 pipeline chase --month 2023-12 生成），收到后放进inbox再运行 pipeline final。",)
    )


def test_all_that_is_written_is_the_same_with_a_makefile_and_without(tmp_path: Path) -> None:
    written = []
    for name in ("without", "with"):
        root = workspace(tmp_path / name, files())
        if name == "with":
            shutil.copy(ROOT / "Makefile", root)
        for month in ("2023-06", "2023-07"):
            assert command(root, "monthly", "--month", month) == 0
        assert command(root, "chase", "--on", "2023-07-29") == 0
        written.append(contents(root / "outbox"))
    assert written[0] == written[1]
    assert [name for name in written[0] if "催报文字" in str(name)]


def test_the_repository_has_our_makefile_and_another_is_not_ours(tmp_path: Path) -> None:
    assert commands_in(ROOT) == Commands(by_make=True)
    assert commands_in(tmp_path) == Commands(by_make=False)
    (tmp_path / "Makefile").write_text("monthly:\n\trm -r outbox\n", "utf-8")
    assert commands_in(tmp_path) == Commands(by_make=False)
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe/Makefile")  # opening it would wait for ever
    assert not commands_in(tmp_path / "pipe").by_make
    (tmp_path / "w/Makefile").mkdir(parents=True)
    assert commands_in(tmp_path / "w") == Commands(by_make=False)


def _strings(path: Path) -> Iterator[str]:
    """The strings of a module that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    bare = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


def test_no_other_module_spells_a_line_of_make() -> None:
    """Nor a template or a declaration: they are copied into workspaces that have no Makefile."""
    told = [(p, text) for p in (ROOT / "pipeline").rglob("*.py") for text in _strings(p)]
    for folder in ("schemas", "templates", "pipeline"):
        kinds = (p for p in (ROOT / folder).rglob("*") if p.suffix in {".toml", ".j2", ".sql"})
        told += [(p, p.read_text("utf-8")) for p in kinds]
    spelled = re.compile(rf"{BY_MAKE.pattern}|^\s*make\s*$|(?<![A-Z])(MONTH|WEEK|ON)=")
    assert {p for p, text in told if spelled.search(text)} == {Path(commands.__file__)}
    assert any(p.suffix == ".j2" for p, _ in told)
