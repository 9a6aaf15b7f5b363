"""Publishing in processes of their own that end at their n-th change of the disk: killed, or refused by the system.

A server without pandas forks a process for each job, which takes 5 ms. The changes are counted by Python's audit
events, so that the code under test knows nothing of it.
`python -m tests.support.killing` serves, the same with `N command` runs a command.
"""

import errno
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

from pipeline.cli import main
from pipeline.files import exchange
from pipeline.files.lock import only_run
from pipeline.inbox.receipts import append_receipts, read_receipts
from pipeline.issues.folder import write_issue
from pipeline.ledger.seal import UNSEALED, is_sealed, sealed
from pipeline.model.beside import Beside
from pipeline.model.errors import PublishError
from pipeline.outbox.publishing import publish, write_forms
from tests.support.places import ROOT

CHANGES = {
    *("os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir", "os.truncate"),
    *("os.chmod", "os.chown", "os.utime", "os.setxattr"),
    "ctypes.dlsym",  # renameat2 is looked up right before it is called
}
KILLED, TOO_LARGE = -signal.SIGKILL, -signal.SIGXFSZ
UNDISTURBED = 99  # the exit status of a job that made fewer changes


@dataclass(frozen=True, slots=True)
class Job:
    """What to do in a workspace, and how it ends: at which change; at which size of a file; on what kind of disk."""

    what: str
    root: str
    files: Mapping[str, str]  # publish: outputs; forms: books; issue: files; receipts: row
    at: int = 0
    how: str = "kill"  # or "refuse", "refuse for good", "interrupt"
    size: int = 0
    swap: bool = True
    links: bool = True


class Server:
    """The other side of the pipe."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, job: Job) -> int:
        """The exit status of a job; minus the signal that killed it."""
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        into.write(json.dumps({name: getattr(job, name) for name in job.__slots__}) + "\n")
        into.flush()
        return int(out.readline())


@contextmanager
def server() -> Iterator[Server]:
    """A server that ends with the context."""
    command = [sys.executable, "-m", "tests.support.killing"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        yield Server(process)


def arm(at: int, how: str) -> Callable[[], int]:
    """From now on count this process's changes of the disk, and end it before change number `at`; the count."""
    count = 0

    def look(event: str, args: tuple[Any, ...]) -> None:
        nonlocal count
        writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT
        if not (event in CHANGES or (event == "open" and args[2] & writing)):
            return
        count += 1
        if count == at and how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if count == at and how == "interrupt":
            raise KeyboardInterrupt
        if count == at or (count > at and how == "refuse for good"):
            raise OSError(errno.ENOSPC, "No space left on device")

    sys.addaudithook(look)
    return lambda: count


def work(job: Job) -> int:
    """Do a job in this process; its exit status."""
    root, files = Path(job.root), {n: text.encode() for n, text in job.files.items()}
    try:
        if job.what == "receipts":
            file, _ = read_receipts(root / "inbox", UTC)
            append_receipts(root / "inbox", file, [job.files])
            return 0
        with only_run(root):
            publish_as_told(job, root, files)
    except PublishError as e:
        return e.exit_status
    except OSError:
        return 5
    except KeyboardInterrupt:
        return 6
    return 0


def publish_as_told(job: Job, root: Path, files: Mapping[str, bytes]) -> None:
    """What the job asks to be written."""
    if job.what == "publish":
        publish(root, "2023-06", files)
    if job.what == "publish beside":
        publish(root, "2023-06", files, beside(job.files["manifest.json"]))
    if job.what == "forms":
        write_forms(root, "2023-06", files)
    if job.what == "issue":
        write_issue(root, "2023-06", 3, files)


def beside(text: str) -> Beside:
    """A file beside the month, with a seal that tells whether it is ours."""
    return Beside("hazards.db", sealed((UNSEALED + text).encode()), is_sealed, ("-journal", "-wal"))


def serve() -> None:
    """Answer each job on the standard input by its exit status."""
    importlib.import_module("ctypes")  # once, not in each child
    patch.object(os, "fsync", lambda _: None).start()  # a kill loses nothing that a power cut would
    for line in sys.stdin:
        if not (child := os.fork()):
            end(Job(**json.loads(line)))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def end(job: Job) -> NoReturn:
    """Do a job and end this process, by force if it is so told."""
    if not job.swap:
        patch.object(exchange, "_swap", lambda *_: False).start()
    if not job.links:
        patch.object(os, "link", side_effect=OSError(errno.EPERM, "no links")).start()
    if job.size:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (job.size, job.size))
    changes = arm(job.at, job.how)
    status = work(job)
    os._exit(UNDISTURBED if changes() < job.at else status)


def command(at: int) -> NoReturn:
    """Run a whole command line that is killed at its change number `at`."""
    arm(at, "kill")
    main()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        command(int(sys.argv.pop(1)))
    serve()
