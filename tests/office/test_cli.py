"""The command line: its exit statuses, its commands and their help."""

import errno
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import click
import pytest
from openpyxl import Workbook

from pipeline.cli import cli
from pipeline.files.lock import only_run
from tests.support.cells import with_part
from tests.support.command_runs import UNITS, verdict
from tests.support.published import command, manifest, snapshot
from tests.support.workspaces import JUNE, blanks, form, put

# --- Exit statuses ---------------------------------------------------------------------------------------------------


def test_0_also_when_units_are_missing_and_one_is_returned(fire: Path) -> None:
    put(fire, "电力.xlsx", form("grid", JUNE, {"power_self_fixed": 5000}))
    assert command(fire, "monthly") == 0
    assert manifest(fire, "2023-06")["coverage"]["returned"] == ["power"]


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def compute(text: str, root: Path) -> None:
    append(root / "templates/bulletin.txt.j2", text)


CANNOT_BE_COMPUTED = (
    '{{ "x".index("y") }}',
    "{{ [].pop() }}",
    "{{ 1 / 0 }}",
    "{{ 1 + '1' }}",
    "{{ r.total(r) }}",
    "{{ 'x' | replace(1) }}",
    "{{ [1] * 10**15 }}",
    "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    f"{'{% for x in [1] %}' * 30}{'{% endfor %}' * 30}",
)


def spoil_style(path: Path) -> None:
    """A size of letters that is none: only a reader of styles meets it."""
    path.write_bytes(with_part(path.read_bytes(), "xl/styles.xml", no_size))


def no_size(styles: bytes) -> bytes:
    assert b"<sz val=" in styles
    return re.sub(rb'<sz val="[0-9.]+"', b'<sz val="x"', styles)


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda root: append(root / "schemas/form.toml", "\n[extra]\n"), "schemas/form.toml：extra"),
        (lambda root: (root / "schemas/rules.toml").unlink(), "schemas/rules.toml"),
        (lambda root: (root / "templates/annex2.xlsx").write_bytes(b"x"), "templates/annex2.xlsx"),
        (lambda root: (root / "templates/form.xlsx").unlink(), "templates/form.xlsx"),
        (lambda root: append(root / "templates/bulletin.txt.j2", "{% if %}"), "templates/bulletin"),
        (lambda root: append(root / "templates/bulletin.txt.j2", "{{ lost }}"), "templates/bulletin"),
        *((partial(compute, text), "templates/bulletin.txt.j2：") for text in CANNOT_BE_COMPUTED),
        (lambda root: append(root / "templates/bulletin.md.j2", r'{{ "\ud800" | safe }}'), "bulletin.md.j2："),
        (lambda root: spoil_style(root / "templates/annex2.xlsx"), "templates/annex2.xlsx：打不开"),
        (lambda root: append(root / "templates/bulletin.txt.j2", "{{ r.total('lost') }}"), "lost"),
        (lambda root: append(root / "templates/bulletin.txt.j2", "[[map]]"), "templates/bulletin"),
        (lambda root: (root / "templates/bulletin.md.j2").unlink(), "templates/bulletin.md.j2"),
        (lambda root: put(root, "receipts.csv", b"sha256,file\n"), "inbox/receipts.csv 第1行"),
        (lambda root: put(root, "decisions.csv", b"period\n"), "inbox/decisions.csv 第1行"),
    ],
)  # fmt: skip
def test_1_names_what_is_wrong_and_publishes_nothing(
    fire: Path, spoil: Callable[[Path], None], where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(fire)
    assert command(fire, "monthly", "--strict") == 1
    said = capsys.readouterr()
    assert where in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    assert not (fire / "outbox").exists()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["monthly", "--month", "2023-09"], "2023年9月"),
        (["monthly", "--month", "2023-5"], "2023年5月"),
        (["monthly", "--month", "2023-13"], "2023-13"),
        (["monthly", "--month", "六月"], "六月"),
        (["monthly", "--month", "2023-05"], "2023年5月"),
        (["monthly", "--month", "2024-01"], "2024年1月"),
        (["check", "--month", "2024-01"], "2024年1月"),
        (
            ["forms", "--month", "2024-01"],
            "2024年1月不在应报的报告期内（第一期2023年6月，最后一期2023年12月）",
        ),
        (["forms"], "--month"),
        (["monthly", "--months", "2023-06"], "--months"),
        (["monthly", "2023-06"], "2023-06"),
        (["mothly"], "mothly"),
        ([], "--help"),
    ],
)
def test_2_for_what_cannot_be_asked(
    fire: Path, arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(fire, *arguments) == 2
    said = capsys.readouterr()
    assert word in said.out + said.err
    assert "Traceback" not in said.err
    assert not (fire / "outbox").exists()


def test_2_for_a_root_that_is_a_file(fire: Path) -> None:
    assert command(fire / "schemas/form.toml", "monthly") == 2


def no_inbox(root: Path) -> None:
    (root / "inbox").rmdir()


def empty_inbox(_: Path) -> None:
    pass


def only_rubbish(root: Path) -> None:
    put(root, "通知.docx", b"PK\x03\x04")
    put(root, "盖章.pdf", b"%PDF")
    put(root, "~$锁.xlsx", b"lock")


def other_period(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE, headings={"period": "2022年6月"}))


