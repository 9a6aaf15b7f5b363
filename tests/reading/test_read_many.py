"""Many processes read what one reads: whoever dies, whatever changes meanwhile, however the run ends."""

import gc
import hashlib
import os
import signal
import subprocess
import sys
import time
import weakref
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.entry import COLLECTED_FROM
from pipeline.files.lock import only_run
from pipeline.model.errors import UsageError
from pipeline.model.received import Arrival, Submission
from pipeline.pools.pace import Pace, words
from pipeline.pools.processes import Here, dismiss, processes
from pipeline.pools.read_group import Group, Order, declare, read_group
from pipeline.pools.read_many import Hands, Reading
from tests.support.published import command, snapshot
from tests.support.workspaces import ROOT, declarations, sample_workspace

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
VICTIM = "消防7月.xlsx"

# Reads the inbox with each of the numbers of processes, and says of every file what became of it. "kills": one file
# kills every process that reads it; "kills once": only the first.
READ = """
import os, signal, sys
from pathlib import Path
from pipeline.pools import read_group
from pipeline.pools.crew import Crew
from pipeline.receiving.receive import receive

root, how, numbers, here = Path(sys.argv[1]), sys.argv[2], map(int, sys.argv[3].split()), os.getpid()
read_arrival, died = read_group.read_arrival, root.parent / "died"

def deadly(arrival, declared):
    if arrival.path.endswith("消防7月.xlsx") and os.getpid() != here and not (how == "kills once" and died.exists()):
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return read_arrival(arrival, declared)

if how != "reads":
    read_group.read_arrival = deadly
told = []
for number in numbers:
    received = receive(root, lambda _: None, Crew(number))
    told.append([f"{r.arrival.path if hasattr(r, 'arrival') else r.path} {r!r}" for r in received.read])
sys.stdout.write("\\n--\\n".join("\\n".join(lines) for lines in told))
"""


def read(root: Path, how: str, *numbers: int) -> list[list[str]]:
    """What reading says of each file, in order, for each number of processes."""
    script = [sys.executable, "-c", READ, str(root), how, " ".join(map(str, numbers))]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return [told.splitlines() for told in done.stdout.split("\n--\n")]


def test_any_number_of_processes_reads_the_same(sample_root: Path) -> None:
    (sample_root / "inbox/没有内容.xlsx").touch()
    (sample_root / "inbox/又一份.xlsx").write_bytes(
        (sample_root / f"inbox/sample/2023-07/{VICTIM}").read_bytes()
    )
    one, *others = read(sample_root, "reads", 1, 2, 3, 5)
    assert len(one) > 20
    assert others == [one] * 3


def test_a_month_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    one, other = (sample_workspace(tmp_path / name) for name in ("a", "b"))
    assert command(one, "monthly", "--workers", "1") == 0
    with_three = [sys.executable, "-m", "pipeline", "--root", str(other), "monthly"]
    subprocess.run([*with_three, "--workers", "3"], cwd=ROOT, check=True, capture_output=True)
    published = [{n: d for n, (d, _) in snapshot(r).items()} for r in (one, other)]
    assert published[0] == published[1]


def test_a_process_that_dies_costs_nothing(sample_root: Path) -> None:
    (right,) = read(sample_root, "reads", 1)
    assert read(sample_root, "kills once", 2) == [right]
    assert (sample_root.parent / "died").exists()


def test_a_file_that_kills_whoever_reads_it_is_refused_and_no_other(sample_root: Path) -> None:
    (right,) = read(sample_root, "reads", 1)
    for told in read(sample_root, "kills", 2, 3):
        differing = [(a, b) for a, b in zip(right, told, strict=True) if a != b]
        ((before, after),) = differing
        assert VICTIM in before
        assert "unreadable" in after
        assert "F10" in after


