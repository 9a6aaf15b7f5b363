"""The only thing that is ever written into the inbox: the lines that receipts.csv lacks."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pipeline.inbox.receipts import RECEIPTS, OwedRows, append_receipts
from pipeline.model.received import Arrival, Read


def write_owed(root: Path, owed: OwedRows, read: Sequence[Read]) -> Sequence[Read]:
    """Write them; what was read of the inbox, with receipts.csv as it is now, so that a second run says the same."""
    if not owed.rows:
        return read
    append_receipts(root / "inbox", owed.file, owed.rows)
    own = Arrival(RECEIPTS, _sha256(root), None, None, "", "ignored")
    return sorted((*(r for r in read if r.path != RECEIPTS), own), key=lambda r: r.path)


def is_as_seen(root: Path, owed: OwedRows) -> bool:
    """Whether receipts.csv is still the one whose times were taken: a clerk may correct it at any moment."""
    return _sha256(root) == owed.seen_as


def _sha256(root: Path) -> str | None:
    try:
        return hashlib.sha256((root / RECEIPTS).read_bytes()).hexdigest()
    except OSError:
        return None
