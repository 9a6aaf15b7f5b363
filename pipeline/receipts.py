"""inbox/receipts.csv: when each file was first seen. A file is its sha256."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

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
        if len(row["sha256"]) != 64:
            raise row.fault("sha256应为64个字符")
        receipts[row["sha256"].lower()] = Receipt(
            parse_time(row, "received_at", offset), row["note"]
        )
    return file, receipts


def append_receipts(inbox: Path, file: CsvFile, new: Iterable[Mapping[str, str]]) -> None:
    """Add rows in the file's own columns and encoding; the file is replaced as a whole."""
    path = inbox / "receipts.csv"
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if not path.exists() or not path.stat().st_size:
        writer.writerow(file.columns)
    for row in new:
        writer.writerow([row.get(column, "") for column in file.columns])
    before = path.read_bytes() if path.exists() else b"\xef\xbb\xbf"
    if len(before) > 3 and not before.endswith(b"\n"):
        before += b"\r\n"
    encoding = "utf-8" if file.encoding == "utf-8-sig" else file.encoding
    temporary = path.with_name(".receipts.tmp")
    temporary.write_bytes(before + out.getvalue().encode(encoding, "backslashreplace"))
    temporary.replace(path)
