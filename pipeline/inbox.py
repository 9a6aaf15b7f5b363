"""What lies in the inbox: every entry once, read once, with its receipt. Nothing here is ever changed."""

import fnmatch
import hashlib
import os
import stat
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from pipeline.faults import found_by_reader
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival
from pipeline.receipts import Receipt, append_receipts, read_receipts

LARGEST_FILE = 10 * 1024 * 1024
_IGNORED = ("~$*", ".~*", "._*", "thumbs.db", "desktop.ini", ".ds_store", "*.tmp", "*.crdownload")
_OWN = ("receipts.csv", "decisions.csv", "补充*.txt", "补充*.md")
_SCANS = (".pdf", ".jpg", ".jpeg", ".png")
_SCAN_MAGIC = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG")  # a form under such a name is a form


def take_in(root: Path, declared: Declarations) -> list[Arrival]:
    """All entries in the order of their paths; new files get a receipt before anything else is done."""
    inbox = root / "inbox"
    file, receipts = read_receipts(inbox, declared.campaign.offset)
    arrivals, fresh = [], dict[str, tuple[datetime, str]]()
    for name, path in _walk(inbox):
        arrival, modified = _look(name, path, declared)
        key = arrival.sha256
        if key and arrival.fate != "ignored" and key not in receipts:
            seen = (modified, arrival.path)
            fresh[key] = min(fresh.get(key, seen), seen)  # of several copies the earliest
        arrivals.append(arrival)
    if fresh:
        append_receipts(inbox, file, (_row(key, *seen) for key, seen in fresh.items()))
        receipts |= {key: Receipt(at, "") for key, (at, _) in fresh.items()}
        arrivals = _with_grown_receipts(root, arrivals)
    return _mark_duplicates([_with_receipt(a, receipts) for a in arrivals])


def _row(sha256: str, at: datetime, path: str) -> dict[str, str]:
    """A line of receipts.csv."""
    moment = at.isoformat(timespec="seconds")
    return {"sha256": sha256, "file": path, "received_at": moment, "note": ""}


def _walk(inbox: Path) -> list[tuple[str, Path]]:
    """All that is no folder, and folders that cannot be opened, in the order of their names in the manifest."""
    closed: list[OSError] = []
    found = []
    for folder, folders, files in os.walk(inbox, onerror=closed.append):
        links = [d for d in folders if (Path(folder) / d).is_symlink()]
        found += [Path(folder) / name for name in (*files, *links)]
    found += [Path(e.filename) for e in closed if Path(e.filename) != inbox]
    return sorted((_name(path, inbox.parent), path) for path in found)


def _name(path: Path, root: Path) -> str:
    """The path as the manifest has it; bytes that are no UTF-8 are written out."""
    name = os.fsencode(path.relative_to(root)).decode("utf-8", "backslashreplace")
    return name.replace(os.sep, "/")


def _look(name: str, path: Path, declared: Declarations) -> tuple[Arrival, datetime]:
    """One entry as an arrival, and when it was last modified."""
    blank, never = Arrival(name, None, None, None, ""), datetime.max
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return _unreadable(blank, declared, "not_regular", _kind(status.st_mode)), never
        data, sha256, size = _read(path)
    except OSError as e:
        return _unreadable(blank, declared, "damaged", e.strerror or "读取失败"), never
    modified = _modified(status.st_mtime_ns // 10**9, declared.campaign.offset)
    arrival = replace(blank, sha256=sha256, data=data)
    if _is_ignored(name, path):
        return replace(arrival, fate="ignored", data=None), modified
    if path.suffix.lower() in _SCANS and (data or b"").startswith(_SCAN_MAGIC):
        scan = found_by_reader(declared, "scan")
        return replace(arrival, fate="ignored", data=None, findings=(scan,)), modified
    if data is None or not size:
        return _unreadable(arrival, declared, "wrong_size", f"{size}字节"), modified
    return arrival, modified


def _modified(seconds: int, offset: timezone) -> datetime:
    """A file's time; a clock that no calendar knows is set to the nearest day that one does."""
    last = 253_370_764_800  # the year 9999, less than a day before a datetime's end in any zone
    return datetime.fromtimestamp(min(max(seconds, 0), last), offset)


def _kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "链接"
    return "打不开的文件夹" if stat.S_ISDIR(mode) else "管道或设备"


def _unreadable(arrival: Arrival, declared: Declarations, case: str, found: str) -> Arrival:
    expected = f"应在1字节至{LARGEST_FILE // 2**20}兆字节之间" if case == "wrong_size" else ""
    finding = found_by_reader(declared, case, found=found, expected=expected)
    return replace(arrival, fate="unreadable", data=None, findings=(finding,))


def _read(path: Path) -> tuple[bytes | None, str, int]:
    """The bytes (None above the limit), their sha256 and their number; never through a link."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        data = file.read(LARGEST_FILE + 1)
        digest, size = hashlib.sha256(data), len(data)
        while chunk := file.read(2**20):
            digest.update(chunk)
            size += len(chunk)
    return (data if size <= LARGEST_FILE else None), digest.hexdigest(), size


def _is_ignored(name: str, path: Path) -> bool:
    lower = path.name.lower()
    if any(fnmatch.fnmatchcase(lower, pattern) for pattern in _IGNORED):
        return True
    return name.count("/") == 1 and any(fnmatch.fnmatchcase(path.name, own) for own in _OWN)


def _with_receipt(arrival: Arrival, receipts: dict[str, Receipt]) -> Arrival:
    receipt = receipts.get(arrival.sha256 or "")
    if receipt is None or arrival.fate == "ignored":
        return arrival
    return replace(arrival, received_at=receipt.received_at, note=receipt.note)


def _with_grown_receipts(root: Path, arrivals: list[Arrival]) -> list[Arrival]:
    """receipts.csv has just grown: its entry shows what it is now, so that a second run says the same."""
    own = "inbox/receipts.csv"
    sha256 = hashlib.sha256((root / own).read_bytes()).hexdigest()
    others = [a for a in arrivals if a.path != own]
    return sorted((*others, Arrival(own, sha256, None, None, "", "ignored")), key=lambda a: a.path)


def _mark_duplicates(arrivals: list[Arrival]) -> list[Arrival]:
    seen: set[str] = set()
    marked = []
    for arrival in arrivals:
        if arrival.sha256 in seen and not arrival.fate:
            arrival = replace(arrival, fate="duplicate", data=None)
        elif arrival.sha256 and arrival.fate != "ignored":
            seen.add(arrival.sha256)
        marked.append(arrival)
    return marked
