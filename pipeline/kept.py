"""What was read of files, kept for the next run: it saves the time of parsing them again, and decides nothing.

A file a group, named after the hashes of its workbooks. It counts only if it is whole, was written by
this very program under these very schemas, and only for a file of the same bytes, path and receipt. It holds plain
texts and numbers: nothing in it can be run. Whoever deletes it loses time alone.
"""

import hashlib
import json
import math
import os
import sys
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from pipeline.model.received import Arrival, Submission
from pipeline.plain_record import form_of

Read = Submission | Arrival
FOLDER = ".cache/read"  # in the workspace; not in outbox/, which is to be kept
_PARSERS = ("lxml", "odfdo", "xlrd")  # what else reads workbooks
_LARGEST = 256 * 2**20  # bytes, unpacked
_DIGEST = hashlib.sha256().digest_size
_form = form_of(Read)


def state_of(root: Path) -> bytes:
    """What, besides a file, decides what is read of it: this program and all of its parts, and the schemas."""
    told = [sys.version, *(f"{name} {version(name)}" for name in _PARSERS)]
    program = Path(__file__).parent
    found = hashlib.sha256("\n".join(told).encode())
    for folder, pattern in ((program, "*.py"), (root / "schemas", "*.toml")):
        for path in sorted(folder.rglob(pattern)):
            content = path.read_bytes()
            found.update(f"\n{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
            found.update(content)
    return found.digest()


def name_of(sha256: str) -> str:
    """Under which name what is read of a workbook is kept, together with others."""
    return f"{sha256[:2]}.bin"


def load(path: Path, state: bytes) -> dict[str, Read]:
    """What was kept there, by path; nothing where it is not whole or of another state."""
    try:
        data = path.read_bytes()
        head, packed = data[:_DIGEST], data[_DIGEST:]
        if hashlib.sha256(state + packed).digest() != head:
            return {}
        inflating = zlib.decompressobj()
        text = inflating.decompress(packed, _LARGEST)
        plain = json.loads(text, parse_constant=_number)
        return {_path(read): read for read in map(_form.unpack, plain)}
    except (OSError, zlib.error, ValueError, TypeError, LookupError, RecursionError):
        return {}


def is_of(read: Read, arrival: Arrival) -> bool:
    """Whether that is what was read of a file as it arrived: its bytes, its path, its receipt."""
    was = read.arrival if isinstance(read, Submission) else replace(read, fate=None, findings=())
    return was == replace(arrival, data=None)


def is_lasting(read: Read, arrival: Arrival) -> bool:
    """Whether the next run would read the same: on a machine with less to do a file may be read that was refused."""
    return getattr(read, "fate", "") != "unreadable" and is_of(read, arrival)


def as_bytes(reads: Iterable[Read], state: bytes) -> bytes:
    """What `load` takes, on any machine the same."""
    plain = [_form.pack(read) for read in reads]
    packed = zlib.compress(json.dumps(plain, ensure_ascii=True, separators=(",", ":")).encode(), 1)
    return hashlib.sha256(state + packed).digest() + packed


def store(path: Path, data: bytes) -> None:
    """Put it there, whole or not at all; a folder that cannot be written only costs time."""
    new = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(data)
        new.replace(path)


def forget_others(folder: Path, names: Iterable[str]) -> None:
    """Delete whatever lies there under other names: of files that are gone, and of runs that were killed."""
    with suppress(OSError):
        for path in set(folder.iterdir()) - {folder / name for name in names}:
            path.unlink()


def _path(read: Read) -> str:
    return read.arrival.path if isinstance(read, Submission) else read.path


def _number(name: str) -> float:
    if name != "NaN":
        raise ValueError(name)
    return math.nan
