"""One regular file, read once: never through a link, never waiting for a pipe, never without end."""

import hashlib
import os
import stat
from typing import BinaryIO

from pipeline.model.record import record

LARGEST_FILE = 10 * 2**20
# A second's work; nobody mails more, and a sparse file can claim terabytes.
LARGEST_HASHED = 256 * 2**20
_CHUNK = 2**20
_HEAD = 16
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)  # a link put in the file's place meanwhile
    | getattr(os, "O_NONBLOCK", 0)  # or a pipe, which would be waited for
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class NotRegularError(Exception):
    """What lies there is no file; the text says in Chinese what it is."""


@record
class Contents:
    """A file as it was read. data is None above LARGEST_FILE, sha256 above LARGEST_HASHED; head is how it begins.

    settled: neither its size nor its time changed meanwhile, so that this is one state of it. modified: in seconds.
    """

    data: bytes | None
    head: bytes
    sha256: str | None
    size: int
    modified: int
    settled: bool


def read_regular(path: str | os.PathLike[str]) -> Contents:
    """The contents; NotRegularError for anything but a file, OSError where the system refuses."""
    _check_regular(os.lstat(path).st_mode)  # opening a device can do things
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        before = os.fstat(file.fileno())
        _check_regular(before.st_mode)
        data, head, sha256, size = _read(file, before.st_size)
        after = os.fstat(file.fileno())
    states = {(s.st_size, s.st_mtime_ns) for s in (before, after)}
    modified = before.st_mtime_ns // 10**9
    return Contents(data, head, sha256, size, modified, states == {(size, before.st_mtime_ns)})


def _check_regular(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise NotRegularError("链接" if stat.S_ISLNK(mode) else _kind(mode))


def _kind(mode: int) -> str:
    return "文件夹" if stat.S_ISDIR(mode) else "管道或设备"


def _read(file: BinaryIO, size: int) -> tuple[bytes | None, bytes, str | None, int]:
    """(data, head, sha256, size), of no more than is allowed whatever the file turns out to hold."""
    if size > LARGEST_HASHED:
        return None, file.read(_HEAD), None, size
    data = file.read(LARGEST_FILE + 1)
    digest, read = hashlib.sha256(data), len(data)
    while read <= LARGEST_HASHED and (chunk := file.read(_CHUNK)):
        digest.update(chunk)
        read += len(chunk)
    return (data if read <= LARGEST_FILE else None), data[:_HEAD], digest.hexdigest(), read
