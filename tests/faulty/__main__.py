"""All kinds as files, with an index of what must happen to each: `python -m tests.faulty [FOLDER]`."""

import csv
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tests.faulty import BESIDE, FAULTY, TOLERATED
from tests.faulty.kind import Faulty, Tolerated, lay_down, name_of
from tests.support.workspaces import ROOT, declarations

INDEX = "清单.csv"
_COLUMNS = ("文件", "问题", "应有的状态", "应报的规则", "工作表", "格", "规则的原因")


def write_all(folder: Path) -> None:
    """Every kind in `folder`, in a sub-folder for each theme, and the index."""
    for path, kind in {**FAULTY, **BESIDE}.items():
        lay_down(kind, folder / path)
    for path, odd in TOLERATED.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(odd.make())
    with (folder / INDEX).open("w", encoding="utf-8-sig", newline="") as file:
        index = csv.writer(file)
        index.writerow(_COLUMNS)
        index.writerows(rows())


def rows() -> Iterator[tuple[str, ...]]:
    """The lines of the index: one a fault, or one for a kind without."""
    for path, kind in {**FAULTY, **BESIDE}.items():
        yield from _faulty_rows(name_of(path), kind)
    for path, odd in TOLERATED.items():
        yield _odd_row(path, odd)


def _faulty_rows(path: str, kind: Faulty) -> Iterator[tuple[str, ...]]:
    if not kind.faults:
        yield path, kind.why, kind.status, "", "", "", ""
    for fault in kind.faults:
        sheet, cell = fault.place or ("", "")
        yield path, kind.why, kind.status, fault.code, sheet, cell or "", _reason(fault.code)


def _odd_row(path: str, odd: Tolerated) -> tuple[str, ...]:
    status = "accepted（与干净的表同数）"
    return path, odd.why, status, "、".join(odd.codes), "", "", ""


def _reason(code: str) -> str:
    return next((r.reason for r in declarations().rules if r.code == code), "")


def main(folder: str = "build/faulty") -> None:
    """Write the folder anew; one that holds something else is left alone."""
    target = ROOT / folder
    if target.exists() and not (target / INDEX).exists():
        raise SystemExit(f"{target}已有别的内容，没有写入。请换一个新的文件夹。")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    write_all(target)
    click.echo(
        f"{len(FAULTY) + len(BESIDE)}种出错的文件、{len(TOLERATED)}种可以接收的文件：{target}"
    )
    click.echo(f"每种是什么、应当怎样处理：{target / INDEX}")


if __name__ == "__main__":
    main(*sys.argv[1:])
