"""Files and folders to the disk: there in full or not at all, whatever stops the run or the machine."""

import errno
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from pipeline.files.long_output import Output, pieces_of

_NOT_FOR_FOLDERS = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)


def write_file(path: Path, data: Output) -> None:
    """A new file, on the disk when this returns. Errors name it, also those of a full disk, which name nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.writelines(pieces_of(data))
            file.flush()
            os.fsync(file.fileno())
    except OSError as e:
        e.filename = e.filename or str(path)
        raise


def replace_file(path: Path, data: bytes) -> None:
    """A file with new contents, the owner's mode kept: at every moment the old ones or the new ones in full."""
    temporary = temporary_of(path)
    try:
        temporary.unlink(missing_ok=True)  # of a killed run, or a link or a pipe of a stranger
        write_file(temporary, data)
        if path.is_file():
            take_after(path, temporary)
            os.utime(temporary)
        temporary.replace(path)
    except OSError as e:
        with suppress(OSError):
            temporary.unlink()
        e.filename, e.filename2 = str(path), None  # the other name says nothing to an office
        raise
    sync_rename(path.parent)


def temporary_of(path: Path) -> Path:
    """Where `replace_file` writes first: what a killed run leaves there means nothing."""
    return path.with_name(f".{path.stem}.tmp")


def same_file(source: Path, target: Path) -> None:
    """`source` under a second name; where the system has no hard links, a copy with its times."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # On Windows a read-only mark belongs to all names, and would have to go before the old name can.
    if sys.platform != "win32":
        with suppress(OSError):  # no hard links here: what else is wrong the copy will say
            os.link(source, target, follow_symlinks=False)
            return
    if source.is_file() and not source.is_symlink():
        write_file(target, source.read_bytes())
        shutil.copystat(source, target)
    else:
        shutil.copy2(source, target, follow_symlinks=False)


def take_after(source: Path, target: Path) -> None:
    """Give `target` the owner, mode and times of `source`, as far as the user may."""
    if sys.platform != "win32":
        status = source.stat()
        for user, group in ((-1, status.st_gid), (status.st_uid, -1)):
            with suppress(OSError):  # to groups of one's own; to other users only as root
                os.chown(target, user, group)
    shutil.copystat(source, target)


def sync_folders(folder: Path) -> None:
    """The names in a folder and in all below it on the disk."""
    for path, _, _ in os.walk(folder):
        sync_folder(Path(path))


def sync_rename(folder: Path) -> None:
    """What was renamed in a folder on the disk, if that can be: a power cut finds one or the other, both complete."""
    with suppress(OSError):
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """A folder's names on the disk, where the system can do that: Windows and some network folders cannot."""
    if sys.platform == "win32":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as e:
        if e.errno not in _NOT_FOR_FOLDERS:
            e.filename = str(folder)
            raise
    finally:
        os.close(number)


def takes_files(folder: Path) -> None:
    """OSError where nothing can be put into a folder: a disk that is read-only, or no right to the folder."""
    if not os.access(folder, os.W_OK | os.X_OK):
        looked_at = getattr(os, "statvfs", None)  # Windows has none
        code = errno.EACCES
        if looked_at and looked_at(folder).f_flag & os.ST_RDONLY:
            code = errno.EROFS
        raise OSError(code, os.strerror(code), str(folder))


def remove(folder: Path) -> None:
    """Delete a folder and all in it, also what is marked read-only."""
    for path, _, names in os.walk(folder):
        if not os.access(path, os.W_OK | os.X_OK):
            Path(path).chmod(0o700)
        if sys.platform == "win32":
            for name in names:
                (Path(path) / name).chmod(0o600)
    shutil.rmtree(folder)
