import errno
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import click
import pytest
from openpyxl import Workbook

from pipeline.cli import cli
from pipeline.files.lock import only_run
from tests.published import command, files, manifest, snapshot
from tests.workspaces import JULY, JUNE, ROOT, blanks, declarations, form, put, sample_workspace

UNITS = list(declarations().roster.units)


def verdict(said: str) -> list[str]:
    """The lines behind the last empty one."""
    return said.rstrip("\n").rpartition("\n\n")[2].splitlines()


@pytest.fixture
def fire(root: Path) -> Path:
    """A workspace in which one good form for June lies."""
    put(root, "消防.xlsx", form("rescue", JUNE))
    return root


# --- Exit statuses ------------------------------------------------------------------------------------------------


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
        (["forms", "--month", "2024-01"], "2024年1月"),
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


# --- The verdict --------------------------------------------------------------------------------------------------


def test_the_last_lines_are_the_verdict(
    sample_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(sample_root, "monthly", "--no-pdf") == 0
    lines = verdict(capsys.readouterr().out)
    assert lines[0] == "【样例数据，纯属虚构，不得印发】"
    month, numbers = lines[1].split("：", 1)
    assert month == "2023年7月"
    assert [int(n) for n in re.findall(r"\d+", numbers)] == [12, 11, 10, 7, 3, 1, 1]
    assert "商贸流通" in lines[2]
    assert "电力" in lines[3]
    assert lines[4].startswith("台账：outbox/2023-07/隐患台账.xlsx")
    assert "outbox/2023-07/" in lines[5]
    assert lines[6].startswith("下一步：")
    assert "商贸流通、电力" in lines[6]
    assert len(lines) == 7


def test_a_waivable_fault_prints_the_row_that_waives_it(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(fire, "交警.xlsx", form("traffic", JUNE, {"road_self_fixed": 1000}))
    assert command(fire, "check") == 0
    (line,) = [s for s in capsys.readouterr().out.splitlines() if "decisions.csv" in s]
    row = line.rpartition("：")[2]
    assert row == "2023-06,区交警大队,道路交通,豁免,H1:1-2,（理由）,（决定人）,（日期）"
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    put(fire, "decisions.csv", f"{heads}\r\n{row}\r\n".encode())
    assert command(fire, "check") == 1  # the day is still to be filled in
    capsys.readouterr()
    put(fire, "decisions.csv", f"{heads}\r\n{row}\r\n".replace("（日期）", "2023-6-28").encode())
    assert command(fire, "check") == 0
    assert "已豁免" in capsys.readouterr().out


def test_a_decision_that_meets_nothing_is_said(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    rows = ["withdraw,inbox/没有.xlsx", "withdraw,inbox/消防.xlsx", "waive,H1", "extend,2023-06-30"]
    lines = [f"2023-06,rescue,,{row},甲,乙,2023-06-28" for row in rows]
    put(fire, "交警.xlsx", form("traffic", JUNE))
    put(fire, "decisions.csv", "\r\n".join([heads, *lines]).encode())
    assert command(fire, "check", "--month", "2023-06") == 0
    said = [s for s in capsys.readouterr().out.splitlines() if s.startswith("decisions.csv里")]
    assert ["没有.xlsx" in said[0], "区消防救援大队的“H1”" in said[1], len(said)] == [True, True, 2]
    put(fire, "7月.xlsx", form("traffic", JULY))
    assert command(fire, "check", "--month", "2023-07") == 0
    assert (
        "decisions.csv里" not in capsys.readouterr().out
    )  # decisions of other months are not this run's


def test_when_all_is_in_the_verdict_says_what_comes_next(
    sample_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(sample_root, "monthly", "--month", "2023-06", "--no-pdf") == 0
    lines = verdict(capsys.readouterr().out)
    assert [int(n) for n in re.findall(r"\d+", lines[1].split("：")[1])] == [
        12,
        12,
        12,
        12,
        0,
        0,
        0,
    ]
    assert "样例" in lines[-1]
    assert len(lines) == 5


def test_where_somebody_lacks_the_way_to_issue_nevertheless_is_told_until_it_is_gone(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for unit in ("rescue", "office"):
        put(root, f"{unit}.xlsx", form(unit, JUNE))
    put(root, "坏.xlsx", b"")
    command(root, "monthly")
    said = verdict(capsys.readouterr().out)[-1]
    assert "有1个文件没有读进来，可能就是其中单位报的，请看上面的原因。" in said
    told = "来不及等的，核对月通报后可以先印发（pipeline issue --month 2023-06）。"
    assert said.endswith(told)
    assert command(root, "issue") == 0
    put(root, "economy.xlsx", form("economy", JUNE))
    capsys.readouterr()
    command(root, "monthly")
    said = capsys.readouterr().out
    assert "再次印发" in said
    assert told not in said


def test_a_missing_or_returned_form_of_the_office_is_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for unit in UNITS[:-1]:
        put(root, f"{unit}.xlsx", form(unit, JUNE))
    command(root, "monthly")
    said = verdict(capsys.readouterr().out)
    assert [s for s in said if s.startswith("本办公室的“综合”表：未报送")]
    assert said[-1].startswith("下一步：填好本办公室的“综合”表")
    text = (root / "outbox/2023-06/月通报.md").read_text("utf-8")
    assert "请区安委会办公室" not in text  # nobody asks himself in public
    put(root, "office.xlsx", form("office", JUNE, {"office_study_sessions": -1}))
    command(root, "monthly")
    said = verdict(capsys.readouterr().out)
    assert [s for s in said if s.startswith("本办公室的“综合”表：退回")]
    put(root, "office2.xlsx", form("office", JUNE))
    command(root, "monthly")
    assert verdict(capsys.readouterr().out)[-1].endswith("印发。")


def test_a_newer_file_that_was_returned_is_named_in_the_verdict(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = form("rescue", JUNE, {"fire_self_found": "约90"})
    put(fire, "消防新.xlsx", newer, "2023-07-27T10:00:00+08:00")
    command(fire, "monthly")
    assert [s for s in verdict(capsys.readouterr().out) if "消防新.xlsx" in s and "退回" in s]


def test_unread_files_are_told_even_when_all_is_in(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for unit in UNITS:
        put(root, f"{unit}.xlsx", form(unit, JUNE))
    put(root, "坏.xlsx", b"PK\x03\x04 broken")
    assert command(root, "monthly", "--strict") == 0
    said = capsys.readouterr().out
    assert "inbox/坏.xlsx" in said
    assert "1个文件" in verdict(said)[-1]


def test_without_a_month_the_newest_with_a_form_is_meant_and_a_fuller_one_named(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(fire, "交警.xlsx", form("traffic", JUNE))
    put(fire, "7月.xlsx", form("rescue", JULY), "2023-07-20T10:00:00+08:00")
    assert command(fire, "monthly") == 0
    lines = verdict(capsys.readouterr().out)
    assert lines[0].startswith("2023年7月：")
    (remark,) = [s for s in lines if "MONTH=2023-06" in s]
    assert "2份" in remark
    assert "1份" in remark
    (fire / "outbox/2023-06/issued/1").mkdir(parents=True)
    assert command(fire, "monthly") == 0
    assert "monthly MONTH=" not in capsys.readouterr().out  # June was issued
    (fire / "outbox/2023-06/issued/1").rmdir()
    assert command(fire, "monthly", "--month", "2023-07") == 0
    assert "monthly MONTH=" not in capsys.readouterr().out
    put(fire, "7月交警.xlsx", form("traffic", JULY), "2023-07-20T10:00:00+08:00")
    assert command(fire, "monthly") == 0
    assert "monthly MONTH=" not in capsys.readouterr().out


def test_a_returned_form_too_shows_which_month_is_meant(fire: Path) -> None:
    put(fire, "7月.xlsx", form("traffic", JULY, {"road_self_fixed": 5000}))
    assert command(fire, "monthly") == 0
    assert manifest(fire, "2023-07")["coverage"]["returned"] == ["road"]


@pytest.mark.parametrize("came", ["2023-07-25T10:00:00+08:00", "2023-08-02T10:00:00+08:00"])
def test_a_late_form_of_the_month_before_is_no_form_of_the_month_asked_for(
    root: Path, capsys: pytest.CaptureFixture[str], came: str
) -> None:
    put(root, "6月.xlsx", form("rescue", JUNE), came)
    assert command(root, "monthly", "--month", "2023-07") == 2
    assert "没有2023年7月的报表。已有报表的月份：2023年6月" in capsys.readouterr().err
    assert not (root / "outbox/2023-07").exists()


def test_last_months_book_sent_again_shows_which_month_is_meant(root: Path) -> None:
    put(root, "6月.xlsx", form("rescue", JUNE), "2023-06-26T10:00:00+08:00")
    put(root, "又.xlsx", form("rescue", JUNE, {"fire_self_found": 99}), "2023-07-25T10:00:00+08:00")
    assert command(root, "monthly", "--month", "2023-07") == 0
    assert manifest(root, "2023-07")["coverage"]["returned"] == ["fire"]


def test_progress_goes_to_the_error_stream(fire: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(fire, "monthly")
    said = capsys.readouterr()
    assert "…" in said.err
    assert "正在" not in said.out


def test_faults_are_shown_with_file_rule_and_cell(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(fire, "电力.xlsx", form("grid", JUNE, {"power_self_fixed": 5000}))
    command(fire, "check")
    said = capsys.readouterr().out
    assert "inbox/电力.xlsx" in said
    (line,) = [s for s in said.splitlines() if "H1〕" in s]
    assert re.search(r"电力![A-Z]+[0-9]+ ", line)
    assert "5000" in line


# --- check, forms, templates, help --------------------------------------------------------------------------------


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


# --- A hostile inbox ----------------------------------------------------------------------------------------------


def package(**parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return out.getvalue()


def empty_book() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def hostile(good: bytes) -> dict[str, bytes]:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    no_number = b"<styleSheet><cellXfs><xf numFmtId='x'/></cellXfs></styleSheet>"
    return {
        "空zip.xlsx": package(),
        "炸弹.xlsx": package(xl__workbook_xml=bytes(45 * 2**20)),
        "空书.xlsx": empty_book(),
        "截断.xlsx": good[: len(good) // 2],
        "无尾.xlsx": good[:-30],
        "尾巴.xlsx": good + b"x" * 1000,
        "实体.xlsx": with_part(good, "xl/worksheets/sheet1.xml", lambda d: bomb + d),
        "坏表.xlsx": with_part(good, "xl/worksheets/sheet1.xml", lambda d: d[:200]),
        "无索引.xlsx": with_part(good, "xl/_rels/workbook.xml.rels", lambda _: b"<Relationships/>"),
        "坏样式.xlsx": with_part(good, "xl/styles.xml", lambda _: no_number),
        "坏名称.xlsx": with_part(good, "xl/workbook.xml", lambda d: d.replace(b"fire_unit", b"fire_self_found")),
        "缺表.xlsx": with_part(good, "xl/workbook.xml", lambda d: d.replace("消防".encode(), "失火".encode(), 1)),
        "深.xlsx": with_part(good, "xl/worksheets/sheet1.xml", lambda _: b"<a>" * 20000 + b"</a>" * 20000),
        "网页.xls": b"<html><table><tr><td>1</td></tr></table></html>",
        "旧.xls": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000),
        "文字.csv": "序号,指标\n1,2\n".encode("gb18030"),
        "随机.xlsx": bytes(range(256)) * 40,
        "零.xlsx": bytes(5000),
    }  # fmt: skip


def test_nothing_in_a_hostile_inbox_stops_the_run_or_is_lost(
    fire: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = form("rescue", JUNE)
    bad = hostile(good)
    for name, data in bad.items():
        put(fire, f"来件/{name}", data)
    texts = [
        "约20",
        "=1/0",
        "😀\x1b[31m",
        "是",
        "9" * 400,
        "1e308",
        "-0",
        "NaN",
        "１２",
        "<script>",
    ]
    cells = [
        n
        for n in declarations().form.indicators
        if declarations().form.indicators[n].level == "sector"
    ]
    typed = {
        f"power_{name}": text.replace("\x1b", "") for name, text in zip(cells, texts, strict=False)
    }
    put(fire, "乱填.xlsx", form("grid", JUNE, typed))
    os.mkfifo(fire / "inbox/来件/管道.xlsx")
    (fire / "inbox/来件/自己").symlink_to(fire / "inbox")
    for arguments in (["check"], ["monthly"], ["monthly"]):
        assert command(fire, *arguments) == 0
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert not [c for c in said.out.replace("\n", "") if not c.isprintable()]
    run = files(fire, "2023-06")
    assert run["inbox/消防.xlsx"]["status"] in ("accepted", "superseded")
    assert run["inbox/乱填.xlsx"]["status"] == "returned"
    for name in bad:
        entry = run[f"inbox/来件/{name}"]
        if name not in ("尾巴.xlsx", "坏名称.xlsx", "缺表.xlsx"):  # good forms all the same
            assert entry["status"] in ("unreadable", "unrecognised", "returned"), name
            assert entry["findings"], name
            assert f"inbox/来件/{name}" in said.out, name
    assert manifest(fire, "2023-06")["coverage"]["accepted"] == 1


# --- The same bytes everywhere ------------------------------------------------------------------------------------


def pipeline(cwd: Path, *arguments: str, **environment: str) -> str:
    """Run the program as a process of its own; what it says on standard output."""
    run = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr.decode("utf-8", "replace")
    assert b"Traceback" not in run.stderr
    return run.stdout.decode(environment.get("PYTHONIOENCODING", "utf-8"))


def test_hash_seed_time_zone_locale_folder_and_clock_change_not_one_byte(tmp_path: Path) -> None:
    outputs, screens = [], []
    ways = [
        (True, {"PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai", "LANG": "C.UTF-8"}),
        (False, {"PYTHONHASHSEED": "1", "TZ": "America/New_York", "LC_ALL": "C"}),
        (False, {"PYTHONHASHSEED": "77", "TZ": "UTC-14", "PYTHONIOENCODING": "gb18030"}),
    ]
    for n, (inside, environment) in enumerate(ways):
        root = sample_workspace(tmp_path / str(n) / "工作 区")
        for path in (root / "inbox/sample").rglob("*.xlsx"):
            os.utime(path)  # its receipt is known
        cwd, option = (root, []) if inside else (tmp_path, ["--root", str(root)])
        screens.append(pipeline(cwd, *option, "monthly", **environment))
        outputs.append({name: data for name, (data, _) in snapshot(root).items()})
    assert outputs[0] == outputs[1] == outputs[2]
    assert screens[0] == screens[1] == screens[2]


def test_a_receipt_is_the_same_in_every_time_zone(tmp_path: Path) -> None:
    receipts = []
    for zone in ("Asia/Shanghai", "America/New_York"):
        root = tmp_path / zone.replace("/", "-")
        for name in ("schemas", "templates"):
            shutil.copytree(ROOT / name, root / name)
        put(root, "消防.xlsx", form("rescue", JUNE), "2023-06-28T23:30:00+08:00")
        said = pipeline(root, "check", TZ=zone)
        assert "按时" in said
        receipts.append((root / "inbox/receipts.csv").read_bytes())
    assert receipts[0] == receipts[1]
    assert b"2023-06-28T23:30:00+08:00" in receipts[0]


def test_a_console_that_cannot_show_a_character_stops_nothing(fire: Path) -> None:
    put(fire, "电力.xlsx", form("grid", JUNE, {"power_self_found": "约20😀"}))
    said = pipeline(fire, "monthly", PYTHONIOENCODING="gbk")
    assert "约20" in said
    assert (fire / "outbox/2023-06/manifest.json").exists()
