"""Receiving in a process of its own gives what receiving in turn gives, and tells every fault once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.published import command, snapshot
from tests.workspaces import ROOT, sample_workspace

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")

# What receiving gives, in another process and in turn; "dies": the other process ends before it has answered.
BOTH = """
import os, sys
from pathlib import Path
from pipeline import ahead

root, how, here = Path(sys.argv[1]), sys.argv[2], os.getpid()
receive = ahead.receive

def dying(root, say):
    if os.getpid() != here:
        os._exit(9)
    return receive(root, say)

if how == "dies":
    ahead.receive = dying
assert ahead._saves_time()
first = ahead.receive_ahead(root, lambda _: None)()
second = receive(root, lambda _: None)
assert repr(first.read) == repr(second.read)
assert first.decisions == second.decisions
assert first.declared.rules == second.declared.rules
print(len(first.read))
"""


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process that has not imported pandas yet."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "--root", str(root), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


@pytest.mark.skipif(os.cpu_count() == 1, reason="one processor: nothing is begun ahead")
@pytest.mark.parametrize("how", ["lives", "dies"])
def test_what_is_received_is_the_same_whoever_received_it(sample_root: Path, how: str) -> None:
    script = [sys.executable, "-c", BOTH, str(sample_root), how]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


def test_a_month_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    one, other = (sample_workspace(tmp_path / name) for name in ("a", "b"))
    assert run(one, "monthly").returncode == 0
    assert command(other, "monthly") == 0
    published = [{n: d for n, (d, _) in snapshot(r / "outbox").items()} for r in (one, other)]
    assert published[0] == published[1]


@pytest.mark.parametrize("name", ["monthly", "check"])
def test_a_fault_is_told_once_and_without_a_traceback(sample_root: Path, name: str) -> None:
    (sample_root / "inbox/decisions.csv").write_text("period,unit\n2023-07,没有这个局\n", "utf-8")
    done = run(sample_root, name)
    assert done.returncode == 1
    assert done.stderr.count("decisions.csv") == 1
    assert "Traceback" not in done.stderr


def test_where_a_template_is_wrong_no_receipt_is_written(sample_root: Path) -> None:
    (sample_root / "inbox/receipts.csv").unlink()
    (sample_root / "templates/bulletin.txt.j2").write_text("{% if %}", "utf-8")
    assert run(sample_root, "monthly").returncode == 1
    assert not (sample_root / "inbox/receipts.csv").exists()