@pytest.mark.parametrize("fill", [no_inbox, empty_inbox, only_rubbish, other_period])
@pytest.mark.parametrize("arguments", [["monthly"], ["monthly", "--month", "2023-06"], ["check"]])
def test_2_when_nothing_in_the_inbox_can_be_published(
    root: Path,
    fill: Callable[[Path], None],
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    fill(root)
    assert command(root, *arguments) == 2
    assert "inbox" in capsys.readouterr().err
    assert not (root / "outbox").exists()


def test_3_with_strict_when_anything_expected_is_missing_or_returned(root: Path) -> None:
    for unit in UNITS[:-1]:
        put(root, f"{unit}.xlsx", form(unit, JUNE))
    assert command(root, "monthly", "--strict") == 3  # the office's own form
    assert manifest(root, "2023-06")["coverage"]["accepted"] == 12
    put(root, "office.xlsx", form("office", JUNE))
    assert command(root, "monthly", "--strict") == 0
    assert command(root, "check", "--strict") == 0
    put(root, "grid.xlsx", form("grid", JUNE, {"power_self_fixed": 5000}))
    assert command(root, "check", "--strict") == 3
    assert command(root, "check") == 0
    (root / "inbox/grid.xlsx").unlink()
    assert command(root, "monthly", "--strict") == 3
    assert manifest(root, "2023-06")["coverage"]["missing"] == ["power"]  # published all the same


def test_4_when_nothing_can_be_written(fire: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fire / "outbox").write_bytes(b"")
    assert command(fire, "monthly") == 4
    assert "Traceback" not in capsys.readouterr().err


def test_4_when_somebody_interrupts(
    fire: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.monthly.publish", interrupted)
    assert command(fire, "monthly") == 4
    monkeypatch.undo()
    assert "中断" in capsys.readouterr().err
    assert not (fire / "outbox").exists()


# --- check, forms, templates, help -----------------------------------------------------------------------------------


def test_check_publishes_nothing(sample_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(sample_root)
    assert command(sample_root, "check") == 0
    assert snapshot(sample_root) == before
    lines = verdict(capsys.readouterr().out)
    assert "2023年7月：" in lines[1]
    assert not [s for s in lines if "结果在" in s]


def test_forms_come_for_every_unit_and_fit_the_month(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(root, "forms", "--month", "2023-06") == 0
    assert "outbox/2023-06/forms/" in capsys.readouterr().out
    made = {p.name: p.read_bytes() for p in (root / "outbox/2023-06/forms").iterdir()}
    assert sorted(made.values()) == sorted(blanks(JUNE).values())
    assert all("2023年6月" in name for name in made)
    for path in (root / "outbox/2023-06/forms").iterdir():
        path.write_bytes(b"older")
    assert command(root, "forms", "--month", "2023-06") == 0
    assert "原来的10个文件已另存：outbox/2023-06.手改/1/forms/\n" in capsys.readouterr().out


def lose_a_label(book: Workbook) -> None:
    del book.defined_names["fire_self_found"]
    for row in book["消防"].iter_rows():
        for cell in row:
            if cell.data_type == "s" and "企业自查发现的重大事故隐患" in cell.value:
                cell.value = None


@pytest.mark.parametrize("arguments", [["forms", "--month", "2023-06"], ["monthly"]])
def test_a_form_template_that_openpyxl_cannot_take_is_named(
    root: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    spoil_style(root / "templates/form.xlsx")
    put(root, "消防.xlsx", form("rescue", JUNE, edit=lose_a_label))  # answered with a fresh form
    assert command(root, *arguments) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("templates/form.xlsx：打不开")
    assert not (root / "outbox").exists()


def test_templates_are_not_redrawn_while_another_run_is_active(root: Path) -> None:
    (root / "templates/form.xlsx").write_bytes(b"old")
    with only_run(root):
        assert command(root, "templates") == 4
    assert (root / "templates/form.xlsx").read_bytes() == b"old"


def test_a_template_that_cannot_be_written_in_full_stays_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(root / "templates")
    monkeypatch.setattr("os.fsync", Mock(side_effect=OSError(errno.ENOSPC, "No space left")))
    assert command(root, "templates") == 4
    assert snapshot(root / "templates") == before


def test_redrawn_templates_are_those_of_the_repository_for_its_own_schemas(root: Path) -> None:
    before = {n: d for n, (d, _) in snapshot(root / "templates").items()}
    assert command(root, "templates") == 0
    assert {n: d for n, (d, _) in snapshot(root / "templates").items()} == before


# A heading of click's, or a kind of value. YYYY-MM, YYYY-MM-DD and N are how dates and numbers are asked for.
ENGLISH = re.compile(r"Usage|Options|Commands|Show|\b(?!YYYY|WWW|MM|DD)[A-Z]{3,}\b")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["trace", "1-1", "--issue", "x"], "--issue写得不对：“x”不是从1起的整数"),
        (["trace", "1-1", "--issue", "0"], "--issue写得不对：“0”不是从1起的整数"),
        (["trace", "1-1", "--below", "/没有"], "--below写得不对：没有“/没有”这个文件夹"),
        (["new"], "缺少文件夹。"),
    ],
)
def test_what_is_wrong_with_a_command_is_told_in_chinese(
    root: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(root, *arguments) == 2
    assert said in capsys.readouterr().err


def test_every_command_and_option_has_help(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(cli, click.Group)
    for name, its_command in cli.commands.items():
        assert its_command.help
        options = [p for p in its_command.params if isinstance(p, click.Option)]
        assert all(o.help for o in options)
        for flag in ("--help", "-h"):
            assert command(root, name, flag) == 0
            said = capsys.readouterr().out
            assert its_command.help.strip() in said
            assert all(o.opts[0] in said for o in options)
            assert not ENGLISH.search(said)
            assert "x<=" not in said
            assert "x>=" not in said
    assert command(root, "--help") == 0
    said = capsys.readouterr().out
    assert all(name in said for name in cli.commands)
    assert not ENGLISH.search(said)
    assert "..." not in said  # what click makes of a help that it cuts short
    assert set(cli.commands) >= {"monthly", "check", "forms", "templates"}
