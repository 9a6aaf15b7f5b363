"""What lies in the inbox: every entry once, read once, with its receipt. Nothing is written or changed here."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path, PurePath

from pipeline.files.regular_file import LARGEST_FILE, Contents, NotRegularError, read_regular
from pipeline.files.walking import FolderEntry, walk
from pipeline.inbox.ignored import is_ignored
from pipeline.inbox.receipts import RECEIPTS, OwedRows, Receipt, new_row, read_receipts
from pipeline.model.causes import reason
from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.received import Arrival
from pipeline.model.record import record
from pipeline.words.faults import found_by_reader
from pipeline.words.wording import inert_path, size_words

_SCANS = (".pdf", ".jpg", ".jpeg", ".png")
_SCAN_MAGIC = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG")  # a form under such a name is a form


@record
class Inbox:
    """All entries in the order of their paths, and what receipts.csv lacks of them.

    places: where the entries lie, by the paths that the manifest has.
    """

    arrivals: list[Arrival]
    owed: OwedRows
    places: Mapping[str, str]


def no_folder(inbox: Path) -> str:
    """Why the inbox cannot be one, where something else has its name; "" where it is a folder, or not there yet."""
    if os.path.lexists(inbox) and not inbox.is_dir():  # a link may lead nowhere
        return "inbox不是文件夹。请把它移走，新建inbox文件夹放各单位发来的报表。"
    return ""


def look_in(root: Path, declared: Declarations, *, hold: bool = True) -> Inbox:
    """Every entry with its receipt, or with the one that it is to get; OfficeFileError where receipts.csv is wrong.

    hold: whether to keep the bytes of what is to be read; if not, they are empty.
    """
    inbox = root / "inbox"
    if problem := no_folder(inbox):
        raise UsageError(problem)
    file, receipts = read_receipts(inbox, declared.campaign.offset)
    entries = walk(inbox)
    arrivals, fresh = _arrivals(entries, receipts, declared, hold=hold)
    receipts |= {key: Receipt(at, "") for key, (at, _) in fresh.items()}
    marked = _mark_duplicates([_with_receipt(a, receipts) for a in arrivals], declared)
    rows = tuple(new_row(key, *seen) for key, seen in fresh.items())
    seen_as = next((a.sha256 for a in arrivals if a.path == RECEIPTS), None)
    owed = OwedRows(replace(file, rows=()), seen_as, rows)
    return Inbox(marked, owed, {e.name: e.path for e in entries})


def _arrivals(
    entries: list[FolderEntry],
    receipts: Mapping[str, Receipt],
    declared: Declarations,
    *,
    hold: bool,
) -> tuple[list[Arrival], dict[str, tuple[datetime, str]]]:
    """The entries as arrivals; and by its hash when and where each file was first seen that has no receipt yet."""
    arrivals, fresh = list[Arrival](), dict[str, tuple[datetime, str]]()
    for entry in entries:
        arrival, modified = _look(entry, declared)
        key = arrival.sha256
        if key and arrival.fate != "ignored" and key not in receipts:
            seen = (modified, arrival.path)
            fresh[key] = min(fresh.get(key, seen), seen)  # of several copies the earliest
        arrivals.append(arrival if hold or not arrival.data else replace(arrival, data=b""))
    return arrivals, fresh


def _look(entry: FolderEntry, declared: Declarations) -> tuple[Arrival, datetime]:
    """One entry as an arrival, and when it was last modified."""
    blank, never = Arrival(entry.name, None, None, None, ""), datetime.max
    try:
        if entry.error:
            raise entry.error
        read = read_regular(entry.path)
    except NotRegularError as e:
        return _unreadable(blank, declared, "not_regular", str(e)), never
    except OSError as e:
        if is_ignored(entry.name, declared):  # Excel holds the lock file beside an open workbook
            return replace(blank, fate="ignored"), never
        return _unreadable(blank, declared, "not_readable", reason(e)), never
    modified = _modified(read.modified, declared.campaign.offset)
    return _judge(blank, read, declared), modified


def _judge(blank: Arrival, read: Contents, declared: Declarations) -> Arrival:
    """A file that was read: to be looked into, or its fate. One still being written has no hash, so no receipt."""
    arrival = replace(blank, sha256=read.sha256 if read.settled else None, data=read.data)
    if is_ignored(arrival.path, declared):
        return replace(arrival, fate="ignored", data=None)
    if not read.settled:
        return _unreadable(arrival, declared, "being_written")
    if PurePath(arrival.path).suffix.lower() in _SCANS and read.head.startswith(_SCAN_MAGIC):
        scan = found_by_reader(declared, "scan")
        return replace(arrival, fate="ignored", data=None, findings=(scan,))
    if not read.data:
        allowed = f"应在1字节至{size_words(LARGEST_FILE)}之间"
        return _unreadable(arrival, declared, "wrong_size", size_words(read.size), allowed)
    return arrival


def _modified(seconds: int, offset: timezone) -> datetime:
    """A file's time; a clock that no calendar knows is set to the nearest day that one does."""
    last = 253_370_764_800  # the year 9999, less than a day before a datetime's end in any zone
    return datetime.fromtimestamp(min(max(seconds, 0), last), offset)


def _unreadable(
    arrival: Arrival, declared: Declarations, case: str, found: str = "", expected: str = ""
) -> Arrival:
    finding = found_by_reader(declared, case, found=found, expected=expected)
    return replace(arrival, fate="unreadable", data=None, findings=(finding,))


def _with_receipt(arrival: Arrival, receipts: dict[str, Receipt]) -> Arrival:
    receipt = receipts.get(arrival.sha256 or "")
    if receipt is None or arrival.fate == "ignored":
        return arrival
    return replace(arrival, received_at=receipt.received_at, note=receipt.note)


def _mark_duplicates(arrivals: list[Arrival], declared: Declarations) -> list[Arrival]:
    """Of files with the same bytes the first by path counts; the others say which one that is."""
    first: dict[str, str] = {}
    marked = []
    for arrival in arrivals:
        twin = first.get(arrival.sha256 or "")
        if twin and not arrival.fate:
            same = found_by_reader(declared, "same_bytes", found=inert_path(twin))
            arrival = replace(arrival, fate="duplicate", data=None, findings=(same,))
        elif arrival.sha256 and arrival.fate != "ignored":
            first.setdefault(arrival.sha256, arrival.path)
        marked.append(arrival)
    return marked
