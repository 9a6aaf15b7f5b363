"""What was read of files, kept for the next run: it saves the time of parsing them again, and decides nothing.

There is one file for each group of workbooks, named by how their hashes begin. It counts only if it is whole and was
written by this very program under these very schemas, and only for workbooks of the same bytes, path and receipt. It
holds plain texts and numbers: nothing in it can be run. Whoever deletes it loses nothing but time. What else lies in
its folder is left alone, and so is whatever a link leads to.
"""

import hashlib
import json
import math
import os
import re
import stat
import sys
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from pipeline.model.received import Arrival, Read, Submission
from pipeline.pools.plain_record import form_of

FOLDER = ".cache/read"  # in the workspace; not in outbox/, which is to be kept
_OURS = re.compile(r"[0-9a-f]{2}\.(bin|[0-9]+)")  # with a number: by a process that had not ended
_PARSERS = ("lxml", "odfdo", "xlrd")  # what else reads workbooks
_LARGEST = 256 * 2**20  # bytes, packed as well as unpacked
_DIGEST = hashlib.sha256().digest_size
_form = form_of(Read)


def folder_of(root: Path) -> Path | None:
    """Where in a workspace it is kept; None where something else lies there, or a link that leads who knows where."""
    folder = root / FOLDER
    for path in (folder.parent, folder):
        try:
            found = path.lstat()
        except FileNotFoundError:
            continue  # it will be made
        except OSError:
            return None
        junction = bool(getattr(found, "st_reparse_tag", False))  # what Windows has besides links
        if junction or not stat.S_ISDIR(found.st_mode):
            return None
    return folder


def fingerprint_of(root: Path) -> bytes:
    """Of all that decides what is read of a file besides the file: this program with its parsers, and the schemas."""
    told = [sys.version, *(f"{name} {version(name)}" for name in _PARSERS)]
    program = Path(__file__).parents[1]
    found = hashlib.sha256("\n".join(told).encode())
    for folder, pattern in ((program, "*.py"), (root / "schemas", "*.toml")):
        for path in sorted(folder.rglob(pattern)):
            content = _content(path)
            found.update(f"\n{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
            found.update(content)
    return found.digest()


def _content(path: Path) -> bytes:
    """Nothing where it cannot be read, as what an editor leaves there: all that is needed has been read before."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""


def name_of(sha256: str) -> str:
    """Under which name what is read of a workbook is kept, together with others."""
    return f"{sha256[:2]}.bin"


def load(path: Path, fingerprint: bytes) -> dict[str, Read]:
    """What was kept there, by path; nothing where it is not whole, or another program kept it."""
    try:
        data = _whole(path)
        head, packed = data[:_DIGEST], data[_DIGEST:]
        if hashlib.sha256(fingerprint + packed).digest() != head:
            return {}
        inflating = zlib.decompressobj()
        text = inflating.decompress(packed, _LARGEST)
        plain = json.loads(text, parse_constant=_number)
        return {read.path: read for read in map(_form.unpack, plain)}
    except (OSError, zlib.error, ValueError, TypeError, LookupError, RecursionError):
        return {}


def _whole(path: Path) -> bytes:
    """Its bytes, unless it is no file (a pipe would be waited for), or larger than any that is kept."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
        return b""
    return path.read_bytes()


def is_of(read: Read, arrival: Arrival) -> bool:
    """Whether that is what was read of a file as it arrived: its bytes, its path, its receipt."""
    was = read.arrival if isinstance(read, Submission) else replace(read, fate=None, findings=())
    return was == replace(arrival, data=None)


def is_lasting(read: Read, arrival: Arrival) -> bool:
    """Whether the next run would read the same: on a machine with less to do a file may be read that was refused."""
    return getattr(read, "fate", "") != "unreadable" and is_of(read, arrival)


def as_bytes(reads: Iterable[Read], fingerprint: bytes) -> bytes:
    """What `load` takes, on any machine the same."""
    plain = [_form.pack(read) for read in reads]
    packed = zlib.compress(json.dumps(plain, ensure_ascii=True, separators=(",", ":")).encode(), 1)
    return hashlib.sha256(fingerprint + packed).digest() + packed


def store(path: Path, data: bytes) -> None:
    """Put it there, whole or not at all; a folder that cannot be written only costs time."""
    new = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        with new.open("xb") as file:
            file.write(data)
        new.replace(path)
    except OSError:
        with suppress(OSError):  # half of it, on a disk that is full
            new.unlink()


def forget_others(folder: Path, names: Iterable[str]) -> None:
    """Delete what was kept there under other names: of files that are gone, and by runs that were killed."""
    with suppress(OSError):
        for name in {path.name for path in folder.iterdir()}.difference(names):
            if _OURS.fullmatch(name):
                with suppress(OSError):
                    (folder / name).unlink()


def _number(name: str) -> float:
    if name != "NaN":
        raise ValueError(name)
    return math.nan
