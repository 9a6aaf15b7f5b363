"""A hostile inbox stops no run; time zone, locale, folder and clock change not one byte."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support.cells import with_part
from tests.support.published import command, files, manifest, snapshot
from tests.support.workspaces import JUNE, ROOT, declarations, form, put, sample_workspace

# --- A hostile inbox -------------------------------------------------------------------------------------------------


def package(**parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
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
        "😀\x07\u202e",  # not an escape: where nobody sees it, click takes that out itself
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
    # As a workbook stores what XML cannot hold.
    stored = [text.replace("\x07", "_x0007_") for text in texts]
    typed = {f"power_{name}": text for name, text in zip(cells, stored, strict=False)}
    put(fire, "乱填.xlsx", form("grid", JUNE, typed))
    put(fire, "铃\x07\u202e.xlsx", b"\x07")
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


# --- The same bytes everywhere ---------------------------------------------------------------------------------------


def pipeline(cwd: Path, *arguments: str, **environment: str) -> str:
    """Run the program as a process of its own; what it says on standard output."""
    run = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
        timeout=300,
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