def test_a_file_that_is_another_by_now_is_not_read(tmp_path: Path) -> None:
    declare(str(tmp_path), declarations())
    place = tmp_path / "a.xlsx"
    place.write_bytes(b"PK another file")
    taken = Arrival("inbox/a.xlsx", "0" * 64, b"", None, "")
    for order in (Order(taken, str(place)), Order(taken, str(tmp_path / "gone.xlsx"))):
        (read_,) = read_group(Group(str(tmp_path), (order,))).read
        assert isinstance(read_, Arrival)
        assert (read_.fate, read_.sha256, read_.findings[0].rule) == ("unreadable", None, "F2b")
        assert replace(read_, sha256=taken.sha256, data=b"", fate=None, findings=()) == taken


class Lost(Executor):
    """Hands out so many tasks that never end well, and takes no more."""

    def __init__(self, tasks: int, error: Exception | None) -> None:
        self._left, self._error = tasks, error

    def submit(self, *_: object) -> Future[Any]:
        """A task that failed already, or one that waits for ever."""
        self._left -= 1
        if self._left < 0:
            raise BrokenProcessPool
        task = Future[Any]()
        if self._error:
            task.set_exception(self._error)
        return task


@pytest.mark.parametrize(
    ("tasks", "error"),
    [
        (0, None),  # a process dies before all is handed out
        (3, BrokenProcessPool()),
        (99, TimeoutError("of the disk that a worker reads from")),
        (99, CancelledError()),
        (99, None),
    ],
)
def test_nothing_is_lost_with_whoever_was_to_read_it(
    sample_root: Path, tasks: int, error: Exception | None
) -> None:
    declared = declarations()
    declare(str(sample_root), declared)
    places = sorted((sample_root / "inbox/sample/2023-07").iterdir())[:5]
    orders = [Order(Arrival(p.name, sha256(p), b"", None, ""), str(p)) for p in places]
    groups = [Group(str(sample_root), (order,)) for order in orders]
    lost, here = [Lost(tasks, error)], Hands(1, Here, dismiss)
    hands = Hands(2, lambda _: lost.pop() if lost else Here(1), dismiss, patience=1.5, instead=here)
    read_ = Reading(groups, declared, hands).results()
    assert {path: type(r) for path, r in read_.items()} == {p.name: Submission for p in places}


def sha256(place: Path) -> str:
    return hashlib.sha256(place.read_bytes()).hexdigest()


def test_schemas_that_change_while_they_are_needed_end_the_run(sample_root: Path) -> None:
    declared = declarations()
    declare(str(sample_root), declared, b"as it was")
    groups = [Group(str(sample_root), (), b"as it is")]
    with pytest.raises(UsageError, match="再运行一次"):
        Reading(groups, declared, Hands(1, Here, dismiss)).results()


def test_no_more_are_engaged_than_there_are_groups(sample_root: Path) -> None:
    engaged = list[int]()

    def engage(number: int) -> Executor:
        engaged.append(number)
        return Here(number)

    declare(str(sample_root), declarations())
    for count in (0, 3, 9):
        groups = [Group(str(sample_root), ())] * count
        assert Reading(groups, declarations(), Hands(5, engage, dismiss)).results() == {}
    assert engaged == [1, 3, 5]


@pytest.mark.parametrize("number", ["0", "65", "两个", ""])
def test_a_wrong_number_of_processes_is_told_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], number: str
) -> None:
    assert command(tmp_path, "check", "--workers", number) == 2
    told = capsys.readouterr().err
    assert f"--workers写得不对：“{number}”不是1至64的整数" in told


