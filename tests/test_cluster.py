"""Reading on a real Dask cluster, a scheduler and two workers on this machine: same bytes, whoever is killed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.published import command, snapshot
from tests.workspaces import ROOT, sample_workspace

pytest.importorskip("distributed", reason="the extra cluster is not installed")
HERE = "tcp://127.0.0.1"
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
import asyncio, os, signal, sys
from pathlib import Path
from distributed import Worker
from pipeline import kept, read_group

address, how, died = sys.argv[1], sys.argv[2], Path(sys.argv[3])
read_arrival = read_group.read_arrival

def deadly(arrival, declared):
    if arrival.path.endswith("消防7月.xlsx") and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return read_arrival(arrival, declared)

if how == "kills once":
    read_group.read_arrival = deadly
if how == "other":
    kept.version = lambda name: "another"

async def serve():
    async with Worker(address, nthreads=1, dashboard=False) as worker:
        print("works", flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(serve())
"""


def started(script: str, *arguments: str) -> "subprocess.Popen[str]":
    command_line = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(
        command_line, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=QUIET, text=True
    )


@contextmanager
def cluster(folder: Path, *workers: str) -> Iterator[str]:
    """The address of a scheduler with workers that do their work, or as they are told."""
    with ExitStack() as running:
        scheduler = running.enter_context(started(SCHEDULER))
        assert scheduler.stdout is not None
        address = scheduler.stdout.readline().strip()
        for how in workers:
            worker = running.enter_context(started(WORKER, address, how, str(folder / "died")))
            assert worker.stdout is not None
            assert worker.stdout.readline() == "works\n"
        yield address


def monthly(root: Path, address: str) -> "subprocess.CompletedProcess[str]":
    run = [sys.executable, "-m", "pipeline", "--root", str(root), "monthly"]
    return subprocess.run(
        [*run, "--scheduler", address], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("how", ["reads", "kills once"])
def test_a_cluster_publishes_the_same_bytes_also_where_a_worker_is_killed(
    tmp_path: Path, how: str
) -> None:
    one, other = (sample_workspace(tmp_path / name) for name in ("a", "b"))
    assert command(one, "monthly", "--workers", "1") == 0
    with cluster(tmp_path, how, how) as address:
        run = monthly(other, address)
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "died").exists() is (how == "kills once")
    published = [{n: d for n, (d, _) in snapshot(r).items()} for r in (one, other)]
    assert published[0] == published[1]


def refusal(root: Path, address: str) -> str:
    """What the user is told where nothing can be read there; nothing is written but receipts."""
    run = monthly(root, address)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert not any(n.startswith("outbox/2") for n in snapshot(root))
    return run.stderr


def test_where_there_is_no_scheduler_or_no_address_that_is_told(sample_root: Path) -> None:
    for address in (f"{HERE}:1", "what://x"):
        assert "连不上集群" in refusal(sample_root, address)


def test_a_cluster_of_no_workers_or_of_other_ones_is_refused(
    sample_root: Path, tmp_path: Path
) -> None:
    with cluster(tmp_path) as address:
        assert "没有工作进程" in refusal(sample_root, address)
    with cluster(tmp_path, "reads", "other") as address:
        told = refusal(sample_root, address)
    assert "不一致" in told
    assert told.count("tcp://") == 1
