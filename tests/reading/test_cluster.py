"""Reading on a real Dask cluster, a scheduler and two workers on this machine: same bytes, whoever is killed."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.support.published import command, snapshot
from tests.support.workspaces import ROOT, sample_workspace

HERE = "tcp://127.0.0.1"
Process = subprocess.Popen[str]
PIPE, QUIET = subprocess.PIPE, subprocess.DEVNULL
# A scheduler that says where it is, and a worker that says that it works; both end with what they read from.
SCHEDULER = """
import asyncio, sys
from distributed import Scheduler

async def serve():
    async with Scheduler(host="127.0.0.1", dashboard=False) as scheduler:
        print(scheduler.address, flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(serve())
"""
WORKER = """
import asyncio, os, signal, sys, time
from pathlib import Path
from distributed import Worker
from pipeline.pools import cluster
from pipeline.pools import kept
from pipeline.pools import read_group

address, how, died = sys.argv[1], sys.argv[2], Path(sys.argv[3])
read_arrival = read_group.read_arrival

def deadly(arrival, declared):
    if arrival.path.endswith("消防7月.xlsx") and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return read_arrival(arrival, declared)

def slowly(arrival, declared):
    died.touch()
    time.sleep(1)  # twelve files: a busy machine kills it before they are read
    return read_arrival(arrival, declared)

def dying(workspace):
    os.kill(os.getpid(), signal.SIGKILL)

if how == "dies when asked":
    cluster.fingerprint_of = dying
if how == "freezes when asked":
    cluster.fingerprint_of = lambda workspace: time.sleep(5)
if how == "kills once":
    read_group.read_arrival = deadly
if how == "other":
    kept.version = lambda name: "another"
if how == "slow":
    read_group.read_arrival = slowly

async def serve():
    async with Worker(address, nthreads=1, dashboard=False) as worker:
        print("works", flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(serve())
"""


# The program, which waits for a second where it would wait for many; for the first answers as long as it is told.
IMPATIENT = """
import sys
from pipeline import cli
from pipeline.pools import cluster
cluster._PATIENCE, cluster._SILENCE = float(sys.argv.pop(1)), int(sys.argv.pop(1))
asked = cluster._asked

def answered(*about):
    answers, cluster._SILENCE = asked(*about), 2
    return answers

cluster._asked = answered
cli.main()
"""
# The same, to which no answer that arrived seems to be there: its worker died in that moment.
UNLUCKY = f"""
from distributed.client import Future
state = Future.status.fget
Future.status = property(lambda future: "lost" if state(future) == "finished" else state(future))
{IMPATIENT}
"""


def started(script: str, *arguments: str) -> Process:
    command_line = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(
        command_line, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=QUIET, text=True
    )


def worker(address: str, how: str, died: Path) -> Process:
    """A worker that does its work, or as it is told."""
    made = started(WORKER, address, how, str(died))
    assert made.stdout is not None
    assert made.stdout.readline() == "works\n"
    return made


@contextmanager
def cluster(folder: Path, *workers: str) -> Iterator[tuple[str, list[Process]]]:
    """The address of a scheduler with workers; it and they as processes."""
    with ExitStack() as running:
        scheduler = running.enter_context(started(SCHEDULER))
        assert scheduler.stdout is not None
        address = scheduler.stdout.readline().strip()
        made = [running.enter_context(worker(address, how, folder / "died")) for how in workers]
        yield address, [scheduler, *made]


def begun(
    root: Path, address: str, patience: float = 10, silence: int = 60, program: str = IMPATIENT
) -> Process:
    waits = str(patience), str(silence)
    run = [sys.executable, "-c", program, *waits, "--root", str(root), "monthly"]
    return subprocess.Popen(
        [*run, "--scheduler", address], cwd=ROOT, stdout=PIPE, stderr=PIPE, text=True
    )


def monthly(
    root: Path, address: str, patience: float = 10, silence: int = 60
) -> "subprocess.CompletedProcess[str]":
    with begun(root, address, patience, silence) as run:
        said = ended(run)
    return subprocess.CompletedProcess(run.args, run.returncode, stderr=said)


def ended(run: Process) -> str:
    """What it says on the error stream until it ends; it is killed where that takes too long."""
    try:
        return run.communicate(timeout=300)[1]
    finally:
        run.kill()


@pytest.mark.parametrize("how", ["reads", "kills once"])
def test_a_cluster_publishes_the_same_bytes_also_where_a_worker_is_killed(
    tmp_path: Path, how: str
) -> None:
    one, other = (sample_workspace(tmp_path / name) for name in ("a", "b"))
    assert command(one, "monthly", "--workers", "1") == 0
    with cluster(tmp_path, how, how) as (address, _):
        run = monthly(other, address)
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "died").exists() is (how == "kills once")
    published = [{n: d for n, (d, _) in snapshot(r).items()} for r in (one, other)]
    assert published[0] == published[1]


def test_an_answer_that_is_lost_as_it_arrives_is_read_here(tmp_path: Path) -> None:
    one, other = (sample_workspace(tmp_path / name) for name in ("a", "b"))
    assert command(one, "monthly", "--workers", "1") == 0
    with cluster(tmp_path, "reads") as (address, _), begun(other, address, program=UNLUCKY) as run:
        said = ended(run)
    assert run.returncode == 0, said
    published = [{n: d for n, (d, _) in snapshot(r).items()} for r in (one, other)]
    assert published[0] == published[1]


def test_a_worker_that_dies_while_it_is_compared_is_gone_and_no_other_program(
    sample_root: Path, tmp_path: Path
) -> None:
    with cluster(tmp_path, "dies when asked", "reads") as (address, _):
        run = monthly(sample_root, address)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("who", ["all", "scheduler", "workers"])
def test_what_nobody_reads_any_more_is_read_here(tmp_path: Path, who: str) -> None:
    one, other = (sample_workspace(tmp_path / name) for name in ("a", "b"))
    assert command(one, "monthly", "--workers", "1") == 0
    with cluster(tmp_path, "slow", "slow") as (address, processes), begun(other, address) as run:
        wait_for(tmp_path / "died")
        for process in {"all": processes, "scheduler": processes[:1]}.get(who, processes[1:]):
            process.kill()
        said = ended(run)
    assert run.returncode == 0, said
    assert "集群没有回应了，余下的在本机读" in said
    assert "Traceback" not in said
    published = [{n: d for n, (d, _) in snapshot(r).items()} for r in (one, other)]
    assert published[0] == published[1]


def test_a_worker_of_another_program_that_comes_later_reads_nothing(tmp_path: Path) -> None:
    one, other = (sample_workspace(tmp_path / name) for name in ("a", "b"))
    assert command(one, "monthly", "--workers", "1") == 0
    with cluster(tmp_path, "slow") as (address, (_, first)), begun(other, address) as run:
        wait_for(tmp_path / "died")
        with worker(address, "other", tmp_path / "died"):
            first.kill()
            said = ended(run)
    assert run.returncode == 0, said
    published = [{n: d for n, (d, _) in snapshot(r).items()} for r in (one, other)]
    assert published[0] == published[1]


def wait_for(place: Path) -> None:
    """Until a worker has begun."""
    for _ in range(3000):
        if place.exists():
            return
        time.sleep(0.1)
    raise AssertionError(place)


def refusal(root: Path, address: str, patience: float = 10, silence: int = 60) -> str:
    """What the user is told where nothing can be read there; nothing is written but receipts."""
    run = monthly(root, address, patience, silence)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert not any(n.startswith("outbox/2") for n in snapshot(root))
    return run.stderr


def test_where_there_is_no_scheduler_or_no_address_that_is_told(sample_root: Path) -> None:
    for address in (f"{HERE}:1", "what://x", "ucx://127.0.0.1:1", "tls://127.0.0.1:1", "x"):
        assert "连不上集群" in refusal(sample_root, address, 1)


def test_where_something_else_listens_that_is_told(sample_root: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        assert "连不上集群" in refusal(sample_root, f"{HERE}:{port}", 1)
    lone = WORKER.replace('print("works"', "print(worker.address")
    with cluster(tmp_path) as (address, _), started(lone, address, "reads", "") as process:
        assert process.stdout is not None
        assert "连不上集群" in refusal(sample_root, process.stdout.readline().strip())


def test_a_cluster_of_no_workers_or_of_other_ones_is_refused(
    sample_root: Path, tmp_path: Path
) -> None:
    with cluster(tmp_path) as (address, _):
        assert "没有工作进程" in refusal(sample_root, address, 5)
    with cluster(tmp_path, "dies when asked") as (address, _):
        assert "没有工作进程" in refusal(sample_root, address)
    with cluster(tmp_path, "reads", "freezes when asked") as (address, _):
        assert "2秒没有回答" in refusal(sample_root, address, silence=2)
    with cluster(tmp_path, "reads", "other") as (address, _):
        told = refusal(sample_root, address)
    assert "不一致" in told
    assert told.count("tcp://") == 1
