"""inbox/receipts.csv: when each file was first seen. A file is its sha256."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from pipeline.disk import replace_file
from pipeline.office_csv import CsvFile, parse_time, read_csv

_COLUMNS = {
    "sha256": ("哈希",),
    "file": ("文件", "文件名"),
    "received_at": ("收到时间", "接收时间"),
    "note": ("备注", "说明"),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """When a file came in, and what a clerk noted about that."""

    received_at: datetime
    note: str


def read_receipts(inbox: Path, offset: timezone) -> tuple[CsvFile, dict[str, Receipt]]:
    """The file as it stands, and its receipts by sha256; of several rows for one file the last counts."""
    file = read_csv(inbox / "receipts.csv", _COLUMNS)
    receipts = {}
    for row in file.rows:
        sha256 = row["sha256"].lower()
        if not re.fullmatch("[0-9a-f]{64}", sha256):
            raise row.fault("sha256应为64个0至9、a至f的字符")
        receipts[sha256] = Receipt(parse_time(row, "received_at", offset), row["note"])
    return file, receipts


def append_receipts(inbox: Path, file: CsvFile, new: Iterable[Mapping[str, str]]) -> None:
    """Add rows in the file's own columns and encoding; the file is the old or the new one at every moment."""
    path = inbox / "receipts.csv"
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if not file.columns:
        writer.writerow(_COLUMNS)
    for row in new:
        writer.writerow([row.get(column, "") for column in file.columns or _COLUMNS])
    before = path.read_bytes() if file.columns else b"\xef\xbb\xbf"
    if file.columns and not before.endswith((b"\n", b"\r")):
        before += b"\r\n"
    encoding = "utf-8" if file.encoding == "utf-8-sig" else file.encoding
    replace_file(path, before + out.getvalue().encode(encoding, "backslashreplace"))