def test_a_cluster_without_its_components_is_refused_in_words(
    sample_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert command(sample_root, "check", "--scheduler", "tcp://10.0.0.5:8786") == 2
    assert "没有安装集群组件，请先在本项目的文件夹里运行 make cluster" in capsys.readouterr().err


def test_no_more_processes_are_started_than_windows_can_wait_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipeline.pools.processes._MOST", 2)
    with processes(64) as made:
        asked = list(made.map(abs, range(8)))
        assert asked == list(range(8))
        assert made._max_workers == 2


# A month of which the reading takes longer than any test; each process says when it has begun.
LONG = """
import signal, sys, time
from pipeline import entry
from pipeline.pools import read_group

def read_for_long(*_):
    sys.stdout.write("reading\\n")
    sys.stdout.flush()
    time.sleep(600)

read_group.read_arrival = read_for_long
sys.argv[1:] = ["--root", sys.argv[1], "monthly", "--workers", "2"]
signal.signal(signal.SIGINT, signal.default_int_handler)  # which is ignored in what a shell runs behind &
entry.main()
"""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 4), (signal.SIGKILL, -9)])
def test_a_run_that_is_ended_takes_its_processes_along_and_can_be_repeated(
    sample_root: Path, number: signal.Signals, status: int
) -> None:
    before = {n for n in snapshot(sample_root) if not n.endswith("receipts.csv")}
    pipe = subprocess.PIPE
    script = [sys.executable, "-c", LONG, str(sample_root)]
    with subprocess.Popen(
        script, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as run:
        assert run.stdout is not None
        assert [run.stdout.readline() for _ in range(2)] == ["reading\n"] * 2
        (os.killpg if number is signal.SIGINT else os.kill)(run.pid, number)
        assert run.wait(300) == status
        with only_run(sample_root):
            assert {n for n in snapshot(sample_root) if not n.endswith("receipts.csv")} == before
        _, said = run.communicate(timeout=300)  # to the end of what any of them could say
    assert "Traceback" not in said
    assert ("已中断" in said) is (number is signal.SIGINT)


def test_a_long_run_says_how_long_it_will_take() -> None:
    assert words(1200, 34000, 3.0) == "已读1200/34000个文件，每秒400个，约还要1分22秒"
    assert words(50, 100, 5.0) == "已读50/100个文件，每秒10个，约还要5秒"


def test_where_nothing_moves_no_time_is_promised(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    pace = Pace(400, _began=0.0, _moved=0.0)
    for clock[0], done in ((31.0, 100), (62.0, 100), (93.0, 200)):
        pace.tell(done)
    first, stuck, again = capsys.readouterr().err.splitlines()
    assert first.startswith("… 已读100/400个文件，每秒")
    assert stuck == "… 已读100/400个文件，已有31秒没有读完新的"
    assert again.startswith("… 已读200/400个文件，每秒")


@pytest.mark.parametrize("terminal", [True, False])
def test_a_long_run_is_told_in_one_line_of_a_terminal_and_now_and_then_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, terminal: bool
) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    pace = Pace(400, _began=0.0)
    for second in range(40):
        clock[0] = float(second)
        pace.tell(second * 10)
    pace.remark("集群没有回应了")
    pace.end()
    said = capsys.readouterr().err
    lines = said.split("\n")
    assert lines[-2:] == ["… 集群没有回应了", ""]
    assert len(lines) == 3
    assert lines[0].count("已读") == (37 if terminal else 1)
    assert ("\r" in said) is terminal
    assert lines[0].rpartition("… ")[2].startswith("已读390/400" if terminal else "已读300/400")


def _left_behind() -> int:
    """How many of a hundred thousand objects that only know themselves are still there."""
    left = []
    for _ in range(100_000):
        own = _Own()
        own.own = own
        left.append(weakref.ref(own))
    return sum(one() is not None for one in left)


class _Own:
    own: object


def test_a_process_among_others_collects_what_it_leaves_behind() -> None:
    usual = gc.get_threshold()
    gc.collect()  # what other tests left does not count towards the threshold
    gc.set_threshold(*COLLECTED_FROM)  # as the command line does
    try:
        assert _left_behind() == 100_000
        with processes(1) as one:
            assert one.submit(_left_behind).result() < 50_000
    finally:
        gc.set_threshold(*usual)
