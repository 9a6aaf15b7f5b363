"""The sample months and the bulletin of a later one as text files that one can open; `make golden` writes them anew."""

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.rollup.record import RECORD
from tests.sample import expected_values
from tests.support.named_cells import cell_named
from tests.support.published import command
from tests.support.workspaces import (
    AUGUST,
    JULY,
    JUNE,
    declarations,
    form,
    publish,
    put,
    sample_workspace,
    saved,
)


def dump(data: bytes) -> str:
    """A workbook's cells with their stored values, formats and links, one a line, and its merges and print areas."""
    stored, book = (load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
    lines = []
    for sheet in book:
        lines += [f"# {sheet.title} {sheet.dimensions}", f"print {sheet.print_area}"]
        lines += [f"merge {m}" for m in sorted(str(m) for m in sheet.merged_cells.ranges)]
        if sheet.title == RECORD:
            lines += plain_rows(sheet)
            continue
        if sheet.auto_filter.ref:
            lines += [f"filter {sheet.auto_filter.ref}", *plain_rows(sheet)]
            continue
        for row in sheet.iter_rows():
            for cell in (c for c in row if c.value is not None):
                value = stored[sheet.title][cell.coordinate].value
                formula = f" {cell.value}" if cell.data_type == "f" else ""
                link = f" -> {cell.hyperlink.location}" if cell.hyperlink else ""
                lines.append(f"{cell.coordinate} {value!r}{formula} [{cell.number_format}]{link}")
    return "\n".join(lines) + "\n"


def plain_rows(sheet: Worksheet) -> list[str]:
    """A long list, one row a line."""
    rows = ((n, [c for c in row if c is not None]) for n, row in enumerate(sheet.values, 1))
    return [f"{n} {' | '.join(map(str, row))}" for n, row in rows]


def filed(release: Release) -> str:
    """Every file with its status and its findings."""
    lines = []
    for f in release.files:
        lines.append(f"{f.status} {f.path} {','.join(f.sectors)}".rstrip())
        lines += [
            f"    {x.severity} {x.rule} {x.sheet or ''}!{x.cell or ''} {x.message}"
            for x in f.findings
        ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("month", [JUNE, JULY], ids=str)
def test_the_sample_month_reads_as_before(
    month: Month,
    tmp_path: Path,
    reads_as_before: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = sample_workspace(tmp_path / "w")
    release = publish(root, month).release
    folder = root / "outbox" / str(month)
    texts = {
        name: (folder / name).read_text("utf-8-sig")
        for name in ("月通报.md", "月通报.html", "totals.csv")
    }
    texts["月通报.html"] = re.sub(
        r"<style>.*?</style>", "<style>…</style>", texts["月通报.html"], flags=re.DOTALL
    )
    asked = ["1-1", "3-2", "4-6", "4-7"]
    capsys.readouterr()
    assert command(root, "trace", *asked, "--month", str(month)) == 0
    texts["trace.txt"] = capsys.readouterr().out
    assert command(root, "monthly", "--month", str(month)) == 0
    texts["屏幕.txt"] = capsys.readouterr().out
    texts |= {"附件2.txt": dump((folder / "附件2.xlsx").read_bytes()), "files.txt": filed(release)}
    for name, text in texts.items():
        reads_as_before(f"{month}/{name}", text)


def august(unit: str) -> dict[str, object]:
    """A unit's cumulative values for August by defined name: half as much again as was new in July."""
    june, july = (expected_values(declarations(), month) for month in (JUNE, JULY))
    changes: dict[str, object] = {}
    for sheet in declarations().roster.units[unit].sectors:
        for name, value in july[sheet].items():
            if declarations().form.indicators[name].over_months == "difference":
                new = Decimal(str(value)) - Decimal(str(june[sheet][name]))
                changes[f"{sheet}_{name}"] = float(Decimal(str(value)) + new // 2)
    return changes


def test_a_complete_later_month_reads_as_before(
    root: Path, reads_as_before: Callable[[str, str], None]
) -> None:
    for unit in declarations().roster.units:
        for month in (JUNE, JULY, AUGUST):
            changes = august(unit) if month == AUGUST else {}
            put(
                root,
                f"{unit}{month}.xlsx",
                form(unit, month, changes),
                f"{month}-26T10:00:00+08:00",
            )
    put(
        root,
        "补充_经验做法_2023年8月.md",
        "- 区消防救援大队推行“一企一册”，做法可供借鉴。".encode(),
    )
    put(root, "补充_工作要求.txt", "加强高温和汛期值班值守。".encode("gb18030"))
    publish(root, AUGUST)
    text = (root / "outbox/2023-08/月通报.md").read_text("utf-8")
    assert "全部按时报送" in text
    reads_as_before(f"{AUGUST}/月通报.md", text)


def test_a_month_with_restatements_reads_as_before(
    tmp_path: Path, reads_as_before: Callable[[str, str], None]
) -> None:
    """June was issued without 电力, which then came late; 消防 corrected two of its figures."""
    root = sample_workspace(tmp_path / "w")
    late = root / "inbox/sample/2023-06/供电中心.xlsx"
    data = late.read_bytes()
    late.unlink()
    for arguments in (("monthly",), ("issue", "--number", "5", "--date", "2023-07-03")):
        assert command(root, *arguments, "--month", "2023-06") == 0
    receipts = root / "inbox/receipts.csv"
    lines = receipts.read_text("utf-8-sig").splitlines(keepends=True)
    receipts.write_text("".join(x for x in lines if "供电中心" not in x), "utf-8")
    put(root, "供电中心6月.xlsx", data, "2023-07-05T09:30:00+08:00")
    put(root, "消防6月更正.xlsx", corrected(root), "2023-07-12T15:10:00+08:00")
    publish(root, JULY)
    text = (root / "outbox/2023-07/月通报.md").read_text("utf-8")
    reads_as_before("2023-07更正/月通报.md", text)


def corrected(root: Path) -> bytes:
    """The sample's June form of 消防 with two other figures and the reason."""
    book = load_workbook(root / "inbox/sample/2023-06/消防6月.xlsx")
    changes = {
        "self_found": 76,
        "self_fixed": 55,
        "remarks": "更正：1-1、1-2：漏报的已补计（样例）",
    }
    for name, value in changes.items():
        cell_named(book, f"fire_{name}").value = value
    return saved(book)
