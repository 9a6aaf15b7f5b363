"""Receiving in a process of its own gives what receiving in turn gives, and tells every fault once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.files.lock import only_run
from tests.support.published import command, snapshot
from tests.support.workspaces import ROOT, sample_workspace

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")

# What receiving gives, in another process and in turn; "dies": the other process ends before it has answered;
# "corrected": meanwhile a clerk corrects the time of a file.
BOTH = """
import os, sys
from pathlib import Path
from pipeline.receiving import ahead

root, how, here = Path(sys.argv[1]), sys.argv[2], os.getpid()
receive, take_in, is_as_seen = ahead.receive, ahead.take_in, ahead.is_as_seen

def dying(root):
    if os.getpid() != here:
        os._exit(9)
    return take_in(root)

def corrected(root, owed):
    path = root / "inbox/receipts.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace("2023-07-2", "2023-07-1"), "utf-8")
    assert path.read_text("utf-8") != text
    return is_as_seen(root, owed)

if how == "dies":
    ahead.take_in = dying
if how == "corrected":
    ahead.is_as_seen = corrected
assert ahead._saves_time()
first = ahead.receive_ahead(root, lambda _: None)()
second = receive(root, lambda _: None)
assert repr(first.read) == repr(second.read)
assert first.decisions == second.decisions
assert first.declared.rules == second.declared.rules
print(len(first.read))
"""

# Receiving begun ahead by a process that is then killed: the other one says when it has begun to read, which takes
# longer than any test.
ORPHAN = """
import os, sys, time
from pathlib import Path
from pipeline.receiving import ahead
from pipeline.receiving import receive as receiving
from pipeline.files.lock import only_run

def read_for_long(*_):
    print("reading", flush=True)
    time.sleep(600)

receiving.read_arrival = read_for_long
with only_run(Path(sys.argv[1])):
    ahead.receive_ahead(Path(sys.argv[1]), lambda _: None)
    time.sleep(600)
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
@pytest.mark.parametrize("how", ["lives", "dies", "corrected"])
def test_what_is_received_is_the_same_whoever_received_it(sample_root: Path, how: str) -> None:
    script = [sys.executable, "-c", BOTH, str(sample_root), how]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


def test_the_command_line_is_there_before_pandas_is() -> None:
    """What is read ahead and in pools is begun before; a command that imports it at its top would end that for all."""
    script = 'import sys, pipeline.cli; print("pandas" in sys.modules)'
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


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


@pytest.mark.skipif(os.cpu_count() == 1, reason="one processor: nothing is begun ahead")
def test_when_a_run_is_killed_what_it_split_off_locks_and_writes_nothing_and_ends(
    sample_root: Path,
) -> None:
    (sample_root / "inbox/receipts.csv").unlink()
    before = snapshot(sample_root)
    script = [sys.executable, "-c", ORPHAN, str(sample_root)]
    with subprocess.Popen(script, cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "reading\n"
        killed.kill()
        killed.wait()
        with only_run(sample_root):
            assert snapshot(sample_root) == before
        killed.communicate(
            timeout=300
        )  # the end of its output: nobody is left who could write there
