"""inbox/receipts.csv: when each file was first seen. A file is its sha256."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from pathlib import Path

from pipeline.files.disk import replace_file
from pipeline.model.record import record
from pipeline.words.office_csv import CsvFile, read_csv
from pipeline.words.office_dates import parse_time
from pipeline.words.wording import inert_path

RECEIPTS = "inbox/receipts.csv"  # as the manifest names it
_COLUMNS = {
    "sha256": ("哈希",),
    "file": ("文件", "文件名"),
    "received_at": ("收到时间", "接收时间"),
    "note": ("备注", "说明"),
}


@record
class Receipt:
    """When a file came in, and what a clerk noted about that."""

    received_at: datetime
    note: str


@record
class OwedRows:
    """The rows that receipts.csv lacks.

    file: its columns and its encoding, without its rows. seen_as: its sha256, None where there is no such file.
    """

    file: CsvFile
    seen_as: str | None
    rows: tuple[Mapping[str, str], ...]


def read_receipts(inbox: Path, offset: timezone) -> tuple[CsvFile, dict[str, Receipt]]:
    """The file as it stands, and its receipts by sha256; OfficeFileError where two lines tell two times of one file."""
    file = read_csv(inbox / "receipts.csv", _COLUMNS)
    receipts: dict[str, Receipt] = {}
    lines: dict[str, int] = {}
    for row in file.rows:
        sha256 = row["sha256"].lower()
        if not re.fullmatch("[0-9a-f]{64}", sha256):
            raise row.fault("sha256应为64个0至9、a至f的字符")
        at, other = parse_time(row, "received_at", offset), receipts.get(sha256)
        if other and other.received_at != at:
            where = f"与第{lines[sha256]}行是同一个文件（{inert_path(row['file'])}）"
            raise row.fault(f"{where}，收到时间却不同。请核对后只留一行")
        note = row.shown("note") or (other.note if other else "")
        receipts[sha256], lines[sha256] = Receipt(at, note), row.line
    return file, receipts


def new_row(sha256: str, at: datetime, path: str) -> dict[str, str]:
    """A line for a file that is seen for the first time."""
    moment = at.isoformat(timespec="seconds")
    return {"sha256": sha256, "file": path, "received_at": moment, "note": ""}


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
