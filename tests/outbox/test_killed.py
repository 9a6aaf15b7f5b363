"""SIGKILL, and refusals by the system, at every change of the disk: outbox/<month> is the old or the new, complete."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from itertools import count
from pathlib import Path

import pytest

from pipeline.files.lock import only_run
from pipeline.inbox.receipts import read_receipts
from pipeline.outbox.publishing import publish, write_forms
from tests.support.killing import KILLED, TOO_LARGE, UNDISTURBED, Job, Server
from tests.support.published import contents, snapshot, with_manifest
from tests.support.workspaces import ROOT, sample_workspace

MONTH = "2023-06"
LONG = "，".join(map(str, range(2000)))  # killed half-way through its writing
OLD = {"附件2.xlsx": "old", "figures.csv": "same", "月通报.md": "old", "returned/旧.xlsx": "old"}
NEW = {"附件2.xlsx": "new", "figures.csv": "same", "月通报.md": LONG, "returned/新/甲.xlsx": "new"}
HAND = {"月通报.md": "edited", "图/一.png": "a picture"}
KEPT = {"forms/消防.xlsx": "blank", "forms/已填.xlsx": "filled", "issued/1/月通报.md": "issued"}
FORMS = {"消防.xlsx": "new blank", "电力.xlsx": LONG}
DISKS = {"exchange": {}, "two renames": {"swap": False, "links": False}}
pytestmark = pytest.mark.usefixtures("quick")


def encoded(texts: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in texts.items()}


def told(outputs: dict[str, str]) -> dict[str, str]:
    """Outputs with their manifest."""
    return {name: data.decode() for name, data in with_manifest(encoded(outputs)).items()}


def add(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
        os.utime(folder / name, (1_000_000_000, 1_000_000_000))


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month that was published, partly by hand; blank forms, one of them filled; something issued."""
    root = tmp_path_factory.mktemp("used") / "w"
    (root / "inbox").mkdir(parents=True)
    publish(root, MONTH, with_manifest(encoded(OLD)))
    add(root / "outbox" / MONTH, {**HAND, **KEPT, "figures.csv": "same"})
    (root / "outbox" / MONTH / "issued/2").mkdir()
    return root


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of which nothing was published."""
    root = tmp_path_factory.mktemp("fresh") / "w"
    (root / "inbox").mkdir(parents=True)
    return root


class Trial:
    """A command in copies of a workspace, and the states before and after it."""

    def __init__(self, start: Path, what: str, folder: Path) -> None:
        self.start, self.folder, self.copies = start, folder, count()
        self.what, self.files = what, told(NEW) if what == "publish" else FORMS
        undisturbed = self.copy()
        assert self.again(undisturbed) == self.aside(undisturbed)
        self.old, self.new = (contents(r / "outbox" / MONTH) for r in (start, undisturbed))
        self.end = contents(undisturbed)
        assert self.old != self.new

    def copy(self) -> Path:
        return Path(shutil.copytree(self.start, self.folder / str(next(self.copies))))

    def job(self, root: Path, **ends: object) -> Job:
        return replace(Job(self.what, str(root), self.files), **ends)

    def again(self, root: Path) -> list[str]:
        """What the command does undisturbed: the names of what was moved aside."""
        with only_run(root):
            if self.what == "publish":
                return publish(root, MONTH, encoded(self.files))
            return write_forms(root, MONTH, encoded(self.files))[1]

    def aside(self, root: Path) -> list[str]:
        return sorted(f"outbox/{n}" for n in contents(root / "outbox") if "手改" in n)

    def verify(self, root: Path) -> None:
        """The old or the new, complete, all that a person made in full somewhere, then the same end as ever."""
        self.is_whole(root, recovered=False)
        with only_run(root):  # what every command begins with
            self.is_whole(root, recovered=True)
        assert {p.name for p in (root / "outbox").glob("*")} <= {MONTH, f"{MONTH}.手改"}
        self.again(root)
        assert contents(root) == self.end

    def is_whole(self, root: Path, *, recovered: bool) -> None:
        outbox = root / "outbox"
        month, everything = contents(outbox / MONTH), contents(outbox)
        between = not recovered and not (outbox / MONTH).exists()
        assert between or month in (self.old, self.new)
        for name in KEPT.keys() & self.old.keys() & month.keys():
            if month[name] == self.old[name]:
                assert (outbox / MONTH / name).stat().st_mtime == 1_000_000_000
        for name, data in self.old.items():
            if data.decode() in (*HAND.values(), *KEPT.values()) and not between:
                assert data in everything.values(), name
        for name, data in everything.items():
            if name.startswith(f"{MONTH}.手改/"):
                assert data == self.old[name.split("/", 2)[2]], name


@pytest.fixture(params=["publish", "forms"])
def trial(request: pytest.FixtureRequest, used: Path, folder: Path) -> Trial:
    return Trial(used, str(request.param), folder)


def test_the_trials_leave_nothing_out(used: Path, folder: Path) -> None:
    trial = Trial(used, "publish", folder)
    assert trial.aside(trial.start) == []
    assert trial.new == encoded({**told(NEW), **KEPT})
    assert trial.end.keys() - {f"outbox/{MONTH}/{n}" for n in trial.new} == {
        f"outbox/{MONTH}.手改/1/{n}" for n in HAND
    }


def endings(
    trial: Trial, processes: Server, disk: str = "exchange", how: str = "kill"
) -> Iterator[tuple[int, Path]]:
    """The status and the workspace after a command was disturbed at its first, second, … last change."""
    for at in count(1):
        root = trial.copy()
        status = processes.run(trial.job(root, at=at, how=how, **DISKS[disk]))
        if status == UNDISTURBED:
            assert at > 10
            assert contents(root) == trial.end
            return
        yield status, root


@pytest.mark.parametrize("disk", DISKS)
def test_a_month_killed_at_any_change_is_the_old_or_the_new(
    trial: Trial, disk: str, processes: Server
) -> None:
    states = []
    for status, root in endings(trial, processes, disk):
        assert status == KILLED
        states.append(contents(root / "outbox" / MONTH))
        trial.verify(root)
    assert states[0] == trial.old
    assert states[-1] == trial.new
    assert ({} in states) is (disk != "exchange")  # between two renames


def test_a_first_month_killed_at_any_change_is_there_or_not(
    fresh: Path, folder: Path, processes: Server
) -> None:
    trial = Trial(fresh, "publish", folder)
    for _, root in endings(trial, processes):
        trial.verify(root)


@pytest.mark.parametrize("how", ["kill", "refuse", "refuse for good", "interrupt"])
@pytest.mark.parametrize("start", ["used", "fresh"])
def test_an_issue_disturbed_at_any_change_is_there_complete_or_not_at_all(
    start: str, how: str, folder: Path, processes: Server, request: pytest.FixtureRequest
) -> None:
    workspace, statuses = request.getfixturevalue(start), set()
    old, new = (
        contents(workspace),
        encoded({f"outbox/{MONTH}/issued/3/{n}": d for n, d in NEW.items()}),
    )
    for at in count(1):
        root = Path(shutil.copytree(workspace, folder / str(at)))
        status = processes.run(Job("issue", str(root), NEW, at=at, how=how))
        with only_run(root):
            assert contents(root) in (old, {**old, **new})
        statuses.add(status)
        if status == UNDISTURBED:
            assert contents(root) == {**old, **new}
            break
        assert (contents(root) == old) or status not in (4, 5)
    assert at > 10
    assert statuses <= {UNDISTURBED, {"kill": KILLED, "interrupt": 6}.get(how, 4), 0}


@pytest.mark.parametrize("size", [1, 4, 1000, len(LONG) - 1])
def test_a_month_killed_in_the_midst_of_a_file_is_the_old_one(
    trial: Trial, size: int, processes: Server
) -> None:
    root = trial.copy()
    assert processes.run(trial.job(root, size=size)) == TOO_LARGE
    assert contents(root / "outbox" / MONTH) == trial.old
    trial.verify(root)


@pytest.mark.parametrize("disk", DISKS)
def test_a_change_that_the_system_refuses_leaves_all_as_it_was(
    used: Path, folder: Path, disk: str, processes: Server
) -> None:
    trial = Trial(used, "publish", folder)
    before, statuses = snapshot(trial.start), set()
    for status, root in endings(trial, processes, disk, "refuse"):
        statuses.add(status)
        if status == 4:
            assert snapshot(root) == before
            assert [p.name for p in (root / "outbox").iterdir()] == [MONTH]
        trial.verify(root)
    # What cannot be linked is copied, and what cannot be deleted is left to the next command.
    assert statuses == {0, 4}


@pytest.mark.parametrize(
    ("disk", "how"),
    [
        ("exchange", "interrupt"),
        ("exchange", "refuse for good"),
        ("two renames", "refuse for good"),
    ],
)
def test_a_disk_that_breaks_down_or_a_person_who_interrupts_leaves_the_old_or_the_new(
    used: Path, folder: Path, disk: str, how: str, processes: Server
) -> None:
    trial = Trial(used, "publish", folder)
    for status, root in endings(trial, processes, disk, how):
        assert status in ((0, 4) if how == "refuse for good" else (6,))
        trial.verify(root)


def test_putting_right_can_be_killed_as_well(used: Path, folder: Path, processes: Server) -> None:
    trial = Trial(used, "publish", folder)
    killed = [root for _, root in endings(trial, processes, "two renames")]
    between = [root for root in killed if not (root / "outbox" / MONTH).exists()]
    assert between
    for start in (*between, killed[len(killed) // 2], killed[-8]):
        for at in count(1):
            root = Path(shutil.copytree(start, folder / f"{start.name}.{at}"))
            job = replace(trial.job(root, at=at), what="recover")
            status = processes.run(job)
            trial.verify(root)
            if status == UNDISTURBED:
                break
        assert at > 5


def test_a_month_that_a_person_made_anew_while_it_was_missing_is_kept_aside(
    used: Path, folder: Path, processes: Server
) -> None:
    trial = Trial(used, "publish", folder)
    missing = [
        root
        for _, root in endings(trial, processes, "two renames")
        if not (root / "outbox" / MONTH).exists()
    ]
    for root in missing:
        add(root / "outbox" / MONTH, {"补.docx": "made by hand"})
        with only_run(root):
            assert contents(root / "outbox" / MONTH) == trial.old
        assert (root / f"outbox/{MONTH}.手改/2/补.docx").read_text("utf-8") == "made by hand"
        assert trial.again(root) == [f"outbox/{MONTH}.手改/3/{n}" for n in sorted(HAND)]


@pytest.mark.parametrize("before", ["", "sha256,file,received_at,note\r\n"])
@pytest.mark.parametrize("size", [0, 1, 40, len(LONG)])
def test_receipts_killed_at_any_moment_are_whole(
    before: str, size: int, folder: Path, processes: Server
) -> None:
    row = {"sha256": "a" * 64, "file": "甲.xlsx", "received_at": "2023-06-26", "note": LONG}
    for at in count(1):
        inbox = folder / str(at) / "inbox"
        add(inbox, {"receipts.csv": before} if before else {"乙.xlsx": ""})
        names = {"receipts.csv", *(p.name for p in inbox.iterdir())}
        job = Job("receipts", str(inbox.parent), row, at=at, size=size)
        status = processes.run(job)
        with only_run(inbox.parent):
            assert {p.name for p in inbox.iterdir()} <= names
        table, receipts = read_receipts(inbox, UTC)
        assert [r["note"] for r in table.rows] in ([], [LONG])
        assert bool(receipts) or status != UNDISTURBED
        if status in (UNDISTURBED, TOO_LARGE):
            break
        assert status == KILLED
    assert status == (TOO_LARGE if size else UNDISTURBED)


# --- Whole runs ---------------------------------------------------------------------------------------------------


def test_whole_runs_can_be_killed_again_and_again(tmp_path: Path) -> None:
    """At changes of the disk and at any time; the next one ends as if nothing had happened."""
    right, root = sample_workspace(tmp_path / "right"), sample_workspace(tmp_path / "killed")
    for workspace in (right, root):
        (workspace / "inbox/receipts.csv").unlink()  # it is written as well
        add(workspace / "outbox/2023-07", HAND)
    old = contents(root / "outbox/2023-07")
    assert finished(right) == 0
    new, chance, ends = contents(right / "outbox/2023-07"), random.Random(7), []
    for at in (2, 5, 30):
        ends.append(finished(root, at))
        assert contents(root / "outbox/2023-07") in (old, new)
    assert ends == [KILLED] * 3
    for _ in range(2):
        with started(root) as run:
            time.sleep(chance.uniform(0.3, 1.2))
            run.kill()
        assert contents(root / "outbox/2023-07") in (old, new)
    assert finished(root) == 0
    assert contents(root) == contents(right)


def finished(root: Path, at: int = 0) -> int:
    with started(root, at) as run:
        return run.wait()


def started(root: Path, at: int = 0) -> "subprocess.Popen[bytes]":
    """`pipeline monthly`, killed at its change number `at`."""
    command = [
        sys.executable,
        "-B",
        "-m",
        "tests.support.killing",
        str(at),
        "--root",
        str(root),
        "monthly",
    ]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet)
